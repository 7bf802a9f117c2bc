import { cases } from '../../../src/conformance/case.ts';
import { connection, count, device } from '../../../src/conformance/expect.ts';
import { did, inUse, owners } from './observations.ts';
import {
  bound,
  create,
  dom0Removes,
  dom0Writes,
  held,
  key,
  own,
  plain,
  publish,
  settle,
} from './scenario.ts';

/* XB-04, XB-35, XB-55, XB-63: the backend's own domain as owner and frontend; trees that go as a whole; digits. */

const two = { guests: 2, others: [{ name: 'rtl8139', guest: 1 }] } as const;

export const ownerZeroCases = cases(
  {
    id: 'XB-35/4',
    title: "the backend's own domain is an owner like any other",
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      { do: 'deviceOwner', domid: 0 },
      { do: 'deviceOwner', domid: 7 },
    ],
    expect: () => [owners([0], 0), owners([], 1), device({ owner: 0 })],
  },
  {
    id: 'XB-04/4',
    title: 'events of a frontend in the domain of the backend are merged like those of any other',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      ...held(create, dom0Writes('{backend}/frontend-id', '0')),
      settle,
      ...held({ do: 'node', name: 'state', value: '2', times: 20 }),
      settle,
    ],
    expect: () => [count('WatchQueued', 1, { a: 0 }, 2), count('WatchQueued', 1, { a: 0 }, 3)],
  },
  {
    id: 'XB-04/5',
    title: "other nodes of the frontend's directory are not watched",
    on: 'one',
    needs: plain,
    steps: () => [own('magic', '8'), own('state-x', '5'), own('event-channel', '99')],
    expect: () => [count('WatchQueued', 0), did([])],
  },
  {
    id: 'XB-55/10',
    title: 'deleting the directory above them unregisters every device under it',
    on: 'one',
    needs: plain,
    setup: two,
    steps: () => [dom0Removes('/local/domain/0/backend/pci')],
    expect: () => [
      inUse([false, false]),
      connection({ mapped: false, bound: false }, 0),
      connection({ mapped: false, bound: false }, 1),
    ],
  },
  {
    id: 'XB-63/23',
    title: 'a decimal ends before the letter a',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create, key('num_devs', '1a')), settle, publish],
    expect: () => [connection({ backendState: 4, mapped: true }), inUse([true])],
  },
);
