import { cases } from '../../../src/conformance/case.ts';
import { connection, device, dom0Writes } from '../../../src/conformance/expect.ts';
import { did, inUse, owners } from './observations.ts';
import {
  add,
  beside,
  bound,
  create,
  destroy,
  exported,
  fullBus,
  held,
  key,
  plain,
  roots,
  says,
  settle,
  settlingWithWriteFault,
  setUp,
  withSpare,
} from './scenario.ts';

/* XB-32: what a failed export leaves. */

const refused = ['state=2', 'error=22', 'state=5'];
const spare = { start: 'bound', others: [{ name: 'e1000e' }] } as const;
/** Hot plug of the spare device, whose entry on the virtual bus finds no memory. */
const lost = [...held(add(1), { do: 'fault', what: 'alloc' }), says(7)] as const;

export const failedExportCases = cases(
  {
    id: 'XB-32/1',
    title: 'N of vdev-N is the index of dev-N, not the number of devices so far',
    on: 'one',
    needs: beside,
    setup: spare,
    steps: () => [
      ...held(create),
      settle,
      ...held(key('num_devs', '4'), key('dev-3', '0000:01:00.0')),
      key('state-3', '1'),
    ],
    expect: () => [did(['state-3=1', 'vdev-3=0000:00:01.00', 'state-3=3'], 4), inUse([true, true])],
  },
  {
    id: 'XB-32/2',
    title: 'a device that found no place on the virtual bus is fatal 12 and stays assigned',
    on: 'one',
    needs: plain,
    setup: withSpare,
    steps: () => [...lost],
    expect: () => [did(['error=12', 'state=5'], 2), inUse([true, true]), device({ owner: -1 }, 1)],
    accept: {
      'return-on-failed-export': () => [
        did(['error=12', 'state=5'], 2),
        inUse([true, false]),
        device({ owner: -1 }, 1),
      ],
    },
  },
  {
    id: 'XB-32/3',
    title: 'also when the connection is gone: a fresh one gets 22',
    on: 'one',
    needs: beside,
    setup: withSpare,
    steps: () => [...lost, destroy, ...held(create, key('dev-0', '0000:01:00.0')), settle],
    expect: () => [did(refused, 6), inUse([false, true])],
    accept: {
      'return-on-failed-export': () => [
        did(['state=2', 'vdev-0=0000:00:00.00', 'state-0=3', ...roots, 'state=3'], 6),
        inUse([false, true]),
        device({ owner: 1 }, 1),
      ],
    },
  },
  {
    id: 'XB-32/4',
    title: 'a vdev-N that cannot be written leaves the device assigned and without owner',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create), settlingWithWriteFault(12)],
    expect: () => [inUse([true]), owners([]), did(refused, 1), connection({ backendState: 5 })],
    accept: { 'return-on-failed-export': () => [inUse([false]), did(['state=2', 'error=28', 'state=5'], 1)] },
  },
  {
    id: 'XB-32/5',
    title: 'a duplicate loses nothing: after the removal the device can be taken again',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [
      ...held(create, key('num_devs', '2'), key('dev-1', '{device}'), key('state-1', '1')),
      settle,
      destroy,
      ...held(create),
      settle,
    ],
    expect: (d) => [
      did(['state=2', ...exported(d), 'error=22', 'state=5'], 4),
      did(setUp(d), 7),
      inUse([true]),
    ],
  },
  {
    id: 'XB-32/6',
    title: 'in passthrough vdev-N is the host address',
    on: 'one',
    needs: plain,
    setup: { start: 'bound', topology: 'passthrough' },
    steps: () => [...held(create), settle],
    expect: (d) => [
      dom0Writes(
        [
          'state=2',
          `vdev-0=${d.address.replace('.', '.0')}`,
          'state-0=3',
          `root-0=${d.address.slice(0, 7)}`,
          'root_num=1',
          'state=3',
        ],
        1,
      ),
    ],
  },
  {
    id: 'XB-32/7',
    title: 'the 33rd slot: fatal 12, and the device is lost to the next connection too',
    on: 'one',
    needs: plain,
    setup: fullBus,
    steps: () => [add(2), says(7), destroy],
    expect: () => [did(['error=12', 'state=5'], 1), inUse([false, false, true]), device({ owner: -1 }, 2)],
    accept: {
      'return-on-failed-export': () => [did(['error=12', 'state=5'], 1), inUse([false, false, false])],
    },
  },
  {
    id: 'XB-32/8',
    title: 'the 32nd slot is the last that is given',
    on: 'one',
    needs: plain,
    setup: { others: [{ name: 'edu', guest: 0, copies: 30 }, { name: 'e1000e' }] },
    steps: () => [add(2), says(7)],
    expect: () => [
      did(['vdev-31=0000:00:1f.00', 'state-31=3', 'state=8'], 1),
      inUse([true, true, true]),
      device({ owner: 1 }, 2),
    ],
  },
);
