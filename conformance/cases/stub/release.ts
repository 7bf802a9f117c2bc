import { hardware, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, device, logCount, observed } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { says } from '../aer/steps.ts';
import { bind, binds, boundDevices, unbind } from '../sys/files.ts';
import { asked, driverBind, fault, firmwareMaster, moreLines, plain } from './steps.ts';

/* STUB-28, STUB-31: final release. */

const idle = { start: 'idle' } as const;

const bound = { start: 'bound' } as const;

const withdrawn = ({ msix }: { msix: number }): string[] => (msix === 0 ? [] : ['withdraw MSI-X']);

/** MASTER as the last write to COMMAND in an action leaves it. */
const lastMaster = (expected: number, action: number) =>
  observed(
    `MASTER in the last write to COMMAND of action ${action}`,
    ['host-effects'],
    (seen) =>
      (seen
        .configWrites(action)
        .filter(([at]) => at === 4)
        .at(-1)?.[2] ?? 0) & 4,
    expected,
  );

/** How often an action writes COMMAND. */
const commandWrites = (expected: number, action: number) =>
  observed(
    `writes to COMMAND in action ${action}`,
    ['host-effects'],
    (seen) => seen.configWrites(action).filter(([at]) => at === 4).length,
    expected,
  );

export const releaseCases = cases(
  {
    id: 'STUB-28/1',
    title: 'released, a device has the MASTER bit of its firmware',
    on: 'each',
    needs: need.all(need.endpoint, need.physical, firmwareMaster),
    setup: bound,
    steps: () => [unbind()],
    expect: () => [lastMaster(4, 0), device(null)],
    accept: { 'clear-master-at-return': () => [lastMaster(0, 0), device(null)] },
  },
  {
    id: 'STUB-28/2',
    title: 'a device whose firmware had not set it is released with it clear, whoever set it since',
    on: 'each',
    needs: need.all(
      plain,
      need.that((d) => (d.word(4) & 4) === 0, 'had MASTER from its firmware'),
      need.that((d) => !d.canReset, 'has a reset method'),
    ),
    setup: bound,
    steps: (d) => [hardware(4, 2, d.word(4) | 4), unbind()],
    expect: () => [lastMaster(0, 1), commandWrites(1, 1)],
  },
  {
    id: 'STUB-31/1',
    title: 'final release: reset, restored, MSI-X withdrawn, in this order',
    on: 'each',
    needs: need.endpoint,
    setup: bound,
    steps: () => [unbind()],
    expect: (d) => [
      asked(['reset', 'restore', ...withdrawn(d)], 0),
      count('FunctionReset', d.canReset ? 1 : 0, {}, 0),
      logCount(0),
    ],
  },
  {
    id: 'STUB-31/2',
    title: 'an owner that is still registered goes first',
    on: 'each',
    needs: need.endpoint,
    setup: bound,
    steps: () => [{ do: 'deviceOwner', domid: 7 }, unbind()],
    expect: (d) => [asked(['no owner', 'reset', 'restore', ...withdrawn(d)], 1), logCount(0)],
  },
  ...(
    [
      ['EPERM', 1],
      ['ENOSYS', 0],
      ['ok', 0],
    ] as const
  ).map(
    ([answers, lines], i): Case => ({
      id: `STUB-31/${i + 3}`,
      title: `the hypervisor’s ${answers} when MSI-X is withdrawn: ${lines} lines`,
      on: 'each',
      needs: need.all(need.endpoint, need.msix),
      setup: bound,
      steps: () => [{ do: 'physdev', answer: answers }, unbind()],
      expect: () => [
        says(lines, 1),
        count('PhysdevMsix', 1, { b: 1 }, 1),
        count('PhysdevMsix', 0, { b: 0 }),
        boundDevices(0),
      ],
    }),
  ),
  {
    id: 'STUB-31/6',
    title: 'of a device without MSI-X nothing is withdrawn',
    on: 'each',
    needs: need.all(need.endpoint, need.noMsix),
    setup: bound,
    steps: () => [{ do: 'physdev', answer: 'EPERM' }, unbind()],
    expect: () => [count('PhysdevMsix', 0), logCount(0)],
  },
  {
    id: 'STUB-31/7',
    title: 'a state that cannot be loaded is not restored; the rest takes place',
    on: 'each',
    needs: need.endpoint,
    setup: bound,
    steps: () => [fault('loadState'), unbind(), driverBind()],
    expect: (d) => [asked(['reset', ...withdrawn(d)], 1), says(1, 1), binds([0])],
  },
  {
    id: 'STUB-31/8',
    title: 'a reset that fails is ignored',
    on: 'each',
    needs: need.all(need.endpoint, need.reset),
    setup: bound,
    steps: () => [fault('reset'), unbind()],
    expect: (d) => [asked(['reset', 'restore', ...withdrawn(d)], 1), logCount(0), count('FunctionReset', 0)],
  },
  {
    id: 'STUB-31/9',
    title: 'what a guest wrote is undone for whoever comes next',
    on: 'each',
    needs: need.all(plain, need.physical),
    steps: () => [write(0x0c, 1, 0x55), unbind(), bind()],
    expect: (d) => [
      observed(
        'cache line size at the end',
        ['inspection'],
        (seen) => seen.device()?.config[0x0c],
        d.byte(0x0c),
      ),
    ],
  },
  {
    id: 'STUB-31/10',
    title: 'bound and unbound, a device can be bound again as if nothing had been',
    on: 'each',
    needs: need.endpoint,
    setup: idle,
    steps: () => [bind(), unbind(), bind()],
    expect: () => [
      binds([0, 0]),
      moreLines(0, 2, 0),
      device({ enableCount: 0, isBusmaster: false, owner: -1, inUse: false }),
    ],
  },
  {
    id: 'STUB-31/11',
    title:
      'device reset comes last: memory-write-invalidate of a bridge is turned off, though the state kept has it',
    on: 'each',
    needs: need.all(
      need.bridge,
      need.that((d) => !d.canReset, 'has a reset method'),
    ),
    setup: idle,
    steps: (d) => [hardware(4, 2, d.word(4) | 0x10), bind(), unbind()],
    expect: () => [
      observed(
        'whether a write to COMMAND in action 2 has INVALIDATE clear',
        ['host-effects'],
        (seen) => seen.configWrites(2).some(([at, , value]) => at === 4 && (value & 0x10) === 0),
        true,
      ),
    ],
  },
);
