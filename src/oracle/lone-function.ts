import { XEN_PCI_OP_conf_read } from '../abi/pciif.ts';
import { STRIDE } from '../executor/event-log.ts';
import type { Execution, FunctionFacts } from '../executor/execution.ts';
import { Ev } from '../platform/recorder.ts';
import { type Violation, violation } from './oracle.ts';
import { type ServedRequest, servedRequests } from './requests.ts';
import { someStep } from './steps.ts';

/** A virtual function that is function 0 of its slot. */
const isLone = ({ address, isVf }: FunctionFacts): boolean => isVf && address.endsWith('.0');

/** On the virtual bus a virtual function 0 answers in a slot where another device answers as well (VPCI-05). */
export function sharedSlots(execution: Execution): Violation[] {
  const { functions, log, program } = execution;
  if (program.setup.topology !== 'vpci' || !functions.some(isLone)) return [];
  if (someStep(program, (step) => step.do === 'load' || step.do === 'deviceOwner')) return [];
  /** Functions seen to answer, by domain, slot and function: only while their owner stays. */
  const answers = new Map<string, number>();
  let from = 0;
  for (const request of servedRequests(execution)) {
    for (; from < request.first; from++) {
      if (log.codes[from] === Ev.Owner) forget(answers, log.data[from * STRIDE + 3] as number);
    }
    const fn = functionOf(execution, request);
    const devfn = request.copy?.devfn ?? -1;
    if (fn === undefined || devfn < 0 || devfn > 0xff) continue;
    answers.set(`${request.domid} ${devfn}`, fn);
    for (let other = devfn & ~7; other < (devfn & ~7) + 8; other++) {
      const beside = other === devfn ? undefined : answers.get(`${request.domid} ${other}`);
      if (beside === undefined || beside === fn) continue;
      const pair = [functions[fn], functions[beside]];
      if (pair.some((facts) => facts !== undefined && isLone(facts)))
        return [shared(pair.map((facts) => facts?.address).join(', '))];
    }
  }
  return [];
}

function forget(answers: Map<string, number>, gone: number): void {
  for (const [address, fn] of answers) if (fn === gone) answers.delete(address);
}

/** The function whose registers a read request read; undefined when it is none, or was refused. */
function functionOf({ log }: Execution, { copy, err, first, last, task }: ServedRequest): number | undefined {
  if (copy?.cmd !== XEN_PCI_OP_conf_read || err !== 0) return undefined;
  for (let i = first; i <= last; i++) {
    const at = i * STRIDE;
    if (log.codes[i] === Ev.ConfigRead && log.data[at + 2] === task) return log.data[at + 3];
  }
  return undefined;
}

function shared(detail: string): Violation {
  return violation(
    'reply',
    'slot-shared',
    'xen_pcibk_add_pci_dev',
    ['VPCI-03', 'VPCI-05'],
    'a virtual function 0, which says that it is alone, shares its slot on the virtual bus',
    detail,
  );
}
