import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, device, errs, states } from '../../../src/conformance/expect.ts';
import { HostCall } from '../../../src/platform/recorder.ts';
import {
  bound,
  connect,
  devfn,
  finds,
  look,
  noMemoryLost,
  only,
  plug,
  probe,
  settled,
  unplug,
} from './steps.ts';

/** Devices that are taken away (VPCI-11). */
export const release: readonly Case[] = cases(
  {
    id: 'VPCI-11/1',
    title: 'a device that is taken away answers no more, the others stay, and its slot is used again',
    on: 'one',
    setup: {
      device: { guest: null },
      others: [
        { name: 'edu', guest: 0 },
        { name: 'pcnet', guest: 0 },
        { name: 'rtl8139', guest: 0 },
        { name: 'xhci' },
      ],
    },
    steps: () => [
      ...unplug(2),
      probe(devfn(1)),
      probe(devfn(0)),
      probe(devfn(2)),
      ...settled,
      ...plug(4),
      look('vdev-2'),
      probe(devfn(1)),
    ],
    expect: () => [
      states([8], 1),
      errs([-1], 2),
      errs([0], 3),
      errs([0], 4),
      ...finds(9, '0000:00:01.00'),
      errs([0], 10),
      device({ inUse: false, owner: -1 }, 2),
      device({ inUse: true, owner: 1 }, 3),
      device({ inUse: true, owner: 1 }, 4),
    ],
  },
  {
    id: 'VPCI-11/2',
    title: 'a device taken out of a slot leaves the others of that slot there',
    on: 'one',
    setup: only('multifunction#0c:05.1', 'multifunction#0c:05.0', 'multifunction#0c:05.2'),
    steps: () => [...unplug(2), probe(devfn(0, 0)), probe(devfn(0, 1)), probe(devfn(0, 2))],
    expect: () => [errs([-1], 2), errs([0], 3), errs([0], 4), device({ inUse: false }, 2)],
  },
  {
    id: 'VPCI-11/3',
    title: 'an address where nothing is releases nothing',
    on: 'one',
    setup: only('edu', 'pcnet'),
    steps: () => [{ do: 'backendNode', name: 'vdev-1', value: '0000:00:05.00' }, ...unplug(2)],
    expect: () => [states([]), device({ inUse: true }, 1), device({ inUse: true }, 2)],
    accept: {
      'skip-unknown-unplug': () => [states([8], 2), device({ inUse: true }, 1), device({ inUse: true }, 2)],
    },
  },
  {
    id: 'VPCI-11/4',
    title: 'the unbind of a device that has no slot returns nothing',
    on: 'one',
    setup: { others: bound('edu') },
    steps: () => [
      ...plug(1).slice(0, 1),
      { do: 'fault', what: 'alloc', count: 1 },
      ...plug(1).slice(1),
      { do: 'unbind', device: 1 },
    ],
    expect: () => [
      count('HostEnter', 0, { b: HostCall.ResetFunction }, 3),
      count('Unbind', 1, { b: 0 }, 3),
      device(null, 1),
    ],
    accept: {
      // Returned before, it is released like any other.
      'return-on-failed-export': () => [
        count('HostEnter', 1, { b: HostCall.ResetFunction }, 3),
        count('Unbind', 1, { b: 0 }, 3),
        device(null, 1),
      ],
    },
  },
  {
    id: 'VPCI-11/5',
    title: 'a release gives the memory of the slot back',
    on: 'one',
    setup: { start: 'bound', others: bound('edu') },
    steps: () => [
      ...connect(),
      ...plug(1),
      ...settled,
      ...unplug(1),
      ...settled,
      { do: 'toolstack', step: 'destroy' },
    ],
    expect: () => [states([2, 3, 4, 8, 4, 8, 4]), noMemoryLost],
  },
);
