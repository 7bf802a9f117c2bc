import { type Case, type CaseSetup, cases } from '../../../src/conformance/case.ts';
import { connection, device, nodes, states } from '../../../src/conformance/expect.ts';
import { apartFrom, bound, connect, finds, look, only, plug } from '../vpci/steps.ts';

const passthrough = { topology: 'passthrough' } as const satisfies CaseSetup;
/** Roots that a set-up of devices in this order gives; null: there is no such node. */
const roots = (
  id: Case['id'],
  title: string,
  names: readonly string[],
  expected: readonly string[],
): Case => ({
  id,
  title,
  on: 'one',
  needs: apartFrom(...names),
  setup: { ...passthrough, ...only(...names) },
  steps: () => [
    look('root_num'),
    look(`root-${expected.length}`),
    ...expected.map((_, index) => look(`root-${index}`)),
  ],
  expect: () => [...finds(0, String(expected.length), null, ...expected), connection({ backendState: 4 })],
});

const chain = ['pcie-switch#00:1c.5', 'pcie-switch#06:00.0', 'pcie-switch#07:00.0'];
/** The guest has one bridge of a chain and the device below the last; the other bridges are only bound. */
const below = (id: Case['id'], title: string, bridge: string, root: string): Case => ({
  id,
  title,
  on: 'one',
  needs: apartFrom(...chain, 'pcie-switch#08:00.0'),
  setup: {
    ...passthrough,
    device: { guest: null },
    others: [
      { name: 'pcie-switch#08:00.0', guest: 0 },
      { name: bridge, guest: 0 },
      ...bound(...chain.filter((name) => name !== bridge)),
    ],
  },
  steps: () => [look('root_num'), look('root-0')],
  expect: () => [...finds(0, '1', root), connection({ backendState: 4 })],
});

/** Roots of the passthrough topology (PT-05, 09). */
export const passthroughRoots: readonly Case[] = cases(
  {
    id: 'PT-05/1',
    title: "a device's bus is its root",
    on: 'each',
    setup: { ...passthrough, start: 'bound' },
    steps: () => connect(),
    expect: (d) => [
      nodes('root-0', [d.address.slice(0, d.address.lastIndexOf(':'))]),
      nodes('root_num', ['1']),
      nodes('root-1', []),
    ],
  },
  roots(
    'PT-05/2',
    'a bus is offered once, and buses come in the order of the devices',
    ['rtl8139', 'edu', 'pcnet', 'xhci', 'intel-hda'],
    ['0000:0c', '0000:00', '0000:03'],
  ),
  roots(
    'PT-05/3',
    'what is below an exported bridge adds no root',
    ['pci-bridge#0c:06.0', 'pci-bridge#0d:01.0'],
    ['0000:0c'],
  ),
  roots(
    'PT-05/4',
    'in whatever order they are in the list',
    ['pci-bridge#0d:02.0', 'pci-bridge#0c:06.0'],
    ['0000:0c'],
  ),
  below('PT-05/5', 'the exported bridge need not be the nearest one', 'pcie-switch#00:1c.5', '0000:00'),
  below('PT-05/9', 'it may be the nearest one', 'pcie-switch#07:00.0', '0000:07'),
  below('PT-05/10', 'or one between', 'pcie-switch#06:00.0', '0000:06'),
  roots(
    'PT-05/6',
    'a bridge that is not exported, or beside the way, suppresses nothing',
    ['pcie-switch#07:00.0', 'pcie-switch#09:00.0', 'pcie-switch#08:00.0'],
    ['0000:07', '0000:09'],
  ),
  {
    id: 'PT-05/7',
    title: 'without devices there is neither a root nor root_num',
    on: 'one',
    setup: { ...passthrough, start: 'bound' },
    steps: () => [
      { do: 'toolstack', step: 'create', hold: true },
      { do: 'backendNode', name: 'num_devs', value: '0' },
      { do: 'frontend', step: 'publish' },
    ],
    expect: () => [nodes('root-0', []), nodes('root_num', []), states([2, 3, 4]), device({ inUse: false })],
  },
  {
    id: 'PT-05/8',
    title: 'a bridge of another guest suppresses nothing',
    on: 'one',
    needs: apartFrom('pci-bridge#0c:06.0', 'pci-bridge#0d:01.0'),
    setup: {
      ...passthrough,
      guests: 2,
      device: { guest: null },
      others: [
        { name: 'pci-bridge#0c:06.0', guest: 0 },
        { name: 'pci-bridge#0d:01.0', guest: 1 },
      ],
    },
    steps: () => [{ ...look('root-0'), guest: 1 }, look('root-0')],
    expect: () => finds(0, '0000:0d', '0000:0c'),
  },
  {
    id: 'PT-09/1',
    title: 'a bridge that is added after its child brings its root and leaves that of the child',
    on: 'one',
    needs: apartFrom('pci-bridge#0c:06.0', 'pci-bridge#0d:01.0'),
    setup: {
      ...passthrough,
      device: { guest: null },
      others: [{ name: 'pci-bridge#0d:01.0', guest: 0 }, ...bound('pci-bridge#0c:06.0')],
    },
    steps: () => [...plug(2), look('root_num'), look('root-0'), look('root-1')],
    expect: () => [
      nodes('root-0', []),
      nodes('root-1', ['0000:0c']),
      nodes('root_num', ['2']),
      ...finds(2, '2', '0000:0d', '0000:0c'),
    ],
  },
  {
    id: 'PT-09/2',
    title: 'a child that is added after its bridge brings no root',
    on: 'one',
    needs: apartFrom('pci-bridge#0c:06.0', 'pci-bridge#0d:01.0'),
    setup: {
      ...passthrough,
      device: { guest: null },
      others: [{ name: 'pci-bridge#0c:06.0', guest: 0 }, ...bound('pci-bridge#0d:01.0')],
    },
    steps: () => [...plug(2), look('root_num')],
    expect: () => [nodes('root-1', []), nodes('root_num', []), ...finds(2, '1'), states([8], 1)],
  },
);
