import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, device, errs, nodes, observed, order, states } from '../../../src/conformance/expect.ts';
import { bound, devfn, finds, firstError, look, plug, probe } from './steps.ts';

const func = (d: { description: { devfn: number } }): number => d.description.devfn & 7;
/** Memory for one device on the virtual bus: a list node and a pointer. */
const ENTRY_BYTES = 24;
const filled = (copies: number) => ({ device: { copies }, others: bound('edu') });

/** The bus is full, or memory or xenstore is short (VPCI-06, 08). */
export const fullBus: readonly Case[] = cases(
  {
    id: 'VPCI-06/1',
    title: 'the 33rd slot is a fatal error 12, and the device stays assigned without a slot or an owner',
    on: 'one',
    setup: filled(32),
    steps: (d) => [...plug(1), look('vdev-32'), probe(devfn(31, func(d)))],
    expect: () => [
      firstError(12, 1),
      states([5], 1),
      nodes('vdev-32', []),
      nodes('state-32', [], 1),
      ...finds(2, null),
      errs([0], 3),
      device({ inUse: true, owner: -1 }, 1),
      count('Owner', 0, {}, 1),
    ],
    accept: {
      'return-on-failed-export': () => [
        firstError(12, 1),
        states([5], 1),
        nodes('vdev-32', []),
        ...finds(2, null),
        errs([0], 3),
        device({ inUse: false, owner: -1 }, 1),
      ],
    },
  },
  {
    id: 'VPCI-06/2',
    title: 'the 32nd slot is still there',
    on: 'one',
    setup: filled(31),
    steps: () => [...plug(1), look('vdev-31'), probe(devfn(31))],
    expect: () => [
      ...finds(2, '0000:00:1f.00'),
      states([8], 1),
      errs([0], 3),
      device({ inUse: true, owner: 1 }, 1),
    ],
  },
  {
    id: 'VPCI-06/3',
    title: 'the device stays assigned when the connection is gone: the next one finds it in use',
    on: 'one',
    setup: filled(32),
    steps: () => [
      ...plug(1),
      { do: 'toolstack', step: 'destroy' },
      { do: 'toolstack', step: 'create', device: 1 },
      { do: 'frontend', step: 'publish' },
    ],
    expect: () => [
      firstError(12, 1),
      firstError(22, 3),
      states([2, 5], 3),
      device({ inUse: true, owner: -1 }, 1),
      device({ inUse: false, owner: -1 }, 0),
    ],
    accept: {
      'return-on-failed-export': () => [
        firstError(12, 1),
        firstError(null, 3),
        states([2, 3], 3),
        device({ inUse: true, owner: 1 }, 1),
      ],
    },
  },
  {
    id: 'VPCI-06/4',
    title: 'a device that joins a group needs no slot of its own',
    on: 'one',
    setup: {
      device: { copies: 31 },
      others: [{ name: 'multifunction#0c:05.0', guest: 0 }, ...bound('multifunction#0c:05.1')],
    },
    steps: () => [...plug(2), look('vdev-32'), probe(devfn(31, 1))],
    expect: () => [...finds(2, '0000:00:1f.01'), states([8], 1), errs([0], 3)],
  },
  {
    id: 'VPCI-06/5',
    title: 'short memory is the same fatal error',
    on: 'one',
    setup: { others: bound('edu') },
    steps: () => [
      ...plug(1).slice(0, 1),
      { do: 'fault', what: 'alloc', count: 1 },
      ...plug(1).slice(1),
      probe(devfn(1)),
    ],
    expect: () => [firstError(12, 2), states([5], 2), errs([-1], 3), device({ inUse: true, owner: -1 }, 1)],
    accept: {
      'return-on-failed-export': () => [
        firstError(12, 2),
        states([5], 2),
        errs([-1], 3),
        device({ inUse: false, owner: -1 }, 1),
      ],
    },
  },
  {
    id: 'VPCI-06/6',
    title: 'a device without a slot leaves no memory behind, one with a slot has its entry',
    on: 'one',
    setup: { device: { copies: 31 }, others: [...bound('edu'), ...bound('rtl8139')] },
    steps: () => [...plug(1), ...plug(2)],
    expect: () => [
      firstError(12, 3),
      observed(
        'bytes that the driver has, beside those it had before',
        ['inspection'],
        ({ execution: { final } }) => final.allocated - final.allocatedAtStart,
        ENTRY_BYTES,
      ),
    ],
  },
  {
    id: 'VPCI-08/1',
    title:
      'when the address cannot be published the device stays in its slot, answers there, and has no owner',
    on: 'one',
    setup: { others: bound('edu') },
    steps: () => [
      ...plug(1).slice(0, 1),
      { do: 'fault', what: 'xenstoreWrite', count: 1 },
      ...plug(1).slice(1),
      probe(devfn(1)),
    ],
    expect: () => [
      nodes('vdev-1', []),
      nodes('state-1', [], 2),
      firstError(null),
      states([]),
      errs([0], 3),
      count('Owner', 0),
      device({ inUse: true, owner: -1 }, 1),
    ],
    accept: {
      'return-on-failed-export': () => [
        nodes('vdev-1', []),
        firstError(28, 2),
        states([5]),
        errs([-1], 3),
        device({ inUse: false, owner: -1 }, 1),
      ],
    },
  },
  {
    id: 'VPCI-08/2',
    title: 'vdev-N is written before the owner is registered and the device counts as served',
    on: 'one',
    setup: { others: bound('edu') },
    steps: () => [
      ...plug(1).slice(0, 1),
      { do: 'frontend', step: 'reconfiguring', hold: true },
      { do: 'run', task: 'xenwatch', steps: 64 },
      look('vdev-1'),
    ],
    expect: () => [
      nodes('vdev-1', ['0000:00:01.00']),
      order(['XenstoreWrite', 'Owner'], ['XenstoreWrite', 'Owner', 'XenstoreWrite', 'XenstoreWrite'], 2),
      ...finds(3, '0000:00:01.00'),
    ],
  },
);
