import { cases } from '../../../src/conformance/case.ts';
import {
  count,
  crash,
  device,
  dom0Writes,
  logCount,
  logs,
  observed,
  warnCount,
} from '../../../src/conformance/expect.ts';
import type { Seen } from '../../../src/conformance/seen.ts';
import { did, inUse, owners } from './observations.ts';
import {
  add,
  bound,
  create,
  destroy,
  held,
  plain,
  says,
  settle,
  settlingWithWriteFault,
  setUp,
  vdev,
  withSpare,
} from './scenario.ts';

/* XB-33 to XB-36: the address, the owner, and a device that was lost. */

/** Some line of the log holds this text. */
const logHas = (text: string, expected: boolean) =>
  observed(
    `a log line with '${text}'`,
    ['log-lines'],
    (seen: Seen) => seen.logs().some((line) => line.includes(text)),
    expected,
  );
/** Hot plug of the spare device, whose entry on the virtual bus finds no memory. */
const lost = [...held(add(1), { do: 'fault', what: 'alloc' }), says(7)] as const;

export const ownerCases = cases(
  {
    id: 'XB-33/1',
    title: 'the function keeps its number and has two digits',
    on: 'each',
    needs: plain,
    setup: bound,
    steps: () => [...held(create), settle],
    expect: (d) => [
      dom0Writes(setUp(d), 1),
      observed('vdev-0', ['xenstore'], (seen) => seen.nodes('vdev-0', 1), [vdev(d, 0)]),
    ],
  },
  {
    id: 'XB-33/2',
    title: 'in passthrough too, with two digits of bus and slot',
    on: 'each',
    needs: plain,
    setup: { start: 'bound', topology: 'passthrough' },
    steps: () => [...held(create), settle],
    expect: (d) => [
      observed('vdev-0', ['xenstore'], (seen) => seen.nodes('vdev-0', 1), [d.address.replace('.', '.0')]),
    ],
  },
  {
    id: 'XB-34/1',
    title: 'the frontend becomes owner of the device',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create), settle],
    expect: () => [owners([1], 1), device({ owner: 1 }), logCount(0)],
  },
  {
    id: 'XB-34/2',
    title: 'another owner is logged and replaced, and the export goes on',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [{ do: 'deviceOwner', domid: 7 }, ...held(create), settle],
    expect: (d) => [
      owners([7], 0),
      did(setUp(d), 2),
      owners([-1, 1], 2),
      logCount(1, 2),
      device({ owner: 1, inUse: true }),
    ],
  },
  {
    id: 'XB-34/3',
    title: 'the same domain already there is replaced like any other',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [{ do: 'deviceOwner', domid: 1 }, ...held(create), settle],
    expect: (d) => [did(setUp(d), 2), owners([-1, 1], 2), logCount(1, 2), device({ owner: 1 })],
  },
  {
    id: 'XB-35/1',
    title: 'a device with an owner does not get another by registering',
    on: 'one',
    needs: plain,
    steps: () => [{ do: 'deviceOwner', domid: 7 }],
    expect: () => [owners([]), device({ owner: 1 })],
  },
  {
    id: 'XB-35/2',
    title: 'after it is unregistered there is room for one again',
    on: 'one',
    needs: plain,
    steps: () => [destroy, { do: 'deviceOwner', domid: 7 }, { do: 'deviceOwner', domid: 2 }],
    expect: () => [owners([-1], 0), owners([7], 1), owners([], 2), device({ owner: 7, inUse: false })],
  },
  {
    id: 'XB-35/3',
    title: 'looking up the owner of a device that has none gives 19',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...held(create), settlingWithWriteFault(12), { do: 'unbind' }],
    expect: () => [logHas('domain -19', true), inUse([null])],
    accept: { 'return-on-failed-export': () => [logHas('domain', false), inUse([null])] },
  },
  {
    id: 'XB-36/1',
    title: 'unbinding a device that a failed export lost crashes the host once its connection is gone',
    on: 'one',
    needs: plain,
    setup: withSpare,
    steps: () => [...lost, destroy, { do: 'unbind', device: 1 }],
    expect: () => [logHas('domain -19', true), crash('use-after-free', '__xen_pcibk_release_pci_dev')],
    accept: { 'return-on-failed-export': () => [logs([], 4), warnCount(0), inUse([false, null])] },
  },
  {
    id: 'XB-36/2',
    title: 'while the connection lives the same is harmless',
    on: 'one',
    needs: plain,
    setup: withSpare,
    steps: () => [...lost, { do: 'unbind', device: 1 }],
    expect: () => [
      logHas('domain -19', true),
      warnCount(0),
      inUse([true, null]),
      count('FunctionReset', 0, {}, 2),
    ],
    accept: { 'return-on-failed-export': () => [logs([], 3), warnCount(0), inUse([true, null])] },
  },
);
