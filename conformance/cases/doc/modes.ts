import { read } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { device, logCount, observed, replies } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';
import { binds, boundDevices, loads, show, shown, store, written } from '../sys/files.ts';
import { did } from '../xb/observations.ts';
import { found, look, plain } from './looks.ts';

/* DOC-03, DOC-06: hiding, and the two modes. */

const at = (bus: number, devfn: number, domain = 0): Action => read(0, 4, { device: -1, domain, bus, devfn });

const example = need.that(
  ({ name }) => name === 'two-modes#03:05.0',
  'is not the example of the configuration help',
);

const both = { others: [{ name: 'two-modes#02:1a.1', guest: 0 }] } as const;

const FIRST = 0x10fb1af4;

const SECOND = 0x10fc1af4;

const load = (hide: string): Action => ({ do: 'load', hide });

export const modeCases = cases(
  {
    id: 'DOC-03/1',
    title: 'hide=(BDF)(BDF) keeps both devices from the drivers of the host',
    on: 'one',
    needs: need.that(({ name }) => name !== 'rtl8139', 'is the second device itself'),
    setup: {
      start: 'unloaded',
      device: { guest: null, hostDriver: true },
      others: [{ name: 'rtl8139', hostDriver: true }],
    },
    steps: () => [
      { do: 'driverUnbind' },
      { do: 'driverUnbind', device: 1 },
      load('({0})({1})'),
      { do: 'driverBind', driver: 'host' },
      { do: 'driverBind', driver: 'host', device: 1 },
    ],
    expect: () => [loads([0]), boundDevices(2), binds([-16, -16])],
  },
  {
    id: 'DOC-03/2',
    title: 'a device that a driver of the host has already is left to it',
    on: 'one',
    setup: { start: 'unloaded', device: { guest: null, hostDriver: true } },
    steps: () => [load('({0})'), show('slots')],
    expect: ({ address }) => [loads([0]), boundDevices(0), shown([`${address}\n`]), logCount(0)],
  },
  {
    id: 'DOC-03/3',
    title: 'the form (1:0:0) of the help text is refused',
    on: 'one',
    info: true,
    setup: { start: 'unloaded' },
    steps: () => [load('(1:0:0)'), load('(1:0:0)(2:0:0)'), show('slots')],
    expect: () => [loads([-22, -22]), logCount(2), shown([-2])],
  },
  {
    id: 'DOC-03/4',
    title: 'with a dot before the function it is accepted',
    on: 'one',
    setup: { start: 'unloaded' },
    steps: () => [load('(1:0.0)(2:1a.1)'), show('slots')],
    expect: () => [loads([0]), shown(['0000:01:00.0\n0000:02:1a.1\n']), logCount(0)],
  },
  {
    id: 'DOC-06/1',
    title: 'virtual mode: 03:05.0 appears as 00:00.0 and 02:1a.1 as 00:01.1, and nowhere else',
    on: 'one',
    needs: example,
    setup: both,
    steps: () => [
      look('vdev-0'),
      look('vdev-1'),
      look('root-0'),
      look('root-1'),
      look('dev-0'),
      look('dev-1'),
      at(0, 0x00),
      at(0, 0x09),
      at(3, 0x28),
      at(2, 0xd1),
      at(0, 0x08),
      at(0, 0x01),
      at(0, 0x10),
    ],
    expect: () => [
      found(['0000:00:00.00', '0000:00:01.01', '0000:00', null, '0000:03:05.0', '0000:02:1a.1']),
      replies([
        [0, FIRST],
        [0, SECOND],
        [-1, 0],
        [-1, 0],
        [-1, 0],
        [-1, 0],
        [-1, 0],
      ]),
    ],
  },
  {
    id: 'DOC-06/2',
    title: 'pass-through mode: both keep their addresses, each bus is a root, and the virtual ones are empty',
    on: 'one',
    needs: example,
    setup: { ...both, topology: 'passthrough' },
    steps: () => [
      look('vdev-0'),
      look('vdev-1'),
      look('root-0'),
      look('root-1'),
      look('root_num'),
      at(3, 0x28),
      at(2, 0xd1),
      at(0, 0x00),
      at(0, 0x09),
      at(3, 0xd1),
    ],
    expect: () => [
      found(['0000:03:05.00', '0000:02:1a.01', '0000:03', '0000:02', '2']),
      replies([
        [0, FIRST],
        [0, SECOND],
        [-1, 0],
        [-1, 0],
        [-1, 0],
      ]),
    ],
  },
  {
    id: 'DOC-06/3',
    title:
      'any device has its own address in pass-through mode, and none on the virtual bus 0 but its function',
    on: 'each',
    needs: plain,
    setup: { topology: 'passthrough' },
    steps: ({ description: { domain, bus, devfn } }) => [look('vdev-0'), read(8), at(bus, devfn, domain)],
    expect: (d) => [
      found([d.address.replace(/\.(.)$/, '.0$1')]),
      replies([[0, d.dword(8)]], 1),
      observed(
        'err of the read at its own address',
        ['fetches'],
        (seen) => seen.replies(2).map(([err]) => err),
        [0],
      ),
    ],
  },
  {
    id: 'DOC-06/4',
    title: '06:01.b of the help text: a function above 7 is parsed and refused by new_slot and hide',
    on: 'one',
    info: true,
    setup: { start: 'unloaded' },
    steps: () => [
      load('(06:01.b)'),
      load(''),
      store('new_slot', '06:01.b'),
      store('new_slot', '06:01.3'),
      store('remove_slot', '06:01.b'),
      show('slots'),
    ],
    expect: () => [loads([-22, 0]), written([-22, 7, -2]), shown(['0000:06:01.3\n']), logCount(0)],
  },
  {
    id: 'DOC-06/5',
    title: '06:01.b as dev-0 is fatal 22 in pass-through mode',
    on: 'one',
    info: true,
    setup: { start: 'bound', topology: 'passthrough' },
    steps: () => [
      { do: 'toolstack', step: 'create', hold: true },
      { do: 'backendNode', name: 'dev-0', value: '0000:06:01.b', hold: true },
      { do: 'advance', jiffies: 0 },
    ],
    expect: () => [did(['state=2', 'error=22', 'state=5'], 2), device({ inUse: false })],
  },
);
