import { read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, order, replies, reply } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { apartFrom, bound } from '../vpci/steps.ts';

/** A request of the guest while the pass for a new device writes the roots, its list locked. */
const during = (request: Extract<Action, { do: 'op' }>): Action[] => [
  { do: 'toolstack', step: 'add', device: 1 },
  {
    do: 'frontend',
    step: 'reconfiguring',
    // The tenth access to xenstore reads the roots there are.
    at: [{ on: 'xenstore', nth: 10, then: [request, { do: 'run', task: 'worker', steps: 4 }] }],
  },
  request,
];

/** The look-up of a request and the list it looks in (PT-04, EVT-14). */
export const lockedListCases: readonly Case[] = cases(
  {
    id: 'PT-04/3',
    title: 'a request that comes while roots are published waits for the list, then finds its device',
    on: 'one',
    needs: apartFrom('rtl8139'),
    setup: { topology: 'passthrough', others: bound('rtl8139') },
    steps: () => during(read(8)),
    expect: (d) => [
      count('LockWait', 1),
      order(['LockWait', 'StateSwitch'], ['LockWait', 'StateSwitch'], 1),
      replies([[0, d.dword(8)]], 1),
      reply(2, 0, d.dword(8)),
      count('LockFault', 0),
    ],
  },
  {
    id: 'EVT-14/3',
    title: 'having waited for it, a request for another address is told that there is no device',
    on: 'one',
    needs: apartFrom('rtl8139'),
    setup: { topology: 'passthrough', others: bound('rtl8139') },
    steps: () => during(read(8, 4, { device: -1, devfn: 0xff, value: 5 })),
    expect: () => [count('LockWait', 1), replies([[-1, 5]], 1), reply(2, -1, 5), count('ConfigRead', 0)],
  },
);
