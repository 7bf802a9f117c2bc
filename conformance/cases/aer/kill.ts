import { read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  aerVerdicts,
  connection,
  device,
  logCount,
  nodes,
  observed,
  reply,
  states,
} from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import {
  answer,
  besideRtl,
  bound,
  call,
  create,
  killed,
  killOf,
  kills,
  nobodyKilled,
  plain,
  twoGuests,
} from './steps.ts';

/* AER-20, AER-21: the kill. */

/** What an action reads from xenstore; null: there is no such node. */
const found = (text: string | null, action: number) =>
  observed(
    `text that action ${action} reads from xenstore`,
    ['xenstore'],
    (seen) =>
      seen.all('XenstoreAccess', action).map(({ c }) => (c === 0 ? null : seen.execution.log.textOf(c))),
    [text],
  );

/** Dom0 writes a node, everybody waiting. */
const writes = (path: string, value: string): Action => ({
  do: 'xenstore',
  by: 'dom0',
  access: 'write',
  path,
  value,
  hold: true,
});

const BACKEND = '/local/domain/0/backend/pci/1/1';

const FRONTEND = '/local/domain/1/device/pci/1';

/** The toolstack gives the device to the guest on a backend of its own, beside an empty one. */
const secondConnection: readonly Action[] = [
  writes(`${FRONTEND}/state`, '1'),
  writes(`${BACKEND}/frontend`, FRONTEND),
  writes(`${BACKEND}/frontend-id`, '1'),
  writes(`${BACKEND}/online`, '1'),
  writes(`${BACKEND}/num_devs`, '1'),
  writes(`${BACKEND}/dev-0`, '{device}'),
  writes(`${BACKEND}/state`, '1'),
  { do: 'advance', jiffies: 0 },
];

export const killCases = cases(
  {
    id: 'AER-20/1',
    title: 'a kill is one key in the backend directory of the guest, and nothing more',
    on: 'one',
    needs: plain,
    steps: () => [call('detected'), answer(4), read(0)],
    expect: (d) => [
      killed(1, 1),
      states([]),
      logCount(0),
      reply(2, 0, d.dword(0)),
      connection({ backendState: 4, mapped: true, bound: true }),
    ],
  },
  {
    id: 'AER-20/2',
    title: 'it is the guest that has the device',
    on: 'one',
    needs: besideRtl,
    setup: twoGuests,
    steps: () => [call('detected', { device: 1 }), answer(4, 1)],
    expect: () => [kills([killOf(1)])],
  },
  ...[1, 5].map(
    (conflicts, i): Case => ({
      id: `AER-20/${i + 3}`,
      title: `${conflicts} conflicts: tried again until it is done`,
      on: 'one',
      needs: plain,
      steps: () => [
        call('slot_reset'),
        { do: 'fault', what: 'xenstoreConflict', count: conflicts },
        answer(4),
        { do: 'xenstore', by: 'dom0', access: 'read', path: '{backend}/aerState' },
      ],
      expect: () => [logCount(0), aerVerdicts([[2, 4]], 2), found('aerfail', 3)],
    }),
  ),
  {
    id: 'AER-20/5',
    title: 'a transaction that cannot begin is given up with a line, and is not tried again',
    on: 'one',
    needs: plain,
    steps: () => [
      call('detected'),
      { do: 'fault', what: 'xenstoreBegin' },
      answer(4),
      { do: 'xenstore', by: 'dom0', access: 'read', path: '{backend}/aerState' },
    ],
    expect: () => [logCount(1, 2), nobodyKilled(), aerVerdicts([[0, 4]], 2), found(null, 3)],
  },
  {
    id: 'AER-20/6',
    title: 'whether the key was written is not looked at: no line, no second attempt',
    on: 'one',
    needs: plain,
    steps: () => [
      call('detected'),
      { do: 'fault', what: 'xenstoreWrite' },
      answer(1),
      { do: 'xenstore', by: 'dom0', access: 'read', path: '{backend}/aerState' },
    ],
    expect: () => [logCount(0, 2), nobodyKilled(), aerVerdicts([[0, 1]], 2), found(null, 3)],
  },
  {
    id: 'AER-20/7',
    title: 'a second kill writes the key again',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, call('detected'), call('resume')],
    expect: () => [killed(1, 1), killed(1, 2)],
  },
  {
    id: 'AER-21/1',
    title: 'for a device on a second connection of the guest the path still names device 0',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...secondConnection, call('detected')],
    expect: () => [
      device({ owner: 1, inUse: true }),
      nodes('state', ['2', '3'], secondConnection.length - 1),
      kills([killOf()], secondConnection.length),
    ],
  },
);
