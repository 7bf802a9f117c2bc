import type { Execution } from '../executor/execution.ts';
import { setupLines } from './program-text.ts';
import { traceLines } from './trace-builder.ts';
import { endLines } from './trace-end.ts';
import { foldRepeats, type TraceLine } from './trace-repeats.ts';
import { visible } from './visible-text.ts';

export interface TraceOptions {
  /** Every record: each lock taken, each read of the host's own services, each word of a copy, every repetition. */
  readonly verbose?: boolean;
}

/**
 * An execution as text, to be called before its executor runs again. One line per record: virtual time in
 * milliseconds since the program began, who acts, what happens, indented by what is nested in what; actions of the
 * program are headings, and the state at the end comes last. Texts that come from guests, files or the driver
 * have their control characters made visible.
 */
export function renderTrace(execution: Execution, { verbose = false }: TraceOptions = {}): string {
  const { log } = execution;
  const lines = traceLines(execution, { verbose });
  return [
    ...headLines(execution),
    ...layOut(verbose ? lines : foldRepeats(lines)),
    ...(log.truncated ? ['', 'the log was full: what follows is missing'] : []),
    '',
    ...endLines(execution),
    '',
  ].join('\n');
}

/** The set-up with the addresses of its devices, and what is in the machine besides. */
function headLines({ functions, program, guestDomids }: Execution): string[] {
  const rest = [...functions];
  const addresses = program.setup.devices.map(({ name }) => {
    const at = rest.findIndex((fn) => fn.name === name);
    return at < 0 ? undefined : rest.splice(at, 1)[0]?.address;
  });
  return [
    ...setupLines(program.setup, addresses),
    ...rest.map(({ address, name }) => `  besides: ${visible(name)} at ${address}`),
    `  ${guestDomids.map((domid, guest) => `guest ${guest} is dom${domid}`).join(', ')}; times are in milliseconds`,
  ];
}

/** Columns: time, who, words. */
function layOut(lines: readonly TraceLine[]): string[] {
  const times = lines.map(({ time }) => (time / 1000).toFixed(3));
  const timeWidth = times.reduce((width, text) => Math.max(width, text.length), 0);
  const whoWidth = lines.reduce(
    (width, { who, heading }) => (heading ? width : Math.max(width, who.length)),
    0,
  );
  return lines.flatMap(({ who, depth, text, heading }, index) => {
    if (heading) return ['', text];
    const left = `${(times[index] as string).padStart(timeWidth + 2)}  ${who.padEnd(whoWidth)}  `;
    return [`${left}${'  '.repeat(depth)}${text}`];
  });
}
