import {
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_ENABLE,
  PCI_MSIX_FLAGS,
  PCI_MSIX_FLAGS_ENABLE,
} from '../abi/pci-regs.ts';
import { STRIDE } from '../executor/event-log.ts';
import type { Execution, FunctionFacts } from '../executor/execution.ts';
import { Ev, HostCall } from '../platform/recorder.ts';
import { type Violation, violation } from './oracle.ts';
import { policyOf } from './register-policy.ts';
import { someStep } from './steps.ts';
import { tasksOf } from './task-domains.ts';

const MSI = 1;
const MSIX = 2;

/** Message-signalled types that a write of a function's control words leaves enabled: changes `on`. */
function typesAfter(fn: FunctionFacts, on: number, register: number, value: number): number {
  if (fn.msi !== 0 && register === fn.msi + PCI_MSI_FLAGS)
    return value & PCI_MSI_FLAGS_ENABLE ? on | MSI : on & ~MSI;
  if (fn.msix !== 0 && register === fn.msix + PCI_MSIX_FLAGS)
    return value & PCI_MSIX_FLAGS_ENABLE ? on | MSIX : on & ~MSIX;
  return on;
}

/** Services after which a device may have forgotten what was enabled (CAP-11). */
const losesEnables = (call: number): boolean =>
  call === HostCall.SetPowerState || call === HostCall.ResetFunction;

/** A request itself enables MSI beside MSI-X or the other way round, where its guest is not permissive (CAP-23, CAP-25). */
export function bothTypes(execution: Execution): Violation[] {
  const { log, functions } = execution;
  const concerned = functions.some(
    (fn) => fn.msi !== 0 && fn.msix !== 0 && policyOf(execution, fn).interruptControl,
  );
  if (!concerned || (log.counts[Ev.ConfigWrite] as number) < 2) return [];
  // What a device changes by itself leaves no record, so what is enabled is not known.
  if (someStep(execution.program, (step) => step.do === 'hardware')) return [];
  const tasks = tasksOf(execution);
  const on = functions.map(() => 0);
  /** Services of the host that each task is inside of. */
  const depth = new Map<number, number>();
  for (let i = 0; i < log.length; i++) {
    const code = log.codes[i];
    if (code !== Ev.HostEnter && code !== Ev.HostExit && code !== Ev.ConfigWrite) continue;
    const at = i * STRIDE;
    const task = log.data[at + 2] as number;
    if (code === Ev.HostExit && losesEnables(log.data[at + 4] as number)) on[log.data[at + 3] as number] = 0;
    if (code !== Ev.ConfigWrite) {
      depth.set(task, (depth.get(task) ?? 0) + (code === Ev.HostEnter ? 1 : -1));
      continue;
    }
    const index = log.data[at + 3] as number;
    const fn = functions[index] as FunctionFacts;
    const before = on[index] as number;
    const after = typesAfter(fn, before, log.data[at + 4] as number, log.data[at + 6] as number);
    on[index] = after;
    if (after !== (MSI | MSIX) || before === after) continue;
    if (tasks.workerDomain(task) <= 0 || (depth.get(task) ?? 0) > 0) continue;
    const policy = policyOf(execution, fn);
    if (policy.permissive || policy.quirks) continue;
    return [
      violation(
        'host-integrity',
        'both-types',
        'xen_pcibk_config_write',
        ['CAP-23', 'CAP-25'],
        'a request enables MSI and MSI-X at the same time',
        fn.address,
      ),
    ];
  }
  return [];
}

/** At rest a helper handler claims the line's interrupts for a device that signals by message (OPS-05, OPS-10, ISR-10). */
export function idleHelpers(execution: Execution): Violation[] {
  const { crash, final, functions, log, program } = execution;
  // Root's own switch sets the mark as well (SYS-06).
  if (!log.has(Ev.PirqMap) || crash !== null || log.truncated) return [];
  if (someStep(program, ({ do: kind }) => kind === 'sysfs')) return [];
  return final.devices().flatMap(({ fn, state }) => {
    if (!state.acknowledges || !(state.msiEnabled || state.msixEnabled)) return [];
    return [
      violation(
        'host-integrity',
        'helper-ack',
        'xen_pcibk_guest_interrupt',
        ['OPS-05', 'OPS-10', 'ISR-10'],
        'the helper handler claims interrupts of a line that its device does not use',
        functions[fn]?.address ?? '',
      ),
    ];
  });
}
