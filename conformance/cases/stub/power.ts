import { enableMsi, enableMsix, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { device, errs, observed, registers } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';
import { bind, unbind } from '../sys/files.ts';
import { canSleep, destroy, handOver, onlyPmReset, plain, resets, twoGuests } from './steps.ts';

/* STUB-26: a guest leaves its device asleep. */

const sleep: Action = write(4, 2, 3, { base: 'pm' });
/** Power state that a guest reads, as the reply of an action says. */
const stateRead = (state: number, action: number) =>
  observed(
    `power state read by action ${action}`,
    ['fetches'],
    (seen) => seen.replies(action).map(([err, value]) => [err, (value ?? 0) & 3]),
    [[0, state]],
  );
/** BARs as firmware assigned them. */
const bars = ({ bars: all, dword }: DeviceFacts, d: DeviceFacts) =>
  registers(
    Object.fromEntries(
      all
        .filter(({ inHardware }) => inHardware)
        .map(({ register }) => [register, [4, dword.call(d, register)] as const]),
    ),
  );

export const powerCases = cases(
  {
    id: 'STUB-26/1',
    title: 'left in D3hot it is not reset, and still asleep after the return',
    on: 'each',
    needs: onlyPmReset,
    steps: () => [sleep, destroy()],
    expect: () => [resets([false], 1), device({ powerState: 3, inUse: false })],
    accept: {
      'power-on-at-return': () => [resets([true], 1), device({ powerState: 0, inUse: false })],
    },
  },
  {
    id: 'STUB-26/2',
    title: 'the next guest finds it asleep and cannot enable MSI',
    on: 'each',
    needs: onlyPmReset,
    setup: twoGuests,
    steps: () => [sleep, ...handOver(), read(4, 2, { base: 'pm', guest: 1 }), enableMsi({ guest: 1 })],
    expect: () => [stateRead(3, 4), errs([-5], 5)],
    accept: { 'power-on-at-return': () => [stateRead(0, 4)] },
  },
  {
    id: 'STUB-26/3',
    title: 'nor MSI-X',
    on: 'each',
    needs: need.all(onlyPmReset, need.msix, need.physical),
    setup: twoGuests,
    steps: () => [write(4, 2, 2), sleep, ...handOver(), enableMsix(1, { guest: 1 })],
    expect: () => [errs([-22], 5)],
    accept: { 'power-on-at-return': () => [errs([0], 5)] },
  },
  {
    id: 'STUB-26/4',
    title: 'the first enable through COMMAND wakes it and its BARs are back',
    on: 'each',
    needs: need.all(onlyPmReset, need.physical),
    setup: twoGuests,
    steps: () => [sleep, ...handOver(), write(4, 2, 3, { guest: 1 }), read(4, 2, { base: 'pm', guest: 1 })],
    expect: (d) => [stateRead(0, 5), bars(d, d), device({ powerState: 0 })],
  },
  {
    id: 'STUB-26/5',
    title: 'another bind wakes it too',
    on: 'each',
    needs: need.all(onlyPmReset, need.physical),
    steps: () => [sleep, unbind(), bind()],
    expect: (d) => [device({ powerState: 0 }), bars(d, d)],
  },
  {
    id: 'STUB-26/6',
    title: 'an unbind alone does not reset it either',
    on: 'each',
    needs: onlyPmReset,
    steps: () => [sleep, unbind()],
    expect: () => [resets([false, false], 1), device(null)],
    accept: { 'power-on-at-return': () => [resets([true, true], 1), device(null)] },
  },
  {
    id: 'STUB-26/8',
    title: 'one that wakes without a ROM address gets its BAR back, and no address for the ROM',
    on: 'one',
    setup: { others: [{ name: 'odd#12:02.0', guest: 0 }] },
    steps: () => [{ ...sleep, device: 1 }, unbind(1), bind(1)],
    expect: () => [
      device({ powerState: 0 }, 1),
      registers({ 16: [4, 0xfd0e0000], 48: [4, 0] }, 1),
      observed(
        'BARs that the host writes',
        ['host-effects'],
        (seen) => [
          ...new Set(
            seen
              .all('ConfigWrite', 2)
              .filter(({ a, b }) => a === seen.functionIndex(1) && [16, 20, 48].includes(b))
              .map(({ b }) => b),
          ),
        ],
        [16],
      ),
    ],
  },
  {
    id: 'STUB-26/7',
    title: 'a device with another reset is reset though it sleeps',
    on: 'each',
    needs: need.all(
      plain,
      canSleep,
      need.reset,
      need.that((d) => onlyPmReset(d) !== null, 'has no other reset than by power management'),
    ),
    steps: () => [sleep, destroy()],
    expect: () => [resets([true], 1), device({ inUse: false })],
  },
);
