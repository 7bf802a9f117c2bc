import { kindTable, STRIDE } from '../../executor/event-log.ts';
import type { Execution } from '../../executor/execution.ts';
import { USEC_PER_JIFFY } from '../../platform/clock.ts';
import { Ev } from '../../platform/recorder.ts';
import { type Violation, violation } from '../oracle.ts';
import { someStep } from '../steps.ts';

/** An upcall with this many events may have put EOIs off by as many jiffies as the record does not say (EOI-30, 33). */
const STORM_EVENTS = 256;
const STORM_DELAY = 10;

const eoiKinds = kindTable(Ev.Eoi, Ev.EoiDone, Ev.ChannelUnbind);

/** A delayed EOI is given although another one, due before it, still waits in the queue of the same processor (EOI-17). */
export function eoiOrder({ log, program }: Execution): Violation[] {
  if ((log.counts[Ev.Eoi] as number) < 2) return [];
  if (someStep(program, ({ do: kind }) => kind === 'affinity' || kind === 'moduleParameter')) return [];
  const unknown = (log.counts[Ev.HandlerEnter] as number) < STORM_EVENTS ? 0 : STORM_DELAY;
  /** When the EOIs in the queue are due (jiffies), by domain. */
  const due = new Map<number, number>();
  const { codes, data, length } = log;
  for (let i = 0; i < length; i++) {
    const code = codes[i] as number;
    if (eoiKinds[code] === 0) continue;
    const at = i * STRIDE;
    const domid = data[at + 3] as number;
    if (code === Ev.Eoi) {
      const delay = data[at + 5] as number;
      const queued = data[at + 6] === 1 && delay > 0;
      if (queued) due.set(domid, Math.floor((data[at + 1] as number) / USEC_PER_JIFFY) + delay);
      continue;
    }
    const done = due.get(domid);
    due.delete(domid);
    if (code !== Ev.EoiDone || done === undefined) continue;
    for (const [other, earlier] of due) {
      if (earlier + unknown < done) return [outOfOrder(other, done - earlier)];
    }
  }
  return [];
}

function outOfOrder(domid: number, jiffies: number): Violation {
  return violation(
    'starvation',
    'eoi-order',
    'lateeoi_list_add',
    ['EOI-17', 'EOI-18'],
    "the EOI of one guest's event waits for that of another's, which is due later",
    `domain ${domid}, due ${jiffies} jiffies before`,
  );
}
