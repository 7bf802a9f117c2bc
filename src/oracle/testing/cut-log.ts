import { STRIDE } from '../../executor/event-log.ts';
import type { Execution } from '../../executor/execution.ts';
import type { Ev } from '../../platform/recorder.ts';

/** The same execution as if the log had been full after its first `length` records; valid for good but for `final.devices`. */
export function cutLog(execution: Execution, length: number): Execution {
  const log = execution.log.snapshot();
  log.length = length;
  log.truncated = true;
  log.counts.fill(0);
  for (const code of log.codes.subarray(0, length)) log.counts[code] = (log.counts[code] as number) + 1;
  return { ...execution, log };
}

/** Index of the first record of a kind. @throws Error when there is none */
export function firstOf({ log }: Execution, code: Ev): number {
  for (let i = 0; i < log.length; i++) if (log.data[i * STRIDE] === code) return i;
  throw new Error(`no record of kind ${code}`);
}
