import { XEN_PCI_ERR_dev_not_found } from '../../../src/abi/pciif.ts';
import { read } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { connection, count, device, nodes, order, replies, states } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { did, inUse, owners } from './observations.ts';
import { beside, bound, create, held, key, plain, publish, remove, says, withTwo } from './scenario.ts';

/* XB-45 to XB-49: what a detach does, and how a pass ends. */

export const detachCases = cases(
  {
    id: 'XB-45/1',
    title: 'a detach takes the owner away and returns the device; no key is written',
    on: 'one',
    needs: need.all(plain, need.reset),
    steps: () => [remove(0), says(7)],
    expect: () => [
      did(['state=8'], 1),
      nodes('vdev-0', []),
      nodes('state-0', ['5']),
      order(['Owner', 'FunctionReset'], ['Owner', 'FunctionReset'], 1),
      owners([-1], 1),
      device({ inUse: false, owner: -1 }),
    ],
    accept: {
      'detach-waits-for-op': () => [
        did(['state=8'], 1),
        order(['Owner', 'FunctionReset'], ['FunctionReset', 'Owner'], 1),
        owners([-1], 1),
        device({ inUse: false, owner: -1 }),
      ],
    },
  },
  {
    id: 'XB-45/2',
    title: 'the guest does not find the device any more, and finds the one that stays',
    on: 'each',
    needs: beside,
    setup: withTwo,
    steps: () => [remove(1), says(7), says(4), read(0, 4, { device: -1, devfn: 8 }), read(0)],
    expect: (d) => [
      replies([[XEN_PCI_ERR_dev_not_found, 0]], 3),
      replies([[0, d.dword(0)]], 4),
      inUse([true, false]),
    ],
  },
  {
    id: 'XB-46/1',
    title: 'a state-N of 5 that was not cleaned up stops the next pass',
    on: 'one',
    needs: plain,
    steps: () => [remove(0), says(7), says(4), key('state', '7'), says(7)],
    expect: () => [
      did(['state=8'], 1),
      did(['state=4'], 2),
      did([], 4),
      connection({ backendState: 7, mapped: true }),
    ],
    accept: { 'skip-unknown-unplug': () => [did(['state=8'], 1), did(['state=4'], 2), did(['state=8'], 4)] },
  },
  {
    id: 'XB-46/2',
    title: 'with the keys cleaned up the next pass is complete',
    on: 'one',
    needs: plain,
    steps: () => [remove(0), says(7), says(4), { do: 'toolstack', step: 'reap' }, key('state', '7'), says(7)],
    expect: () => [did(['state=8'], 5), connection({ backendState: 8 })],
  },
  {
    id: 'XB-47/1',
    title: 'after a fatal entry the later ones are not processed',
    on: 'one',
    needs: beside,
    setup: withTwo,
    steps: () => [
      ...held(key('state-0', '1'), key('dev-0', 'x'), key('state-1', '5'), key('state', '7')),
      says(7),
    ],
    expect: () => [did(['error=34', 'state=5'], 4), inUse([true, true])],
  },
  {
    id: 'XB-47/2',
    title: 'nor after a detach of nothing',
    on: 'one',
    needs: beside,
    setup: withTwo,
    steps: () => [
      ...held(key('vdev-0', '0000:00:1f.00'), key('state-0', '5'), key('state-1', '5'), key('state', '7')),
      says(7),
    ],
    expect: () => [did([], 4), inUse([true, true]), connection({ backendState: 7 })],
    accept: {
      'skip-unknown-unplug': () => [
        did(['state=8'], 4),
        inUse([true, false]),
        connection({ backendState: 8 }),
      ],
    },
  },
  {
    id: 'XB-47/3',
    title: 'earlier entries are done by then',
    on: 'one',
    needs: beside,
    setup: withTwo,
    steps: () => [
      ...held(key('state-0', '5'), key('state-1', '1'), key('dev-1', 'x'), key('state', '7')),
      says(7),
    ],
    expect: () => [did(['error=34', 'state=5'], 4), inUse([false, true])],
  },
  {
    id: 'XB-48/1',
    title: 'a pass of the frontend ends in Reconfigured, also with nothing to do',
    on: 'one',
    needs: plain,
    steps: () => [key('state', '7'), says(7), says(4), says(7)],
    expect: () => [did(['state=8'], 1), did(['state=4'], 2), did([], 3), states([8, 4])],
  },
  {
    id: 'XB-48/2',
    title: 'a pass of the backend node leaves the state',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, key('state-0', '5')],
    expect: () => [states([], 1), inUse([false]), count('Owner', 1, {}, 1), connection({ backendState: 3 })],
  },
  {
    id: 'XB-49/1',
    title:
      'a device added while the backend is Initialised is exported at once, and the frontend connects to both',
    on: 'one',
    needs: beside,
    setup: { start: 'bound', others: [{ name: 'e1000e' }] },
    steps: () => [
      create,
      ...held(key('dev-1', '0000:01:00.0'), key('state-1', '1')),
      key('num_devs', '2'),
      publish,
    ],
    expect: () => [
      did(['num_devs=2', 'vdev-1=0000:00:01.00', 'state-1=3'], 3),
      did(['state=4'], 4),
      inUse([true, true]),
      device({ owner: 1 }, 1),
    ],
  },
);
