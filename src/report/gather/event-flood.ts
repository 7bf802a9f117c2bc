import type { FloodRun } from '../../campaign/flood.ts';
import type { EventLog } from '../../executor/event-log.ts';
import { USEC_PER_JIFFY } from '../../platform/clock.ts';
import { Ev } from '../../platform/recorder.ts';
import type { EventFlood, FloodLane, PutOff } from '../html/event-flood/data.ts';

/** What two drivers made of one flood, from what their executions reported. */
export function eventFlood(runs: readonly FloodRun[]): EventFlood {
  const starts = runs.map(({ execution: { log } }) => timeOf(log, true));
  const lengths = runs.map(({ execution: { log } }, index) => timeOf(log, false) - (starts[index] as number));
  return {
    device: runs[0]?.execution.program.setup.devices[0]?.name ?? '',
    jiffy: USEC_PER_JIFFY,
    duration: Math.max(USEC_PER_JIFFY, ...lengths),
    lanes: runs.map(({ driver, execution }, index) => lane(driver, execution.log, starts[index] as number)),
  };
}

/** Virtual time of the guest's first event, or of the last record. */
function timeOf(log: EventLog, first: boolean): number {
  let last = 0;
  for (const { code, time } of log.records()) {
    if (first && code === Ev.GuestNotify) return time;
    last = time;
  }
  return last;
}

function lane(driver: string, log: EventLog, start: number): FloodLane {
  const events: number[] = [];
  const handlerRuns: number[] = [];
  const eoisAtOnce: number[] = [];
  const putOff: PutOff[] = [];
  let waiting: Omit<PutOff, 'to'> | null = null;
  for (const { code, time: at, c, d } of log.records()) {
    const time = at - start;
    if (time < 0) continue;
    if (code === Ev.GuestNotify) events.push(time);
    else if (code === Ev.HandlerEnter) handlerRuns.push(time);
    else if (code === Ev.Eoi && d === 1) waiting ??= { from: time, jiffies: c };
    else if (code === Ev.EoiDone) {
      if (waiting === null) eoisAtOnce.push(time);
      else putOff.push({ ...waiting, to: time });
      waiting = null;
    }
  }
  return { driver, events, handlerRuns, eoisAtOnce, putOff };
}
