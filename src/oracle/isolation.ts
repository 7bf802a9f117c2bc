import { kindTable, STRIDE } from '../executor/event-log.ts';
import type { Execution } from '../executor/execution.ts';
import { Ev } from '../platform/recorder.ts';
import { plainOracle, type Violation, violation } from './oracle.ts';
import { tasksOf } from './task-domains.ts';

const judged = kindTable(Ev.Owner, Ev.OutOfWindow, Ev.ConfigWrite, Ev.ConfigRead, Ev.Fetch, Ev.Store);

/** One guest's requests read or change what is not its own. */
export const isolation = plainOracle(
  'isolation',
  "a guest reaches another's device or page",
  ['host-effects', 'fetches'],
  (execution) => {
    const found: Violation[] = [];
    const owners = ownersAtStart(execution);
    const tasks = tasksOf(execution);
    const { codes, data, length } = execution.log;
    for (let i = 0; i < length; i++) {
      const code = codes[i] as number;
      if (judged[code] === 0) continue;
      const at = i * STRIDE;
      const a = data[at + 3] as number;
      switch (code) {
        case Ev.Owner:
          owners[a] = data[at + 4] as number;
          break;
        case Ev.OutOfWindow:
          found.push(outOfWindow(execution, a, data[at + 4] as number));
          break;
        case Ev.ConfigWrite:
        case Ev.ConfigRead: {
          const domid = tasks.workerDomain(data[at + 2] as number);
          if (domid > 0 && !mayTouch(execution, owners, domid, a, code))
            found.push(foreignDevice(execution, domid, a, code));
          break;
        }
        case Ev.Fetch:
        case Ev.Store: {
          const domid = tasks.workerDomain(data[at + 2] as number);
          if (domid > 0 && domid !== a) found.push(foreignPage(domid, a));
          break;
        }
      }
    }
    return found;
  },
);

function ownersAtStart({ functions }: Execution): number[] {
  return functions.map(({ domidAtStart }) => domidAtStart);
}

/** A guest's worker may touch its own functions, and read the physical function of its VF (OPS-13). */
function mayTouch(
  { functions }: Execution,
  owners: readonly number[],
  domid: number,
  fn: number,
  code: number,
): boolean {
  if (owners[fn] === domid) return true;
  return (
    code === Ev.ConfigRead && functions.some(({ index, physfn }) => physfn === fn && owners[index] === domid)
  );
}

function foreignPage(domid: number, owner: number): Violation {
  return violation(
    'isolation',
    'page',
    'xen_pcibk_do_op',
    ['EVT-11'],
    "the worker of one guest touches another's page",
    `worker of domain ${domid}, page of domain ${owner}`,
  );
}

function foreignDevice({ functions }: Execution, domid: number, fn: number, code: number): Violation {
  const how = code === Ev.ConfigRead ? 'reads' : 'writes';
  return violation(
    'isolation',
    `config-${how}`,
    'xen_pcibk_do_one_op',
    ['XB-34', 'XB-45'],
    `a request ${how} a device that its guest does not own`,
    `domain ${domid} ${how} ${functions[fn]?.address ?? fn}`,
  );
}

function outOfWindow({ functions }: Execution, fn: number, offset: number): Violation {
  return violation(
    'isolation',
    'CONF-34',
    'xen_pcibk_config_read',
    ['CONF-34'],
    "a request reaches outside its device's configuration window",
    `${functions[fn]?.address ?? fn} offset ${offset}`,
  );
}
