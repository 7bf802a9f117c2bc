import { STRIDE } from '../executor/event-log.ts';
import { USEC_PER_SEC } from '../platform/clock.ts';
import { Ev } from '../platform/recorder.ts';
import type { Step } from '../program/program.ts';
import { plainOracle, violation } from './oracle.ts';
import { someStep } from './steps.ts';
import { tasksOf } from './task-domains.ts';

/** What the kernel's own limiter lets through: 10 lines of one call site in 5 seconds. */
const BURST = 10;
const INTERVAL_USEC = 5 * USEC_PER_SEC;
const KERN_INFO = 6;
/** Reports about a connection, and about a key that cannot be written. */
const ABOUT_XENSTORE = /^pciback pci-|cannot be written/;

/**
 * Each node that root writes in the backend's directory has it try again, and complain again; so does each
 * transaction that xenstore fails. Neither is the guest's doing.
 */
const disturbsXenstore = (step: Step): boolean =>
  step.do === 'backendNode' ||
  step.do === 'xenstore' ||
  (step.do === 'fault' && step.what.startsWith('xenstore'));

/**
 * Log lines that one guest can cause, of one wording, above what a limiter would allow. Those of the error recovery
 * are not: the host begins it, and each callback has a line or two (AER-02 to AER-04, AER-13).
 */
export const logRate = plainOracle(
  'log-rate',
  'a guest fills the log',
  ['log-lines', 'virtual-time'],
  (execution) => {
    const { log, program } = execution;
    let left = log.counts[Ev.Log] as number;
    if (left <= BURST) return [];
    const ofXenstore = someStep(program, disturbsXenstore);
    const tasks = tasksOf(execution);
    const lines = new Map<string, number[]>();
    for (let i = 0; left > 0; i++) {
      if (log.codes[i] !== Ev.Log) continue;
      left--;
      const at = i * STRIDE;
      if (log.data[at + 5] !== 0 || (log.data[at + 6] as number) <= 0) continue;
      if ((log.data[at + 3] as number) > KERN_INFO || tasks.isAer(log.data[at + 2] as number)) continue;
      const text = log.textOf(log.data[at + 4] as number);
      if (ofXenstore && ABOUT_XENSTORE.test(text)) continue;
      const wording = wordingOf(text);
      const times = lines.get(wording);
      if (times === undefined) lines.set(wording, [log.data[at + 1] as number]);
      else times.push(log.data[at + 1] as number);
    }
    return [...lines].flatMap(([wording, times]) => {
      const most = mostInInterval(times);
      if (most <= BURST) return [];
      const detail = `${most} lines within 5 s of virtual time; a limiter allows ${BURST}`;
      return [
        violation(
          'log-rate',
          'unlimited',
          wording,
          ['OPS-04', 'HDR-14', 'ISR-07'],
          'a guest can fill the log',
          detail,
        ),
      ];
    });
  },
);

/** What a line says without the parts that vary, as a word: `cannot-enable-memory-write-invalidate`. */
function wordingOf(text: string): string {
  return text
    .replace(/[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]|\([^)]*\)|-?\b(0x[0-9a-f]+|\d+)\b/g, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
}

/** Lines in the fullest of a limiter's intervals: the first begins with a line, each other with the first line after it. */
function mostInInterval(times: readonly number[]): number {
  let most = 0;
  let begin = Number.NEGATIVE_INFINITY;
  let lines = 0;
  for (const time of times) {
    if (time - begin >= INTERVAL_USEC) {
      begin = time;
      lines = 0;
    }
    most = Math.max(most, ++lines);
  }
  return most;
}
