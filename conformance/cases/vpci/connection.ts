import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, device, nodes, states } from '../../../src/conformance/expect.ts';
import { aerAddress, aerHandler, bound, connect, devfn, only, plug, returned } from './steps.ts';

/** Roots, the way back for AER, and the end of a connection (VPCI-12..14). */
export const wholeConnection: readonly Case[] = cases(
  {
    id: 'VPCI-12/1',
    title: 'the root is 0000:00, whatever bus the device is on',
    on: 'each',
    setup: { start: 'bound' },
    steps: () => connect(),
    expect: () => [nodes('root-0', ['0000:00']), nodes('root_num', ['1']), nodes('root-1', [])],
    accept: { 'refuse-bridges': () => [nodes('root_num', []), states([2, 5])] },
  },
  {
    id: 'VPCI-12/2',
    title: 'it is there without devices too',
    on: 'one',
    setup: { start: 'bound' },
    steps: () => [
      { do: 'toolstack', step: 'create', hold: true },
      { do: 'backendNode', name: 'num_devs', value: '0' },
    ],
    expect: () => [
      nodes('root-0', ['0000:00']),
      nodes('root_num', ['1']),
      nodes('vdev-0', []),
      states([2, 3]),
      device({ inUse: false }),
    ],
  },
  {
    id: 'VPCI-12/3',
    title: 'devices of other buses that are added later bring no other root',
    on: 'one',
    setup: { others: bound('xhci') },
    steps: () => plug(1),
    expect: () => [nodes('root-1', []), nodes('root_num', []), states([8], 1)],
  },
  {
    id: 'VPCI-13/1',
    title: 'an AER request names domain 0, bus 0, the virtual slot and the physical function',
    on: 'one',
    setup: only('edu', 'multifunction#0c:05.1', 'multifunction#0c:05.2'),
    steps: () => [
      aerHandler,
      { do: 'aer', device: 3, callback: 'detected' },
      { do: 'answer' },
      { do: 'aer', device: 1, callback: 'detected' },
      { do: 'answer' },
    ],
    expect: () => [
      aerAddress(1, 0, 0, devfn(1, 2)),
      aerAddress(3, 0, 0, devfn(0, 0)),
      count('AerVerdict', 2, { b: 0, c: 5 }),
    ],
  },
  {
    id: 'VPCI-13/2',
    title: 'a device that has no slot has no address: nothing is sent and the answer is 1',
    on: 'one',
    setup: { others: bound('edu') },
    steps: () => [
      aerHandler,
      ...plug(1).slice(0, 1),
      { do: 'fault', what: 'alloc', count: 1 },
      ...plug(1).slice(1),
      { do: 'aer', device: 1, callback: 'detected' },
    ],
    expect: () => [
      aerAddress(4),
      count('Notify', 0, {}, 4),
      count('AerVerdict', 1, { b: 0, c: 1 }, 4),
      nodes('aerState', ['aerfail'], 4),
    ],
    accept: {
      // Returned, it is nobody's: the default answer.
      'return-on-failed-export': () => [aerAddress(4), count('AerVerdict', 1, { b: 0, c: 2 }, 4)],
    },
  },
  {
    id: 'VPCI-14/1',
    title: 'a connection that is removed returns its devices by slot, and in a slot in the order they joined',
    on: 'one',
    setup: only('multifunction#0c:05.2', 'edu', 'multifunction#0c:05.0', 'pcnet', 'multifunction#0c:05.1'),
    steps: () => [{ do: 'toolstack', step: 'destroy' }],
    expect: () => [
      returned([1, 3, 5, 2, 4]),
      device({ inUse: false, owner: -1 }, 1),
      device({ inUse: false, owner: -1 }, 2),
      device({ inUse: false, owner: -1 }, 3),
      device({ inUse: false, owner: -1 }, 4),
      device({ inUse: false, owner: -1 }, 5),
    ],
  },
);
