import { type EventLog, STRIDE } from '../../executor/event-log.ts';
import type { Execution } from '../../executor/execution.ts';
import { Ev, HostCall } from '../../platform/recorder.ts';
import { type Violation, violation } from '../oracle.ts';
import { servedRequests } from '../requests.ts';
import { someStep } from '../steps.ts';
import { tasksOf } from '../task-domains.ts';

/** The host gave up a line that a passed-through device shares with a device of its own. */
export function shutLines(execution: Execution): Violation[] {
  const { log, functions } = execution;
  const found: Violation[] = [];
  if (!log.has(Ev.LineShut)) return found;
  for (let i = 0; i < log.length; i++) {
    if (log.codes[i] !== Ev.LineShut) continue;
    const irq = log.data[i * STRIDE + 3] as number;
    const shared = functions.some((fn) => fn.legacyIrq === irq && fn.hostSharesLine);
    // The hypervisor was told to say that nobody shares the line: then giving up acknowledging is right (ISR-11).
    if (
      !shared ||
      someStep(execution.program, (step) => step.do === 'lineShared') ||
      isHandover(execution, log.data[i * STRIDE + 2] as number) ||
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

/** In the middle of a task that serves no guest the host gives a device out or takes it back: no helper is due. */
const isHandover = (execution: Execution, task: number): boolean =>
  task !== 0 && tasksOf(execution).workerDomain(task) < 0;

/**
 * A line that the guest never asked to use is the host's affair: the helper is due only once the guest enabled
 * decode, and only while it uses the legacy line. It is installed last in the request that enabled (ISR-13), as
 * every Linux driver asks for its interrupt after it has enabled its device; until then it is not due.
 * @param shut record at which the host gave the line up
 */
function helperWasWanted(execution: Execution, irq: number, shut: number): boolean {
  const { final, functions, log } = execution;
  return final.devices().some(({ fn, inUse, state }) => {
    const facts = functions[fn];
    // The helper is for ordinary functions (ISR-01).
    if (facts?.legacyIrq !== irq || facts.headerType !== 0 || !inUse) return false;
    if (hostRefusedHandler(log, irq, fn)) return false;
    const usesLine = (before: number): boolean => {
      const use = lineUseBefore(log, fn, before);
      return (
        (use.enabled ?? state.enableCount > 0) && !(use.message ?? (state.msiEnabled || state.msixEnabled))
      );
    };
    const request = servedRequests(execution).find(({ first, last }) => first < shut && shut <= last);
    return usesLine(shut) && (request === undefined || usesLine(request.first));
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
    if (log.codes[i] !== Ev.HostExit) continue;
    const at = i * STRIDE;
    if (log.data[at + 3] !== fn || log.data[at + 5] !== 0) continue;
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
