import { type EventLog, kindTable, STRIDE } from '../executor/event-log.ts';
import type { Execution } from '../executor/execution.ts';
import { USEC_PER_JIFFY, USEC_PER_SEC } from '../platform/clock.ts';
import { Ev, HostCall } from '../platform/recorder.ts';
import { plainOracle, type Violation, violation } from './oracle.ts';
import { tasksOf } from './task-domains.ts';

/** Handler runs that one jiffy may see beyond those that a served request or an AER exchange explains (EOI-23). */
const RUNS_PER_JIFFY = 2;
/** A served request resets the count of spurious events, so one more may pass undelayed (EOI-24). */
const RUNS_PER_REQUEST = 2;
/** Slack for the boundary of the sliding window and the event left by a bind (EVT-07). */
const SLACK = 3;
/** A device's own lock: whoever waits for it wants the very device that is being recovered, which may take its time. */
const OWN_DEVICE_LOCK = 'device_lock';
/** Longest another party may wait for a lock because a guest does not answer. */
const LOCK_BOUND_USEC = 60 * USEC_PER_SEC;
/** Longest a wait for a guest's answer may take by itself (AER-12). */
const ANSWER_BOUND_USEC = 301 * USEC_PER_SEC;

/** Under a hostile guest another party makes no progress, or events are handled without bound. */
export const starvation = plainOracle(
  'starvation',
  'another party makes no progress',
  ['virtual-time', 'locks', 'inspection'],
  (execution) => [
    ...endlessTasks(execution),
    ...handlerRuns(execution),
    ...earlyEoi(execution),
    ...missingEoi(execution),
    ...lockWaits(execution),
    ...shutLines(execution),
    ...floodedQueue(execution),
  ],
);

/** A task that goes on for ever is harmless as long as nobody waits for its end, or for a lock it has. */
function endlessTasks(execution: Execution): Violation[] {
  const { log, final } = execution;
  if (!log.has(Ev.StepLimit)) return [];
  const tasks = tasksOf(execution);
  const found: Violation[] = [];
  for (let i = 0; i < log.length; i++) {
    if (log.data[i * STRIDE] !== Ev.StepLimit) continue;
    const task = log.record(i).b;
    const name = tasks.nameOf(task);
    const reasons = [`flush of ${name}`, ...locksWaitedFor(log, task)];
    const waiter = final.waiting.find(({ reason }) => reasons.includes(reason));
    if (waiter === undefined) continue;
    found.push(
      violation(
        'starvation',
        'endless',
        name.replace(/\[.*/, ''),
        ['EVT-10', 'EVT-24'],
        'a guest keeps a task of the host running without end, and others wait for it',
        `${name}; ${waiter.name} waits for ${waiter.reason}`,
      ),
    );
  }
  return found;
}

/** Reasons of those who waited for a lock while `owner` had it. */
function locksWaitedFor(log: EventLog, owner: number): string[] {
  const reasons: string[] = [];
  for (let i = 0; i < log.length; i++) {
    const at = i * STRIDE;
    if (log.data[at] === Ev.LockWait && log.data[at + 5] === owner)
      reasons.push(`lock ${log.textOf(log.data[at + 3] as number)}`);
  }
  return reasons;
}

/** More handler runs within a jiffy than late EOI allows, counted per channel. */
function handlerRuns({ log }: Execution): Violation[] {
  if (!mayBeStorm(log)) return [];
  const runs = new Map<number, number[]>();
  const served = new Map<number, number[]>();
  const note = (map: Map<number, number[]>, domid: number, time: number): void => {
    const list = map.get(domid);
    if (list === undefined) map.set(domid, [time]);
    else list.push(time);
  };
  const { codes, data, length } = log;
  for (let i = 0; i < length; i++) {
    const code = codes[i];
    const at = i * STRIDE;
    if (code === Ev.HandlerEnter) note(runs, data[at + 4] as number, data[at + 1] as number);
    else if (code === Ev.FlagBit && data[at + 5] !== 0)
      note(served, data[at + 3] as number, data[at + 1] as number);
  }
  const found: Violation[] = [];
  for (const [domid, times] of runs) {
    const excuses = served.get(domid) ?? [];
    const worst = worstExcess(times, excuses);
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
    }
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

const eoiKinds = kindTable(Ev.WorkQueued, Ev.WorkEnd, Ev.FlagBit, Ev.Eoi);

/** The channel is opened again while the request that the event announced is still being served. */
function earlyEoi(execution: Execution): Violation[] {
  const { log } = execution;
  if (!log.has(Ev.Eoi) || !log.has(Ev.WorkQueued)) return [];
  const tasks = tasksOf(execution);
  /** By domain: a request is queued or being served. */
  const pending: boolean[] = [];
  /** By domain: an AER exchange opens the channel early by design, and events then come in while a request is served (EVT-27). */
  const aer: boolean[] = [];
  const { codes, data, length } = log;
  for (let i = 0; i < length; i++) {
    const code = codes[i] as number;
    if (eoiKinds[code] === 0) continue;
    const at = i * STRIDE;
    const domid = data[at + 3] as number;
    switch (code) {
      case Ev.WorkQueued:
        pending[domid] = !aer[domid];
        break;
      case Ev.WorkEnd:
        pending[domid] = false;
        break;
      case Ev.FlagBit:
        if (data[at + 4] === 0 && data[at + 5] === 2) pending[domid] = false;
        else if (data[at + 4] === 2 && data[at + 5] === 1) {
          aer[domid] = true;
          pending[domid] = false;
        }
        break;
      case Ev.Eoi:
        if (pending[domid] && !isAer(tasks.nameOf(data[at + 2] as number))) {
          return [
            violation(
              'starvation',
              'early-eoi',
              'xen_pcibk_handle_event',
              ['EVT-04', 'EVT-10'],
              'an event is acknowledged before its request was served',
              `domain ${domid}`,
            ),
          ];
        }
        break;
    }
  }
  return [];
}

const isAer = (task: string): boolean => task.startsWith('aer');

/** At rest a bound channel still waits for the EOI of an event, so it is deaf for good. */
function missingEoi(execution: Execution): Violation[] {
  const { crash, log, final } = execution;
  if (crash !== null || log.truncated || final.waiting.some(({ reason }) => reason.startsWith('wait queue')))
    return [];
  return final.connections
    .filter(({ eoiMissing }) => eoiMissing)
    .map(({ domid }) =>
      violation(
        'starvation',
        'eoi-never',
        'xen_pcibk_test_and_schedule_op',
        ['EVT-29', 'AER-13'],
        'an event is never acknowledged and its channel stays deaf',
        `domain ${domid}`,
      ),
    );
}

/** Somebody waits for a lock while its owner waits for a guest. */
function lockWaits({ log, final }: Execution): Violation[] {
  const found: Violation[] = [];
  const since = new Map<string, number>();
  const object = (name: string, waited: number): void => {
    if (name === OWN_DEVICE_LOCK) return;
    found.push(
      violation(
        'starvation',
        'lock-wait',
        name,
        ['AER-12', 'AER-16', 'STUB-24'],
        "other guests' devices wait while the host waits for one guest",
        `${(waited / USEC_PER_SEC).toFixed(1)} s for ${name}`,
      ),
    );
  };
  const records = log.has(Ev.LockWait) ? log.length : 0;
  for (let i = 0; i < records; i++) {
    const at = i * STRIDE;
    const code = log.data[at];
    if (code !== Ev.LockWait && code !== Ev.LockAcquire) continue;
    const { a, b, c, time } = log.record(i);
    const key = `${a}:${b}`;
    if (code === Ev.LockWait) {
      if (b !== c && !since.has(key)) since.set(key, time);
    } else {
      const began = since.get(key);
      since.delete(key);
      if (began !== undefined && time - began > LOCK_BOUND_USEC) object(log.textOf(a), time - began);
    }
  }
  for (const { reason, since: began } of final.waiting) {
    if (reason.startsWith('lock ') && final.now - began > LOCK_BOUND_USEC)
      object(reason.slice(5), final.now - began);
    else if (final.now - began > ANSWER_BOUND_USEC) {
      found.push(
        violation(
          'starvation',
          'unbounded-wait',
          reason,
          ['AER-12'],
          'the host waits for a guest without bound',
          `${((final.now - began) / USEC_PER_SEC).toFixed(0)} s: ${reason}`,
        ),
      );
    }
  }
  return found;
}

/** The host gave up a line that a passed-through device shares with a device of its own. */
function shutLines(execution: Execution): Violation[] {
  const { log, functions } = execution;
  const found: Violation[] = [];
  if (!log.has(Ev.LineShut)) return found;
  for (let i = 0; i < log.length; i++) {
    if (log.data[i * STRIDE] !== Ev.LineShut) continue;
    const irq = log.record(i).a;
    const shared = functions.some((fn) => fn.legacyIrq === irq && fn.hostSharesLine);
    // The hypervisor was told to say that nobody shares the line: then giving up acknowledging is right (ISR-11).
    if (
      !shared ||
      execution.program.actions.some((action) => action.do === 'lineShared') ||
      !helperWasWanted(execution, irq, i)
    )
      continue;
    found.push(
      violation(
        'starvation',
        'line-shut',
        'xen_pcibk_guest_interrupt',
        ['ISR-10', 'OPS-18'],
        'the host shuts down a shared interrupt line for its other devices',
        `irq ${irq}`,
      ),
    );
  }
  return found;
}

/**
 * A line that the guest never asked to use is the host's affair: the helper is due only once the guest enabled
 * decode, and only while it uses the legacy line.
 * @param shut record at which the host gave the line up
 */
function helperWasWanted({ final, functions, log }: Execution, irq: number, shut: number): boolean {
  return final.devices().some(({ fn, inUse, state }) => {
    const facts = functions[fn];
    // The helper is for ordinary functions (ISR-01).
    if (facts?.legacyIrq !== irq || facts.headerType !== 0 || !inUse) return false;
    if (hostRefusedHandler(log, irq, fn)) return false;
    const use = lineUseBefore(log, fn, shut);
    return (
      (use.enabled ?? state.enableCount > 0) && !(use.message ?? (state.msiEnabled || state.msixEnabled))
    );
  });
}

/**
 * What the host calls made of a function by the time of a record. Where none came before, the first one after it
 * says that until then the opposite held; without any it is as at the end (undefined).
 */
function lineUseBefore(
  log: Execution['log'],
  fn: number,
  before: number,
): { enabled?: boolean; message?: boolean } {
  const use: { enabled?: boolean; message?: boolean } = {};
  for (let i = 0; i < log.length; i++) {
    const at = i * STRIDE;
    if (log.data[at] !== Ev.HostExit || log.data[at + 3] !== fn || log.data[at + 5] !== 0) continue;
    const change = changeOfUse(log.data[at + 4] as number);
    if (change === undefined) continue;
    const [what, on] = change;
    if (i < before) use[what] = on;
    else use[what] ??= !on;
  }
  return use;
}

/** The host itself would not install the function's handler on the line, which is no guest's doing (ISR-07). */
function hostRefusedHandler(log: EventLog, irq: number, fn: number): boolean {
  for (let i = 0; i < log.length; i++) {
    const at = i * STRIDE;
    if (
      log.data[at] === Ev.IrqRequest &&
      log.data[at + 3] === irq &&
      log.data[at + 4] === fn &&
      log.data[at + 5] !== 0
    )
      return true;
  }
  return false;
}

function changeOfUse(call: number): readonly ['enabled' | 'message', boolean] | undefined {
  switch (call) {
    case HostCall.EnableDevice:
      return ['enabled', true];
    case HostCall.DisableDevice:
      return ['enabled', false];
    case HostCall.EnableMsi:
    case HostCall.EnableMsix:
      return ['message', true];
    case HostCall.DisableMsi:
    case HostCall.DisableMsix:
      return ['message', false];
    default:
      return undefined;
  }
}

/** Watch events of one guest's node pile up in the queue that all guests share; one waiting is enough (XB-04). */
function floodedQueue({ log }: Execution): Violation[] {
  if ((log.counts[Ev.WatchQueued] as number) < 2) return [];
  const waiting = new Map<number, number>();
  for (let i = 0; i < log.length; i++) {
    const at = i * STRIDE;
    const code = log.data[at];
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
