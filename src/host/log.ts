import { USEC_PER_SEC } from '../platform/clock.ts';
import { Ev } from '../platform/recorder.ts';
import type { Kernel } from './kernel.ts';

/** printk severities. */
export const LogLevel = { Err: 3, Warning: 4, Info: 6, Debug: 7 } as const;
export type LogLevel = (typeof LogLevel)[keyof typeof LogLevel];

/** `DEFAULT_RATELIMIT_INTERVAL` and `DEFAULT_RATELIMIT_BURST` of the kernel. */
const RATELIMIT_INTERVAL_USEC = 5 * USEC_PER_SEC;
const RATELIMIT_BURST = 10;

/** One call site's limiter: at most 10 lines in 5 seconds. */
export class RateLimit {
  private begin = Number.NEGATIVE_INFINITY;
  private printed = 0;

  /** True when a line may be printed at virtual time `now` (microseconds). */
  allow(now: number): boolean {
    if (now - this.begin >= RATELIMIT_INTERVAL_USEC) {
      this.begin = now;
      this.printed = 0;
    }
    if (this.printed >= RATELIMIT_BURST) return false;
    this.printed++;
    return true;
  }
}

/** The kernel's log. Lines go to the recorder; a debug line only where dynamic debug is on for its module. */
export class KernelLog {
  /** Modules whose debug lines are switched on (`pciback`, `pcifront`). */
  readonly dynamicDebug = new Set<string>();
  private readonly kernel: Kernel;
  private readonly limits = new Map<string, RateLimit>();

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  /**
   * Prints a line.
   * @param domid domain whose action caused it, or -1
   */
  print(level: LogLevel, text: string, domid = -1): void {
    this.kernel.emit(Ev.Log, level, this.kernel.text(text), 0, domid);
  }

  /** Prints a line through the limiter of call site `site`. */
  printLimited(site: string, level: LogLevel, text: string, domid: number): void {
    let limit = this.limits.get(site);
    if (limit === undefined) {
      limit = new RateLimit();
      this.limits.set(site, limit);
    }
    const allowed = limit.allow(this.kernel.world.clock.now);
    this.kernel.emit(Ev.Log, level, this.kernel.text(text), allowed ? 0 : 1, domid);
  }

  /** Prints a debug line if dynamic debug is on for `module`; the text is only built then. */
  debug(module: string, text: () => string, domid = -1): void {
    if (this.dynamicDebug.has(module)) this.print(LogLevel.Debug, text(), domid);
  }

  /** WARN: a line with a backtrace; `site` is the function that warns. */
  warn(site: string, text: string): void {
    this.kernel.emit(Ev.Warn, this.kernel.text(`${site}: ${text}`));
  }
}
