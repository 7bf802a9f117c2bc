import { type EventLog, STRIDE } from '../../executor/event-log.ts';
import type { Execution } from '../../executor/execution.ts';
import { USEC_PER_JIFFY } from '../../platform/clock.ts';
import { Ev } from '../../platform/recorder.ts';
import { type Violation, violation } from '../oracle.ts';
import { someStep } from '../steps.ts';

/** Handler runs that one jiffy may see beyond those that a served request or an AER exchange explains (EOI-23). */
const RUNS_PER_JIFFY = 2;
/** A served request resets the count of spurious events, so one more may pass undelayed (EOI-24). */
const RUNS_PER_REQUEST = 2;
/** Slack for the boundary of the sliding window and the event left by a bind (EVT-07). */
const SLACK = 3;

/** More handler runs within a jiffy than late EOI allows, counted per channel. */
export function eventStorms({ log, program }: Execution): Violation[] {
  if (!mayBeStorm(log)) return [];
  // How many spurious events a guest may send undelayed is root's to say (EOI-12).
  if (someStep(program, (step) => step.do === 'eventStatistic' && step.value !== undefined)) return [];
  const runs = new Map<number, number[]>();
  const served = new Map<number, number[]>();
  const note = (map: Map<number, number[]>, domid: number, time: number): void => {
    const list = map.get(domid);
    if (list === undefined) map.set(domid, [time]);
    else list.push(time);
  };
  const worstOf = new Map<number, number>();
  /** Another bind is another channel, whose events nobody has counted yet. */
  const close = (domid: number): void => {
    const worst = worstExcess(runs.get(domid) ?? [], served.get(domid) ?? []);
    worstOf.set(domid, Math.max(worstOf.get(domid) ?? 0, worst));
    runs.delete(domid);
    served.delete(domid);
  };
  const { codes, data, length } = log;
  for (let i = 0; i < length; i++) {
    const code = codes[i];
    const at = i * STRIDE;
    if (code === Ev.HandlerEnter) note(runs, data[at + 4] as number, data[at + 1] as number);
    else if (code === Ev.FlagBit && data[at + 5] !== 0)
      note(served, data[at + 3] as number, data[at + 1] as number);
    else if (code === Ev.ChannelBind) close(data[at + 3] as number);
  }
  for (const domid of [...runs.keys()]) close(domid);
  const found: Violation[] = [];
  for (const [domid, worst] of worstOf) {
    if (worst <= RUNS_PER_JIFFY + SLACK) continue;
    found.push(
      violation(
        'starvation',
        'event-storm',
        'xen_pcibk_handle_event',
        ['EOI-13', 'EOI-23'],
        "a flood of events keeps the host's processor in the handler",
        `${worst} unexplained handler runs for domain ${domid} within one jiffy`,
      ),
    );
  }
  return found;
}

/** Whether handler runs outnumber what excuses them anywhere, however long it took: an upper bound, in one pass. */
function mayBeStorm({ codes, counts, data, length }: EventLog): boolean {
  if ((counts[Ev.HandlerEnter] as number) <= RUNS_PER_JIFFY + SLACK) return false;
  /** By domain: runs less excused ones, since they were last even. */
  const excess: number[] = [];
  for (let i = 0; i < length; i++) {
    const code = codes[i];
    if (code === Ev.HandlerEnter) {
      const domid = data[i * STRIDE + 4] as number;
      const now = (excess[domid] ?? 0) + 1;
      if (now > RUNS_PER_JIFFY + SLACK) return true;
      excess[domid] = now;
    } else if (code === Ev.FlagBit && data[i * STRIDE + 5] !== 0) {
      const domid = data[i * STRIDE + 3] as number;
      excess[domid] = Math.max(0, (excess[domid] ?? 0) - RUNS_PER_REQUEST);
    } else if (code === Ev.ChannelBind) excess[data[i * STRIDE + 3] as number] = 0;
  }
  return false;
}

function worstExcess(times: readonly number[], excuses: readonly number[]): number {
  let worst = 0;
  let from = 0;
  let excuseFrom = 0;
  let excuseTo = 0;
  for (let to = 0; to < times.length; to++) {
    const end = times[to] as number;
    while (end - (times[from] as number) >= USEC_PER_JIFFY) from++;
    while (excuseTo < excuses.length && (excuses[excuseTo] as number) <= end + USEC_PER_JIFFY) excuseTo++;
    while (
      excuseFrom < excuseTo &&
      (excuses[excuseFrom] as number) < (times[from] as number) - USEC_PER_JIFFY
    )
      excuseFrom++;
    worst = Math.max(worst, to - from + 1 - RUNS_PER_REQUEST * (excuseTo - excuseFrom));
  }
  return worst;
}
