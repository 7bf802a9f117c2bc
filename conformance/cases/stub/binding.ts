import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  aerVerdicts,
  count,
  device,
  logCount,
  observed,
  registers,
  states,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { answer, call, exchange, LIMIT, posted, says, virtual } from '../aer/steps.ts';
import { bind, binds, show, shown, store, unbind, unbinds, written } from '../sys/files.ts';
import {
  asked,
  besideRtl,
  bindSequence,
  bitsWritten,
  destroy,
  driverBind,
  fault,
  give,
  madeUp,
  malformed,
  moreLines,
  plain,
  plug,
  twoGuests,
  unplug,
} from './steps.ts';

/* STUB-10 to STUB-13 and STUB-35: initialisation at bind. */

const idle = { start: 'idle' } as const;
const advance = (jiffies: number) => ({ do: 'advance', jiffies }) as const;
/** Bind, unbind, the same with a fault. */
const again = (one: ReturnType<typeof fault>) => [bind(), unbind(), one, driverBind()];

export const bindingCases = cases(
  {
    id: 'STUB-10/1',
    title: 'enable, MSI-X announced, state saved, reset, restored, device reset, in this order',
    on: 'each',
    needs: need.endpoint,
    setup: idle,
    steps: () => [bind()],
    expect: (d) => [binds([0]), asked(bindSequence(d), 0), count('FunctionReset', d.canReset ? 1 : 0, {}, 0)],
  },
  {
    id: 'STUB-10/2',
    title: 'without memory for the device data: -12, before anything is asked of the host',
    on: 'one',
    setup: idle,
    steps: () => [
      store('new_slot'),
      { ...driverBind(), at: [{ on: 'lock', nth: 1, then: [fault('alloc')] }] },
      driverBind(),
    ],
    expect: () => [binds([-12], 1), asked([], 1), binds([0], 2)],
  },
  {
    id: 'STUB-10/3',
    title: 'a device that cannot be enabled: the bind ends there with that error',
    on: 'each',
    needs: need.endpoint,
    setup: idle,
    steps: () => [fault('enable'), bind(), show('quirks'), show('irq_handlers')],
    expect: (d) =>
      [
        binds([-22]),
        // What follows is the final release of the record (STUB-31); no state was saved.
        asked(['enable', 'reset', ...(d.msix === 0 ? [] : ['withdraw MSI-X'])], 1),
        shown(['', ''], undefined),
        device(null),
      ].filter((_, i) => i !== 2),
  },
  {
    id: 'STUB-10/4',
    title: 'a device that could not be enabled can be bound later',
    on: 'one',
    setup: idle,
    steps: () => [fault('enable'), bind(), driverBind(), show('irq_handlers')],
    expect: ({ address }) => [binds([-22, 0]), shown([`${address}:off:not acking:0\n`])],
  },
  ...(['EPERM', 'ENOSYS'] as const).map(
    (refusal, i): Case => ({
      id: `STUB-10/${i + 5}`,
      title: `the hypervisor’s ${refusal} to MSI-X is logged, and the bind goes on`,
      on: 'each',
      needs: need.all(need.endpoint, need.msix),
      setup: idle,
      steps: () => [bind(), unbind(), { do: 'physdev', answer: refusal }, driverBind()],
      expect: (d) => [binds([0, 0]), moreLines(1, 3, 0), says(2, 3), asked(bindSequence(d), 3)],
    }),
  ),
  {
    id: 'STUB-10/7',
    title: 'a device without MSI-X is not announced, so that a refusal does not matter',
    on: 'each',
    needs: need.all(need.endpoint, need.noMsix),
    setup: idle,
    steps: () => [bind(), unbind(), { do: 'physdev', answer: 'EPERM' }, driverBind()],
    expect: () => [binds([0, 0]), moreLines(0, 3, 0), count('PhysdevMsix', 0)],
  },
  {
    id: 'STUB-10/8',
    title: 'a reset that fails is ignored: restored all the same',
    on: 'each',
    needs: need.all(need.endpoint, need.reset),
    setup: idle,
    steps: () => again(fault('reset')),
    expect: (d) => [
      binds([0, 0]),
      moreLines(0, 3, 0),
      count('FunctionReset', 0, {}, 3),
      asked(bindSequence(d), 3),
      device({ enableCount: 0 }),
    ],
  },
  {
    id: 'STUB-10/9',
    title: 'a state that cannot be kept: one line, neither reset nor restore, and the bind succeeds',
    on: 'each',
    needs: need.all(need.endpoint, need.noMsix),
    setup: idle,
    steps: () => [
      bind(),
      unbind(),
      // While the state is being saved: its copy is the next thing that needs memory.
      { ...driverBind(), at: [{ on: 'config', name: '0x28', nth: 1, then: [fault('alloc')] }] },
    ],
    expect: () => [
      binds([0, 0]),
      moreLines(1, 2, 0),
      says(2, 2),
      asked(['enable', 'save', 'disable'], 2),
      device({ enableCount: 0, isBusmaster: false }),
    ],
  },
  {
    id: 'STUB-10/10',
    title: 'all flags are clear after a bind, whatever they were before',
    on: 'one',
    setup: { start: 'bound' },
    steps: () => [
      store('permissive'),
      store('allow_interrupt_control'),
      store('irq_handler_state'),
      unbind(),
      bind(),
      show('irq_handlers'),
    ],
    expect: ({ address }) => [
      device({ permissive: false, interruptControl: false, quirkFields: 0 }),
      shown([`${address}:off:not acking:0\n`]),
    ],
  },
  {
    id: 'STUB-10/11',
    title: 'a quirk record is there after the bind and gone after the unbind',
    on: 'one',
    setup: idle,
    steps: () => [show('quirks'), bind(), show('quirks'), unbind(), show('quirks')],
    expect: ({ address }) => [
      observed(
        'whether each listing of quirks names the device',
        ['host-effects'],
        (seen) =>
          seen
            .all('AttributeShow')
            .map(({ b }) => b !== 0 && seen.execution.log.textOf(b).includes(address.replace(/^0000:/, ''))),
        [false, true, false],
      ),
    ],
  },
  {
    id: 'STUB-10/12',
    title: 'a field that cannot be built: the bind ends there, before the device is enabled',
    on: 'one',
    needs: need.endpoint,
    setup: idle,
    steps: () => [
      { ...bind(), at: [{ on: 'config', name: '0x4', nth: 1, then: [fault('alloc')] }] },
      show('irq_handlers'),
      driverBind(),
    ],
    expect: (d) => [
      binds([-12, 0]),
      asked(['reset', ...(d.msix === 0 ? [] : ['withdraw MSI-X'])], 0),
      shown(['']),
      device({ inUse: false }),
    ],
  },
  {
    id: 'STUB-10/13',
    title: 'fields that contradict each other: bound without data, so that no attribute knows the device',
    on: 'one',
    needs: madeUp,
    setup: idle,
    steps: (d) => [
      ...malformed(d),
      bind(),
      store('permissive'),
      store('allow_interrupt_control'),
      store('irq_handler_state'),
      show('irq_handlers'),
      show('permissive'),
      { do: 'toolstack', step: 'create' },
      unbind(),
    ],
    expect: () => [
      binds([0]),
      written([-19, -19, -2]),
      shown(['', '']),
      states([2, 5]),
      unbinds([0], 9),
      asked([], 9),
      logCount(0, 9),
    ],
    accept: {
      'duplicate-field-fails-bind': () => [
        binds([-22]),
        written([-19, -19, -2]),
        shown(['', '']),
        unbinds([-19], 9),
      ],
    },
  },
  {
    id: 'STUB-11/1',
    title: 'binding a device loses the wake-up of an answer that another is waited for',
    on: 'one',
    needs: besideRtl,
    setup: { device: { guest: 0 }, others: [{ name: 'rtl8139', hostDriver: true }] },
    steps: () => [call('mmio'), { do: 'driverUnbind', device: 1 }, bind(1), answer(3), advance(LIMIT)],
    expect: () => [binds([0]), aerVerdicts([], 3), aerVerdicts([[1, 3]], 4)],
    accept: { 'aer-waitqueue-once': () => [binds([0]), aerVerdicts([[1, 3]], 3)] },
  },
  {
    id: 'STUB-11/2',
    title: 'without a bind meanwhile the answer wakes',
    on: 'one',
    needs: besideRtl,
    setup: { device: { guest: 0 }, others: [{ name: 'rtl8139', hostDriver: true }] },
    steps: () => [call('mmio'), { do: 'driverUnbind', device: 1 }, answer(3)],
    expect: () => [aerVerdicts([[1, 3]], 2)],
  },
  {
    id: 'STUB-12/1',
    title: 'after a bind nothing is on but decode as it was',
    on: 'each',
    needs: need.endpoint,
    setup: idle,
    steps: () => [bind()],
    expect: (d) => [
      device({
        enableCount: 0,
        isBusmaster: false,
        msiEnabled: false,
        msixEnabled: false,
        helpers: 0,
        vectors: 0,
        owner: -1,
        inUse: false,
      }),
      observed(
        'COMMAND: MASTER, and those of the decode bits that firmware had set',
        ['inspection'],
        (seen) => (seen.device()?.command ?? 0) & (4 | (d.word(4) & 3)),
        d.word(4) & 3,
      ),
    ],
  },
  {
    id: 'STUB-12/2',
    title: 'BARs are as they were before the bind',
    on: 'each',
    needs: need.endpoint,
    setup: idle,
    steps: () => [bind()],
    expect: (d) => [
      registers({
        0: [4, d.dword(0)],
        12: [1, d.byte(0x0c)],
        ...Object.fromEntries(
          d.bars
            .filter(({ inHardware }) => inHardware)
            .map(({ register }) => [register, [4, d.dword(register)] as const]),
        ),
      }),
    ],
  },
  {
    id: 'STUB-13/1',
    title: 'a device is in use from the export on, before its guest connects',
    on: 'one',
    needs: plain,
    setup: { start: 'bound', guests: 2 },
    steps: () => [
      { do: 'toolstack', step: 'create' },
      { do: 'toolstack', guest: 1, step: 'create' },
    ],
    expect: () => [device({ inUse: true, owner: 1 }), states([2, 3], 0), states([2, 5], 1)],
  },
  {
    id: 'STUB-13/2',
    title: 'it is free again when it is back, and another guest gets it',
    on: 'one',
    needs: plain,
    setup: twoGuests,
    steps: () => [...unplug(), ...plug(0, 1)],
    expect: () => [device({ inUse: true, owner: 2 }), logCount(0)],
  },
  {
    id: 'STUB-13/3',
    title: 'a device that is bound and in nobody’s hands is not in use',
    on: 'each',
    setup: { start: 'bound' },
    steps: () => [show('slots')],
    expect: () => [device({ inUse: false, owner: -1 })],
  },
  {
    id: 'STUB-13/4',
    title: 'who asks for a device in use changes nothing for who has it',
    on: 'one',
    needs: plain,
    setup: { start: 'bound', guests: 2 },
    steps: () => [
      ...give(),
      { do: 'toolstack', guest: 1, step: 'create' },
      { do: 'toolstack', guest: 1, step: 'destroy' },
      call('mmio'),
      answer(5),
      destroy(),
      unbind(),
    ],
    expect: (d) => [
      exchange(posted(8, 1, virtual(d)), 4),
      aerVerdicts([[1, 5]], 5),
      asked(['reset', 'restore', ...(d.msix === 0 ? [] : ['withdraw MSI-X'])], 7),
      device(null),
    ],
  },
  {
    id: 'STUB-35/1',
    title:
      'the hypervisor switches MSI-X on, masked as a whole, and back, before anything else is written to it',
    on: 'each',
    needs: need.all(need.endpoint, need.msix),
    setup: idle,
    steps: () => [bind()],
    expect: (d) => [bitsWritten(d.msix + 2, 0xffff, [d.word(d.msix + 2) | 0xc000, d.word(d.msix + 2)], 0)],
  },
  {
    id: 'STUB-35/2',
    title:
      'the restore writes header registers in descending order, only those that differ, and MASTER goes last',
    on: 'each',
    needs: need.all(need.endpoint, need.reset, need.physical),
    setup: idle,
    steps: () => [bind()],
    expect: (d) => [
      observed(
        'header writes descend, each changes something, and the last one of all clears MASTER',
        ['host-effects'],
        (seen) => {
          const kinds = ['ConfigWrite', 'FunctionReset'] as const;
          const all = seen.inOrder(kinds, 0);
          const reset = all.findIndex(([name]) => name === 'FunctionReset');
          const writes = all.slice(reset + 1).map(([, { b, d: value, e }]) => ({ at: b, value, before: e }));
          const header = writes.filter(
            ({ at, value, before }, i) => at < 0x40 && (i < writes.length - 1 || value > before),
          );
          return {
            descending: header.every(({ at }, i) => i === 0 || at < (header[i - 1]?.at ?? 0)),
            differing: header.every(({ value, before }) => value !== before),
            command: header.some(({ at }) => at === 4),
          };
        },
        { descending: true, differing: true, command: true },
      ),
      observed('MASTER at the end', ['inspection'], (seen) => (seen.device()?.command ?? 4) & 4, 0),
      registers({ 60: [4, d.dword(0x3c)] }),
    ],
  },
);
