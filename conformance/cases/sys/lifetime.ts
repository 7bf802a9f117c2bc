import { cases } from '../../../src/conformance/case.ts';
import { count, device, logCount, observed } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';
import {
  bind,
  binds,
  boundDevices,
  listed,
  loads,
  show,
  shown,
  store,
  unbind,
  unbinds,
  written,
} from './files.ts';

/* SYS-13 to SYS-15: order of lists, attributes at load, and what a toolstack does with them. */

const load = (hide: string): Action => ({ do: 'load', hide });
const beside = need.that(
  ({ name, address }) => name !== 'rtl8139' && address < '0000:0c:02.0',
  'does not come before the second device',
);
const two = { start: 'unloaded', others: [{ name: 'rtl8139' }] } as const;
const off = ':off:not acking:0';
const unloadedThen = { start: 'unloaded' } as const;

export const lifetimeCases = cases(
  ...['({0})({1})', '({1})({0})'].map((hide, i) => ({
    id: `SYS-13/${i + 1}` as const,
    title: `devices seized at boot are listed newest first, with hide=${hide}`,
    on: 'one' as const,
    needs: beside,
    setup: two,
    steps: () => [load(hide), show('irq_handlers'), show('slots')],
    expect: () => [listed([1, 0], off, 1), listed(i === 0 ? [0, 1] : [1, 0], '', 2)],
  })),
  {
    id: 'SYS-13/3',
    title: 'a device that is bound again goes first, and keeps its place in slots',
    on: 'one',
    needs: beside,
    setup: two,
    steps: () => [load('({0})({1})'), unbind(), bind(), show('irq_handlers'), show('slots')],
    expect: () => [listed([0, 1], off, 3), listed([0, 1], '', 4)],
  },
  {
    id: 'SYS-13/4',
    title: 'a device that is bound later goes first',
    on: 'one',
    needs: beside,
    setup: two,
    steps: () => [load('({1})'), show('irq_handlers'), bind(0), show('irq_handlers'), show('slots')],
    expect: () => [listed([1], off, 1), listed([0, 1], off, 3), listed([1, 0], '', 4)],
  },
  {
    id: 'SYS-14/1',
    title: 'an attribute that cannot be created: the load fails with that error and nothing is left',
    on: 'one',
    setup: unloadedThen,
    steps: () => [{ do: 'fault', what: 'alloc' }, load(''), show('slots'), bind(), load(''), show('slots')],
    expect: () => [loads([-12, 0]), shown([-2, '']), binds([-2]), boundDevices(0)],
  },
  {
    id: 'SYS-14/2',
    title: 'devices that were seized meanwhile are let go',
    on: 'one',
    needs: beside,
    setup: two,
    // When the second device, which is not listed, is looked at, the next thing that needs memory is an attribute.
    steps: () => [
      { ...load('({0})'), at: [{ on: 'lock', nth: 2, then: [{ do: 'fault', what: 'alloc' }] }] },
      store('new_slot', '03:00.0'),
      store('permissive'),
      show('irq_handlers'),
      load('({0})'),
    ],
    expect: () => [loads([-12, 0]), written([-2, -2]), shown([-2]), boundDevices(1)],
  },
  {
    id: 'SYS-14/3',
    title: 'loaded and unloaded, the driver has given its memory back, the match list’s too',
    on: 'one',
    setup: unloadedThen,
    steps: () => [
      load('(f3:00.*)(f4:00.*)'),
      store('new_slot', 'f5:00.*'),
      store('new_slot', 'f5:00.0'),
      store('remove_slot', 'f3:*.*'),
      { do: 'unload' },
    ],
    expect: () => [
      observed(
        'bytes the driver holds that it did not hold at the start',
        ['inspection'],
        ({ execution: { final } }) => final.allocated - final.allocatedAtStart,
        0,
      ),
    ],
  },
  {
    id: 'SYS-15/1',
    title: 'a device of the host is made assignable, and given back',
    on: 'each',
    setup: { start: 'bound', device: { guest: null, hostDriver: true } },
    steps: () => [
      bind(),
      { do: 'driverUnbind' },
      { do: 'driverBind', driver: 'pciback' },
      show('slots'),
      { do: 'driverBind', driver: 'pciback' },
      unbind(),
      store('remove_slot'),
      { do: 'driverBind', driver: 'host' },
      { do: 'driverBind', driver: 'pciback' },
    ],
    expect: (d) => [
      // The first bind meets the host's driver, but its address has gone into the list.
      binds([-16], 0),
      unbinds([0], 1),
      binds([0], 2),
      shown([`${d.address}\n`], 3),
      binds([-16], 4),
      unbinds([0], 5),
      written([12], 6),
      binds([0], 7),
      binds([-16], 8),
      device(null),
    ],
  },
  {
    id: 'SYS-15/2',
    title: 'without its entry in the list a device cannot be bound',
    on: 'each',
    setup: { start: 'idle' },
    steps: () => [
      { do: 'driverBind', driver: 'pciback' },
      store('new_slot'),
      { do: 'driverBind', driver: 'pciback' },
      unbind(),
      store('remove_slot'),
      { do: 'driverBind', driver: 'pciback' },
      unbind(),
    ],
    expect: () => [binds([-19, 0, -19]), unbinds([0, -19]), written([12, 12]), device(null)],
  },
  {
    id: 'SYS-15/3',
    title: 'a write of no bytes reaches no attribute and succeeds',
    on: 'one',
    setup: { start: 'bound' },
    steps: () => [
      store('new_slot', ''),
      store('remove_slot', ''),
      store('permissive', ''),
      store('quirks', ''),
      store('irq_handler_state', ''),
      store('allow_interrupt_control', ''),
      show('irq_handlers'),
    ],
    expect: (d) => [
      written([0, 0, 0, 0, 0, 0]),
      shown([`${d.address}${off}\n`]),
      logCount(0),
      device({ permissive: false }),
    ],
  },
  {
    id: 'SYS-15/4',
    title: 'a lone newline is -22',
    on: 'one',
    setup: { start: 'bound' },
    steps: () => [
      store('new_slot', '\n'),
      store('remove_slot', '\n'),
      store('permissive', '\n'),
      store('quirks', '\n'),
      store('irq_handler_state', '\n'),
      store('allow_interrupt_control', '\n'),
    ],
    expect: () => [written([-22, -22, -22, -22, -22, -22])],
  },
  {
    id: 'SYS-15/5',
    title: 'a listing holds 4095 bytes; the last line is cut',
    on: 'one',
    setup: { start: 'idle' },
    steps: () => [
      store('new_slot', '03:*.*'),
      store('new_slot', '04:00.*'),
      store('new_slot', '04:01.*'),
      ...[2, 3, 4, 5, 6].map((slot) => store('new_slot', `04:0${slot}.*`)),
      show('slots'),
      store('new_slot', '05:00.*'),
      show('slots'),
    ],
    expect: () => [
      observed(
        'bytes and last line of each listing',
        ['host-effects'],
        (seen) =>
          seen
            .all('AttributeShow')
            .map(({ b, c }) => [
              c,
              seen.execution.log.textOf(b).split('\n').at(-1),
              seen.execution.log.textOf(b).length,
            ]),
        [
          // 312 whole lines, then 315 of them and none.
          [312 * 13, '', 312 * 13],
          [4095, '', 4095],
        ],
      ),
      count('AttributeStore', 9),
    ],
  },
  {
    id: 'SYS-15/6',
    title: 'a listing is cut inside a line where that is the limit',
    on: 'one',
    setup: { start: 'idle' },
    steps: () => [store('new_slot', '03:*.*'), store('new_slot', '04:*.*'), show('slots')],
    expect: () => [
      observed(
        'bytes and last line of the listing',
        ['host-effects'],
        (seen) => seen.all('AttributeShow').map(({ b, c }) => [c, seen.execution.log.textOf(b).slice(-14)]),
        [[4095, '\n0000:04:07.2\n']],
      ),
    ],
  },
);
