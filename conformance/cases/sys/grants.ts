import { read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, device, logCount } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { says } from '../aer/steps.ts';
import { bind, show, shown, store, unbind, written } from './files.ts';

/* SYS-09 to SYS-12: permissive and allow_interrupt_control. */

const flags = [
  ['SYS-09', 'permissive', 'permissive'],
  ['SYS-11', 'allow_interrupt_control', 'interruptControl'],
] as const;
const besideRtl = need.that(({ name }) => name !== 'rtl8139', 'is the second device itself');
const both = { start: 'bound', others: [{ name: 'rtl8139' }] } as const;
/** STATUS, which no field covers for writing: its register, and one bit it may be written with. */
const uncovered = write(6, 2, 0xffff);

export const grantCases = cases(
  ...flags.flatMap(([rule, attribute, flag]): Case[] => [
    {
      id: `${rule}/1`,
      title: `a write sets the flag of the device, ${flag === 'permissive' ? 'with two lines the first time' : 'without a line'}`,
      on: 'each',
      setup: { start: 'bound' },
      steps: () => [store(attribute), store(attribute, ' {device}\n'), show(attribute)],
      expect: (d) => [
        written([12, 14]),
        says(flag === 'permissive' ? 2 : 0, 0),
        logCount(0, 1),
        shown([`${d.address}\n`]),
        device({
          permissive: flag === 'permissive',
          interruptControl: flag === 'interruptControl',
        }),
      ],
    },
    {
      id: `${rule}/2`,
      title: 'bad syntax: -22, a device that is not bound: -19',
      on: 'one',
      setup: { start: 'bound' },
      steps: () => [
        store(attribute, 'x'),
        store(attribute, '0000:ff:1f.7'),
        store(attribute, '1:ff:1f.7'),
        unbind(),
        store(attribute),
        show(attribute),
      ],
      expect: () => [written([-22, -19, -19, -19]), shown(['']), logCount(0, 1)],
    },
    {
      id: `${rule}/3`,
      title: 'another bind clears it',
      on: 'one',
      setup: { start: 'bound' },
      steps: () => [store(attribute), unbind(), bind(), show(attribute), store(attribute)],
      expect: () => [shown(['']), logCount(flag === 'permissive' ? 2 : 0, 4), device({ [flag]: true })],
    },
    {
      id: `${rule}/4`,
      title: 'another device does not get it',
      on: 'one',
      needs: besideRtl,
      setup: both,
      steps: () => [store(attribute, '{device}', 1), show(attribute)],
      expect: () => [device({ [flag]: false }), device({ [flag]: true }, 1), shown(['0000:0c:02.0\n'])],
    },
  ]),
  {
    id: 'SYS-09/7',
    title: 'an address that differs in any one part names another device',
    on: 'one',
    needs: need.that(({ address }) => address === '0000:01:00.0', 'is at another address'),
    setup: { start: 'bound' },
    steps: () => [
      ...['1:1:0.0', '0:2:0.0', '0:1:1.0', '0:1:0.1'].flatMap((text) => [
        store('permissive', text),
        store('allow_interrupt_control', text),
        store('irq_handler_state', text),
      ]),
      show('permissive'),
      store('permissive', '0:1:0.0'),
    ],
    expect: () => [written([...Array.from({ length: 4 }, () => [-19, -19, -2]).flat(), 7]), shown([''])],
  },
  {
    id: 'SYS-09/5',
    title: 'the guest that has the device writes registers of no field from then on',
    on: 'each',
    needs: need.ordinary,
    steps: () => [uncovered, store('permissive'), uncovered],
    expect: (d) => [configWrites([], 0), configWrites([[6, d.word(6), 0xffff]], 2), logCount(2, 1)],
  },
  {
    id: 'SYS-09/6',
    title: 'nothing written to sysfs clears it',
    on: 'one',
    setup: { start: 'bound' },
    steps: () => [store('permissive'), store('permissive'), store('remove_slot'), show('permissive')],
    expect: (d) => [shown([`${d.address}\n`]), device({ permissive: true })],
  },
  {
    id: 'SYS-10/1',
    title: 'devices that have the flag are listed, newest first',
    on: 'one',
    needs: besideRtl,
    setup: both,
    steps: () => [
      show('permissive'),
      store('permissive'),
      show('permissive'),
      store('permissive', '{device}', 1),
      show('permissive'),
    ],
    expect: ({ address }) => [shown(['', `${address}\n`, `0000:0c:02.0\n${address}\n`])],
  },
  {
    id: 'SYS-10/2',
    title: 'the module parameter does not show there',
    on: 'one',
    setup: { start: 'bound', permissive: true },
    steps: () => [show('permissive'), { do: 'parameter', permissive: 'Y' }, show('permissive')],
    expect: () => [shown(['', '']), device({ permissive: false })],
  },
  {
    id: 'SYS-11/5',
    title: 'it is cleared when the guest returns the device',
    on: 'each',
    needs: need.ordinary,
    setup: { device: { interruptControl: true } },
    steps: () => [
      show('allow_interrupt_control'),
      { do: 'toolstack', step: 'remove' },
      { do: 'frontend', step: 'reconfiguring' },
      show('allow_interrupt_control'),
    ],
    expect: (d) => [shown([`${d.address}\n`, '']), device({ interruptControl: false, inUse: false })],
  },
  {
    id: 'SYS-11/6',
    title: 'it stays while the frontend is merely disconnected',
    on: 'one',
    setup: { device: { interruptControl: true } },
    steps: () => [{ do: 'frontend', step: 'close' }, show('allow_interrupt_control')],
    expect: (d) => [shown([`${d.address}\n`]), device({ interruptControl: true, inUse: true })],
  },
  ...(
    [
      ['03:00.*', 'a wildcard for the function'],
      ['03:*.*', 'a wildcard for both'],
      ['03:00.ffffffff', 'a number that acts as one'],
    ] as const
  ).map(
    ([text, what], i): Case => ({
      id: `SYS-12/${i + 1}`,
      title: `${what} fits no device`,
      on: 'one',
      needs: need.that(({ address }) => address === '0000:03:00.0', 'is at another address'),
      setup: { start: 'bound' },
      steps: () => [
        store('irq_handler_state', text),
        store('permissive', text),
        store('allow_interrupt_control', text),
        show('permissive'),
        show('allow_interrupt_control'),
        show('irq_handlers'),
        read(0),
      ],
      expect: (d) => [
        written([-2, -19, -19]),
        shown(['', '', `${d.address}:off:not acking:0\n`]),
        device({ permissive: false, interruptControl: false }),
      ],
    }),
  ),
);
