import { type Case, cases } from '../../../src/conformance/case.ts';
import { aerVerdicts, count, device, logCount, observed, states } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { answer, call, LIMIT, says } from '../aer/steps.ts';
import { bind, binds, show, shown, store, unbind, unbinds, written } from '../sys/files.ts';
import { asked, besideRtl, bindSequence, driverBind, fault, madeUp, malformed, moreLines } from './steps.ts';

/* STUB-10, STUB-11: initialisation at bind. */

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
    title: 'without memory for the record of the device: -12, before anything is asked of the host',
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
      title: `the hypervisor’s ${refusal} to MSI-X is ${i === 0 ? '' : 'not '}logged, and the bind goes on`,
      on: 'each',
      needs: need.all(need.endpoint, need.msix),
      setup: idle,
      steps: () => [bind(), unbind(), { do: 'physdev', answer: refusal }, driverBind()],
      expect: (d) => [binds([0, 0]), moreLines(1 - i, 3, 0), says(2 - i, 3), asked(bindSequence(d), 3)],
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
);
