import { enableMsi, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { configWrites, device, errs, observed, replies } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';
import { handOver, twoGuests, unplug } from '../stub/steps.ts';
import { store, unbind, unbinds } from '../sys/files.ts';
import { bits, nobodyWaits, noLockFault, plain } from './looks.ts';

/* DOC-09 and DOC-10: interrupts of stub domains, locks of devices. */

const optedIn = { device: { interruptControl: true } } as const;
const msiBoth = need.all(plain, need.msi, need.msix);
const msiControl = (d: DeviceFacts, enable: 0 | 1, guest = 0): Action =>
  write(2, 2, (d.word(d.msi + 2) & ~1) | enable, { base: 'msi', guest });
const msixControl = (d: DeviceFacts, enable: 0 | 1, guest = 0): Action =>
  write(2, 2, (d.word(d.msix + 2) & 0x3fff) | (enable << 15), { base: 'msix', guest });

export const controlCases = cases(
  {
    id: 'DOC-09/1',
    title: 'without the permission neither MSI nor MSI-X can be turned on: -3',
    on: 'each',
    needs: msiBoth,
    steps: (d) => [msiControl(d, 1), msixControl(d, 1)],
    expect: (d) => [
      errs([-3, -3]),
      configWrites([], 0),
      configWrites([], 1),
      bits(d.msi + 2, 1, 0),
      bits(d.msix + 2, 0x8000, 0),
    ],
  },
  {
    id: 'DOC-09/2',
    title: 'with it MSI goes on, and MSI-X not beside it',
    on: 'each',
    needs: msiBoth,
    setup: optedIn,
    steps: (d) => [msiControl(d, 1), msixControl(d, 1)],
    expect: (d) => [errs([0, -3]), bits(d.msi + 2, 1, 1), bits(d.msix + 2, 0x8000, 0)],
  },
  {
    id: 'DOC-09/3',
    title: 'MSI-X goes on, and MSI not beside it',
    on: 'each',
    needs: msiBoth,
    setup: optedIn,
    steps: (d) => [msixControl(d, 1), msiControl(d, 1)],
    expect: (d) => [errs([0, -3]), bits(d.msi + 2, 1, 0), bits(d.msix + 2, 0x8000, 0x8000)],
  },
  {
    id: 'DOC-09/4',
    title: 'one off, the other can go on',
    on: 'each',
    needs: msiBoth,
    setup: optedIn,
    steps: (d) => [
      msiControl(d, 1),
      msiControl(d, 0),
      msixControl(d, 1),
      msixControl(d, 0),
      msiControl(d, 1),
    ],
    expect: (d) => [errs([0, 0, 0, 0, 0]), bits(d.msi + 2, 1, 1), bits(d.msix + 2, 0x8000, 0)],
  },
  {
    id: 'DOC-09/5',
    title: 'INTx may be enabled while MSI is on, and turned off and on beside it',
    on: 'each',
    needs: need.all(plain, need.msi),
    setup: optedIn,
    steps: (d) => [write(4, 2, 0), msiControl(d, 1), write(4, 2, 0x400), write(4, 2, 0)],
    expect: (d) => [
      errs([0, 0, 0, 0]),
      bits(d.msi + 2, 1, 1),
      observed(
        'INTX_DISABLE in the writes to COMMAND after MSI went on',
        ['host-effects'],
        (seen) =>
          [2, 3].map((action) =>
            seen
              .configWrites(action)
              .filter(([at]) => at === 4)
              .map(([, , value]) => value & 0x400),
          ),
        [[0x400], [0]],
      ),
    ],
  },
  {
    id: 'DOC-09/6',
    title: 'without the permission INTX_DISABLE is an echo',
    on: 'each',
    needs: plain,
    steps: () => [write(4, 2, 0), write(4, 2, 0x400), read(4, 2)],
    expect: () => [
      configWrites([], 1),
      observed(
        'INTX_DISABLE as read',
        ['fetches'],
        (seen) => seen.replies(2).map(([err, value]) => [err, (value ?? 0) & 0x400]),
        [[0, 0x400]],
      ),
    ],
  },
  {
    id: 'DOC-09/7',
    title: 'the permission goes when the frontend goes: the next guest has none',
    on: 'each',
    needs: need.all(plain, need.msi),
    setup: { ...twoGuests, ...optedIn },
    // Without a reset an ENABLE that was left on would stay on (CAP-27), and the same value again is no change.
    steps: (d) => [msiControl(d, 1), msiControl(d, 0), ...handOver(), msiControl(d, 1, 1)],
    expect: () => [errs([0], 0), errs([0], 1), errs([-3], 5), device({ interruptControl: false, owner: 2 })],
  },
  {
    id: 'DOC-09/8',
    title: 'and can be granted anew',
    on: 'each',
    needs: need.all(plain, need.msi, need.reset),
    setup: { ...twoGuests, ...optedIn },
    steps: (d) => [...handOver(), store('allow_interrupt_control'), msiControl(d, 1, 1)],
    expect: (d) => [errs([0], 4), bits(d.msi + 2, 1, 1), device({ interruptControl: true, owner: 2 })],
  },
  ...(['vpci', 'passthrough'] as const).map(
    (topology, i): Case => ({
      id: `DOC-10/${i + 1}`,
      title: `an unbind of a device in use ends (${topology})`,
      on: 'one',
      needs: plain,
      setup: { topology },
      steps: () => [unbind(), read(0)],
      expect: () => [unbinds([0], 0), noLockFault, nobodyWaits, device(null), errs([-1], 1)],
    }),
  ),
  ...(['vpci', 'passthrough'] as const).map(
    (topology, i): Case => ({
      id: `DOC-10/${i + 3}`,
      title: `a hot unplug while a request waits ends, and the request finds no device (${topology})`,
      on: 'one',
      needs: plain,
      setup: { topology },
      steps: () => [
        { ...read(0, 4, { value: 0x55 }), hold: true },
        ...unplug().map((action): Action => ({ ...action, hold: true })),
        { do: 'run', task: 'xenwatch', steps: 64, hold: true },
        { do: 'advance', jiffies: 0 },
      ],
      expect: () => [replies([[-1, 0x55]]), device({ inUse: false, owner: -1 }), noLockFault, nobodyWaits],
    }),
  ),
  ...(['vpci', 'passthrough'] as const).map(
    (topology, i): Case => ({
      id: `DOC-10/${i + 5}`,
      title: `an unbind during a hot unplug ends, and so does that (${topology})`,
      on: 'one',
      needs: plain,
      setup: { topology },
      steps: () => [
        ...unplug().map((action): Action => ({ ...action, hold: true })),
        { ...unbind(), hold: true },
        { do: 'advance', jiffies: 0 },
        enableMsi(),
      ],
      expect: () => [unbinds([0]), device(null), errs([-1], 4), noLockFault, nobodyWaits],
    }),
  ),
);
