import { cases } from '../../../src/conformance/case.ts';
import { aerVerdicts, count, device, observed, states, warnCount } from '../../../src/conformance/expect.ts';
import { answer, call } from '../aer/steps.ts';
import { bind, binds, boundDevices, unbind, unbinds } from '../sys/files.ts';
import { asked, besideRtl, destroy, held, plain, settle, twoGuests, unplug } from './steps.ts';

/* STUB-23, STUB-24: returns that come too late, or have to wait. */

const run = (task: 'aer' | 'sysfs' | 'xenwatch') => ({ do: 'run', task, steps: 64 }) as const;

export const blockedReturnCases = cases(
  {
    id: 'STUB-23/1',
    title: 'a detach that comes after the unbind it raced with: one kernel warning, nothing else',
    on: 'one',
    needs: plain,
    steps: () => [
      call('detected'),
      // The detach has taken the device off the bus and waits for its lock, which the callback holds.
      ...held(...unplug(), run('xenwatch')),
      ...held(unbind()),
      ...held(answer(5), run('aer')),
      ...held(run('sysfs')),
      settle,
    ],
    expect: () => [unbinds([0]), warnCount(1), asked([], 8), device(null), boundDevices(0)],
    accept: { 'one-return-per-device': () => [unbinds([0]), warnCount(0), device(null), boundDevices(0)] },
  },
  {
    id: 'STUB-24/1',
    title: 'while a guest is waited for, the device of another is not returned: detach',
    on: 'one',
    needs: besideRtl,
    setup: twoGuests,
    steps: () => [call('detected', { device: 1 }), ...unplug(), answer(5, 1)],
    expect: () => [
      asked(['no owner'], 2),
      states([], 2),
      aerVerdicts([[0, 5]], 3),
      observed('asked for a reset', ['host-effects'], (seen) => seen.count('HostEnter', { b: 15 }, 3), 1),
      states([8], 3),
      device({ inUse: false }),
    ],
    accept: {
      'aer-wait-per-device': () => [
        observed('asked for a reset', ['host-effects'], (seen) => seen.count('HostEnter', { b: 15 }, 2), 1),
        states([8], 2),
        aerVerdicts([[0, 5]], 3),
        device({ inUse: false }),
      ],
    },
  },
  {
    id: 'STUB-24/2',
    title: 'nor when the connection goes; after 300 seconds it is',
    on: 'one',
    needs: besideRtl,
    setup: twoGuests,
    steps: () => [
      call('detected', { device: 1 }),
      destroy(),
      { do: 'advance', jiffies: 74_000 },
      { do: 'advance', jiffies: 1_100 },
    ],
    expect: () => [
      asked([], 1),
      asked([], 2),
      device({ inUse: false, owner: -1 }),
      count('HostEnter', 1, { b: 15 }, 3),
    ],
    accept: {
      'aer-wait-per-device': () => [count('HostEnter', 1, { b: 15 }, 1), device({ inUse: false, owner: -1 })],
    },
  },
  {
    id: 'STUB-24/3',
    title: 'nor by an unbind',
    on: 'one',
    needs: besideRtl,
    setup: twoGuests,
    steps: () => [call('detected', { device: 1 }), unbind(), answer(5, 1)],
    expect: () => [unbinds([], 1), unbinds([0], 2), device(null)],
    accept: { 'aer-wait-per-device': () => [unbinds([0], 1), device(null)] },
  },
  {
    id: 'STUB-24/4',
    title: 'a bind needs no such lock',
    on: 'one',
    needs: besideRtl,
    setup: { others: [{ name: 'rtl8139', hostDriver: true }] },
    steps: () => [call('detected'), { do: 'driverUnbind', device: 1 }, bind(1), answer(5)],
    expect: () => [binds([0], 2), device({ inUse: false }, 1)],
  },
);
