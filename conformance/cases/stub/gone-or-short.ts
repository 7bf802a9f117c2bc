import { hardware } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, count, device, type Expectation, observed } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { madeUp as bentList, idle } from '../conf/support.ts';
import { boundDevices, shown } from '../sys/files.ts';
import {
  asked,
  besideRtl,
  bitsWritten,
  destroy,
  driverBind,
  fault,
  give,
  load,
  mentions,
  plain,
} from './steps.ts';

/* Binding and return where memory is short, or the device is not what it was. */

/** Binds the device, whose state cannot be kept. */
const bindWithoutState = {
  ...driverBind(),
  at: [{ on: 'config', name: '0x28', nth: 1, then: [fault('alloc')] }],
} as const;

/** Lines that an action logs about a state that cannot be loaded: none. */
const complaints = (action: number): Expectation =>
  observed(
    `log lines of action ${action} about the kept state`,
    ['log-lines'],
    (seen) => seen.logs(action).filter((line) => line.includes('state kept')),
    [],
  );

export const goneOrShortCases = cases(
  {
    id: 'STUB-20/14',
    title: 'a device whose state could not be kept is returned without a restore',
    on: 'one',
    needs: need.all(plain, need.noMsix),
    setup: { start: 'bound' },
    steps: () => [{ do: 'unbind' }, bindWithoutState, ...give(), destroy()],
    expect: () => [asked(['reset', 'no owner'], 4), complaints(4), device({ inUse: false })],
  },
  {
    id: 'STUB-31/12',
    title: 'and unbound without one',
    on: 'one',
    needs: need.all(plain, need.noMsix),
    setup: { start: 'bound' },
    steps: () => [{ do: 'unbind' }, bindWithoutState, { do: 'unbind' }],
    expect: () => [asked(['reset'], 2), device(null)],
  },
  {
    id: 'STUB-20/15',
    title: 'a device that is gone is returned all the same; nothing is written to it',
    on: 'one',
    needs: plain,
    steps: () => [{ do: 'vanish' }, destroy()],
    expect: () => [configWrites([], 1), device({ inUse: false }), count('Owner', 1, { b: -1 }, 1)],
  },
  {
    id: 'STUB-07/4',
    title:
      'of two seized devices the second to be initialised finds no memory for its data: a line, and one is left',
    on: 'one',
    needs: besideRtl,
    setup: { start: 'unloaded', others: [{ name: 'rtl8139' }] },
    // The one at the higher address comes first; reading its first register is the last thing but one done to it.
    steps: () => [
      { ...load('({0})({1})'), at: [{ on: 'config', name: '0x0', nth: 2, then: [fault('alloc')] }] },
      { do: 'show', attribute: 'slots' },
      { do: 'show', attribute: 'irq_handlers' },
    ],
    expect: (d) => [
      shown([`${d.address}\n0000:0c:02.0\n`, '0000:0c:02.0:off:not acking:0\n']),
      boundDevices(1),
      mentions([d.address, '-12'], 1, 0),
    ],
  },
  {
    id: 'STUB-10/14',
    title:
      'a capability list that shows MSI-X by now: the host looked at it once, and the hypervisor is not told',
    on: 'one',
    needs: need.all(bentList, need.noMsix),
    setup: idle,
    steps: () => [hardware(0x34, 1, 0x44), hardware(0x44, 4, 0x0011), { do: 'bind' }],
    expect: () => [
      count('PhysdevMsix', 0),
      bitsWritten(0x46, 0xffff, [], 2),
      bitsWritten(0x02, 0xffff, [], 2),
      device({ inUse: false }),
    ],
  },
);
