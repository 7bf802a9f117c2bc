import type { CaseSetup } from '../../../src/conformance/case.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { connection, count, device, errs, nodes, states } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { HostCall } from '../../../src/platform/recorder.ts';
import {
  aerAddress,
  aerHandler,
  apartFrom,
  bound,
  connect,
  finds,
  firstError,
  look,
  plug,
  probe,
} from '../vpci/steps.ts';

const passthrough = { topology: 'passthrough' } as const satisfies CaseSetup;
/** `vdev-N` of a device at its host address: the function has two digits. */
const vdev = (d: DeviceFacts): string => d.address.replace(/\.(\d)$/, '.0$1');
const at = (
  d: DeviceFacts,
  devfn = d.description.devfn,
  bus = d.description.bus,
  domain = d.description.domain,
) => probe(devfn, domain, bus);

/** What gets into the list of a connection, and AER of what did not (PT-02, 03, 06). */
export const lists: readonly Case[] = cases(
  {
    id: 'PT-02/1',
    title: 'there is no limit of 32',
    on: 'one',
    setup: { ...passthrough, device: { copies: 40 } },
    steps: (d) => [look('state-39'), look('num_devs'), look('vdev-0'), at(d)],
    expect: (d) => [
      ...finds(0, '3', '40', vdev(d)),
      errs([0], 3),
      connection({ backendState: 4, bound: true }),
    ],
  },
  {
    id: 'PT-02/2',
    title: 'bridges are taken',
    on: 'each',
    needs: need.that((d) => d.byte(0x0b) === 6, 'is of no bridge class'),
    setup: { ...passthrough, start: 'bound' },
    steps: (d) => [...connect(), at(d)],
    expect: (d) => [
      nodes('vdev-0', [vdev(d)]),
      nodes('error', []),
      states([2, 3, 4]),
      errs([0], 2),
      device({ inUse: true, owner: 1 }),
    ],
  },
  {
    id: 'PT-02/3',
    title: 'the same device twice is refused by the stub, not by the topology: it is in use',
    on: 'one',
    setup: { ...passthrough, start: 'bound' },
    steps: () => [
      { do: 'toolstack', step: 'create', hold: true },
      { do: 'backendNode', name: 'dev-1', value: '{device}', hold: true },
      { do: 'backendNode', name: 'state-1', value: '1', hold: true },
      { do: 'backendNode', name: 'num_devs', value: '2' },
    ],
    expect: (d) => [nodes('vdev-0', [vdev(d)]), nodes('vdev-1', []), firstError(22), states([2, 5])],
  },
  {
    id: 'PT-03/1',
    title: 'short memory ends the pass without an error in xenstore, and leaves the device assigned',
    on: 'one',
    needs: apartFrom('edu'),
    setup: { ...passthrough, others: bound('edu') },
    steps: () => [
      ...plug(1).slice(0, 1),
      { do: 'fault', what: 'alloc', count: 1 },
      ...plug(1).slice(1),
      probe(0x10),
    ],
    expect: () => [
      nodes('error', []),
      states([]),
      nodes('vdev-1', []),
      nodes('state-1', [], 2),
      errs([-1], 3),
      device({ inUse: true, owner: -1 }, 1),
    ],
    accept: {
      'return-on-failed-export': () => [
        firstError(12, 2),
        states([5]),
        nodes('vdev-1', []),
        errs([-1], 3),
        device({ inUse: false, owner: -1 }, 1),
      ],
    },
  },
  {
    id: 'PT-06/1',
    title: 'an AER request names the host address',
    on: 'each',
    setup: passthrough,
    steps: () => [aerHandler, { do: 'aer', callback: 'detected' }, { do: 'answer' }],
    expect: (d) => [aerAddress(1, d.description.domain, d.description.bus, d.description.devfn)],
  },
  {
    id: 'PT-06/2',
    title: 'also of a device that did not get into the list of its connection',
    on: 'one',
    needs: apartFrom('edu'),
    setup: { ...passthrough, others: bound('edu') },
    steps: () => [
      aerHandler,
      ...plug(1).slice(0, 1),
      { do: 'fault', what: 'alloc', count: 1 },
      ...plug(1).slice(1),
      { do: 'aer', device: 1, callback: 'detected' },
      { do: 'answer' },
    ],
    expect: () => [aerAddress(4, 0, 0, 0x10), count('AerVerdict', 1, { b: 0, c: 5 }, 5)],
    accept: {
      // Returned, it is nobody's: the default answer, and nothing is sent.
      'return-on-failed-export': () => [aerAddress(4), count('AerVerdict', 1, { b: 0, c: 2 }, 4)],
    },
  },
  {
    id: 'PT-03/2',
    title: 'the unbind of a device that is in no list returns nothing',
    on: 'one',
    needs: apartFrom('edu'),
    setup: { ...passthrough, others: bound('edu') },
    steps: () => [
      ...plug(1).slice(0, 1),
      { do: 'fault', what: 'alloc', count: 1 },
      ...plug(1).slice(1),
      { do: 'unbind', device: 1 },
    ],
    expect: () => [count('HostEnter', 0, { b: HostCall.ResetFunction }, 3), device(null, 1)],
    accept: {
      'return-on-failed-export': () => [
        count('HostEnter', 1, { b: HostCall.ResetFunction }, 3),
        device(null, 1),
      ],
    },
  },
);
