import { STRIDE } from '../../executor/event-log.ts';
import type { Execution } from '../../executor/execution.ts';
import { Ev } from '../../platform/recorder.ts';
import { type Violation, violation } from '../oracle.ts';
import { someStep } from '../steps.ts';

/** Watch events of one guest's node pile up in the queue that all guests share; one waiting is enough (XB-04). */
export function floodedQueue({ log, program }: Execution): Violation[] {
  if ((log.counts[Ev.WatchQueued] as number) < 2) return [];
  // Those of a driver that root unloads, and of the one that is loaded next, are two watches of the same node; whether
  // the one before took its events away is not told apart here.
  if (someStep(program, (step) => step.do === 'unload')) return [];
  const waiting = new Map<number, number>();
  for (let i = 0; i < log.length; i++) {
    const code = log.codes[i];
    if (code !== Ev.LockAcquire && code !== Ev.WatchQueued) continue;
    const at = i * STRIDE;
    const a = log.data[at + 3] as number;
    if (code === Ev.LockAcquire && log.textOf(a) === 'xenwatch_mutex') waiting.clear();
    else if (code === Ev.WatchQueued) {
      const queued = (waiting.get(a) ?? 0) + 1;
      waiting.set(a, queued);
      if (queued < 2) continue;
      return [
        violation(
          'starvation',
          'watch-queue',
          'xenwatch',
          ['XB-04'],
          'a guest fills the queue of watch events that all guests share',
          `domain ${a}, ${log.data[at + 4]} events in the queue`,
        ),
      ];
    }
  }
  return [];
}
