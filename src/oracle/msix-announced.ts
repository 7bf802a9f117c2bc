import { kindTable, STRIDE } from '../executor/event-log.ts';
import type { Execution } from '../executor/execution.ts';
import { Ev } from '../platform/recorder.ts';
import { type Violation, violation } from './oracle.ts';
import { someStep } from './steps.ts';

const callKinds = kindTable(Ev.PhysdevMsix, Ev.Owner);

/** Steps after which the host may not find the capability, or another part of it gives the function away. */
const DISTURBS: ReadonlySet<string> = new Set(['hardware', 'vanish', 'fault', 'deviceOwner']);

/** A function with MSI-X is given to a guest, and the hypervisor was not told to protect its table (B14). */
export function unannouncedMsix(execution: Execution): Violation[] {
  const { log, functions, program } = execution;
  if (!log.has(Ev.Owner) || someStep(program, (step) => DISTURBS.has(step.do))) return [];
  /** By function: told since, or before the program when it was bound then. */
  const announced = new Map<number, boolean>();
  for (let i = 0; i < log.length; i++) {
    const code = log.codes[i] as number;
    if (callKinds[code] === 0) continue;
    const at = i * STRIDE;
    const fn = log.data[at + 3] as number;
    const argument = log.data[at + 4] as number;
    if (code === Ev.PhysdevMsix) announced.set(fn, argument === 0);
    else if (argument > 0) {
      const facts = functions[fn];
      if (facts === undefined || facts.msix === 0) continue;
      if (announced.get(fn) ?? facts.baseline !== null) continue;
      if (isSilent(execution, fn, i)) continue;
      return [
        violation(
          'host-integrity',
          'msix-announced',
          'pcistub_init_device',
          ['STUB-10', 'STUB-35'],
          'a guest gets a function whose MSI-X table the hypervisor was not told to protect',
          facts.address,
        ),
      ];
    }
  }
  return [];
}

/** A virtual function goes with the reset of its physical one: no capability is found where nobody answers. */
function isSilent({ final, functions, log }: Execution, fn: number, before: number): boolean {
  const physfn = functions[fn]?.physfn ?? -1;
  for (let i = 0; physfn >= 0 && i < before; i++)
    if (log.codes[i] === Ev.FunctionReset && log.data[i * STRIDE + 3] === physfn) return true;
  return final.devices().some((device) => device.fn === fn && !device.state.answers);
}
