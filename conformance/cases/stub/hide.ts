import { type Case, cases } from '../../../src/conformance/case.ts';
import { device, logCount } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { binds, boundDevices, loads, show, shown, store, written } from '../sys/files.ts';
import { besideRtl, driverBind, fault, load } from './steps.ts';

/* STUB-40 to STUB-42: the parameter hide. */

const off = { start: 'unloaded' } as const;

const two = { start: 'unloaded', others: [{ name: 'rtl8139' }] } as const;

const pair = '0000:03:00.0\n0000:04:00.0\n';

const functions = (bus: string, slot = '00'): string =>
  Array.from({ length: 8 }, (_, func) => `0000:${bus}:${slot}.${func}\n`).join('');

const hex = (value: number): string => value.toString(16).padStart(2, '0');

const slots = (bus: string): string =>
  Array.from({ length: 32 }, (_, slot) => functions(bus, hex(slot))).join('');

const accepted: readonly (readonly [hide: string, list: string])[] = [
  ['', ''],
  ['(03:00.0)', '0000:03:00.0\n'],
  ['(03:00.0)(04:00.0)', pair],
  ['(0000:03:00.0)(0000:04:*.*)', `0000:03:00.0\n${slots('04')}`],
  ['(03:00.*) (04:00.1)', `${functions('03')}0000:04:00.1\n`],
  ['(03:*.*)', slots('03')],
  ['(0000:03:00.*)', functions('03')],
  ['  (03:00.0)\t\n (04:00.0) \n', pair],
  ['(0x0:0x3:0x0.0x0)', '0000:03:00.0\n'],
  ['(ABCD:EF:1F.7)', 'abcd:ef:1f.7\n'],
  ['(04:00.0)(03:00.0)(04:00.0)', '0000:04:00.0\n0000:03:00.0\n'],
  ['(03:ffffffff.0)', Array.from({ length: 32 }, (_, slot) => `0000:03:${hex(slot)}.0\n`).join('')],
];

const refused = [
  '03:00.0',
  '(03:00)',
  '(03:00.0',
  '( 03:00.0 )',
  '(03:00.0 )',
  '()',
  '(',
  'x',
  ' ',
  '(1:0:0)',
  '(03:00.0)x',
  '(03:00.0),(04:00.0)',
  '(03:00.0);(04:00.0)',
  '(03:*.0)',
  '(*:*.*)',
  '[03:00.0]',
  '(03:00.0.0)',
] as const;

const outOfRange = [
  '(03:20.0)',
  '(03:00.8)',
  '(10000:03:00.0)',
  '(100:00.0)',
  '(ffffffff:03:00.0)',
  '(100:*.*)',
] as const;

export const hideCases = cases(
  ...accepted.map(
    ([hide, list], i): Case => ({
      id: `STUB-40/${i + 1}`,
      title: `hide=${JSON.stringify(hide)} is accepted`,
      on: 'one',
      needs: need.that(({ address }) => !/^0000:0[34]:/.test(address), 'is on a bus that is hidden'),
      setup: off,
      steps: () => [load(hide), show('slots')],
      expect: () => [loads([0]), shown([list.slice(0, 4095)]), logCount(0), boundDevices(0)],
    }),
  ),
  {
    id: `STUB-40/${accepted.length + 1}`,
    title: 'every device that is named is bound',
    on: 'one',
    needs: besideRtl,
    setup: two,
    steps: () => [load(' ({0}) ({1})\n')],
    expect: () => [loads([0]), device({ inUse: false }), device({ inUse: false }, 1)],
  },
  ...refused.map(
    (hide, i): Case => ({
      id: `STUB-41/${i + 1}`,
      title: `hide=${JSON.stringify(hide)} is a syntax error: one line, -22`,
      on: 'one',
      setup: off,
      steps: () => [load(hide), show('slots'), driverBind()],
      expect: () => [loads([-22]), logCount(1), shown([-2]), binds([-2]), boundDevices(0)],
    }),
  ),
  {
    id: `STUB-41/${refused.length + 1}`,
    title: 'after a failed load the driver can be loaded with a better text',
    on: 'one',
    setup: off,
    steps: () => [load('({0})x'), load('({0})')],
    expect: () => [loads([-22, 0]), boundDevices(1)],
  },
  ...outOfRange.map(
    (hide, i): Case => ({
      id: `STUB-42/${i + 1}`,
      title: `hide=${hide} is out of range: -22, without a line`,
      on: 'one',
      setup: off,
      steps: () => [load(hide), load(`({0})${hide}`), show('slots')],
      expect: () => [loads([-22, -22]), logCount(0), shown([-2]), boundDevices(0)],
    }),
  ),
  {
    id: `STUB-42/${outOfRange.length + 1}`,
    title: 'the limits themselves are in range',
    on: 'one',
    setup: { start: 'idle' },
    steps: () => [
      ...['ffff:ff:1f.7', '0:0:0.0', '10000:ff:1f.7', 'ffff:100:1f.7', 'ffff:ff:20.7', 'ffff:ff:1f.8'].map(
        (one) => store('new_slot', one),
      ),
      show('slots'),
    ],
    expect: () => [written([12, 7, -22, -22, -22, -22]), shown(['ffff:ff:1f.7\n0000:00:00.0\n'])],
  },
  {
    id: `STUB-42/${outOfRange.length + 2}`,
    title: 'the first error ends an expansion: nothing of a slot that is out of range, nothing behind it',
    on: 'one',
    setup: { start: 'idle' },
    steps: () => [
      store('new_slot', '03:20.*'),
      store('new_slot', '03:ffffffff.8'),
      store('new_slot', '100:*.*'),
      store('new_slot', '10000:03:*.*'),
      show('slots'),
    ],
    expect: () => [written([-22, -22, -22, -22]), shown([''])],
  },
  {
    id: `STUB-42/${outOfRange.length + 3}`,
    title: 'without memory for hide the load fails with -12, without a line',
    on: 'one',
    setup: off,
    steps: () => [fault('alloc'), load('({0})'), show('slots')],
    expect: () => [loads([-12]), logCount(0), shown([-2]), boundDevices(0)],
  },
);
