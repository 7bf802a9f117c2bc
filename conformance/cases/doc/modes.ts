import { read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  connection,
  count,
  device,
  logCount,
  observed,
  replies,
  states,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';
import { binds, boundDevices, loads, show, shown, store, written } from '../sys/files.ts';
import { did } from '../xb/observations.ts';
import { found, look, plain } from './looks.ts';

/* DOC-03, DOC-06 to DOC-08: hiding, the two modes, debugging, bridges. */

const at = (bus: number, devfn: number, domain = 0): Action => read(0, 4, { device: -1, domain, bus, devfn });
const example = need.that(
  ({ name }) => name === 'two-modes#03:05.0',
  'is not the example of the configuration help',
);
const both = { others: [{ name: 'two-modes#02:1a.1', guest: 0 }] } as const;
const FIRST = 0x10fb1af4;
const SECOND = 0x10fc1af4;
const aBridge = need.that((d) => d.headerType === 1 || d.byte(0x0b) === 0x06, 'is no bridge');
const give: readonly Action[] = [
  { do: 'toolstack', step: 'create' },
  { do: 'frontend', step: 'publish' },
];
const load = (hide: string): Action => ({ do: 'load', hide });
const debug = (module: 'pciback' | 'pcifront', state: 'on' | 'off', guest = 0): Action => ({
  do: 'dynamicDebug',
  module,
  state,
  guest,
});
const scan: Action = { do: 'frontend', step: 'scan' };
const someLines = (action: number, some: boolean, guest = 0) =>
  observed(
    `whether the log of guest ${guest} has lines about action ${action}`,
    ['log-lines'],
    (seen) => seen.count('FrontendLog', { a: guest + 1 }, action) > 0,
    some,
  );

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
  {
    id: 'DOC-07/1',
    title: 'an ordinary request logs nothing on either side',
    on: 'one',
    needs: plain,
    steps: () => [read(0), scan],
    expect: () => [logCount(0), count('FrontendLog', 0)],
  },
  {
    id: 'DOC-07/2',
    title: 'with debug lines of the backend on each request leaves lines, until they are off',
    on: 'one',
    needs: plain,
    steps: () => [debug('pciback', 'on'), read(0), { do: 'op', cmd: 99 }, debug('pciback', 'off'), read(0)],
    expect: () => [
      observed(
        'whether actions log anything',
        ['log-lines'],
        (seen) => [1, 2, 4].map((one) => seen.logs(one).length > 0),
        [true, true, false],
      ),
      count('FrontendLog', 0),
    ],
  },
  {
    id: 'DOC-07/3',
    title: 'the lines name what was asked and what was answered',
    on: 'one',
    needs: plain,
    steps: () => [debug('pciback', 'on'), { do: 'op', cmd: 1, offset: 0x3c, size: 1, value: 0xa5 }],
    expect: () => [
      observed(
        'whether the log mentions the value',
        ['log-lines'],
        (seen) => seen.logs(1).map((line) => /a5/.test(line)),
        [true, true],
      ),
    ],
  },
  {
    id: 'DOC-07/4',
    title:
      'with debug lines of the frontend on its requests leave lines there and none in the host, until they are off',
    on: 'one',
    needs: plain,
    steps: () => [debug('pcifront', 'on'), scan, debug('pcifront', 'off'), scan],
    expect: () => [someLines(1, true), someLines(3, false), logCount(0)],
  },
  {
    id: 'DOC-07/5',
    title: 'there is no parameter verbose_request',
    on: 'one',
    steps: () => [
      { do: 'moduleParameter', name: 'verbose_request' },
      { do: 'moduleParameter', name: 'verbose_request', value: '1' },
      read(0),
    ],
    expect: () => [shown([-2]), written([-2]), logCount(0)],
  },
  {
    id: 'DOC-08/1',
    title: 'virtual mode exports bridges',
    on: 'each',
    needs: aBridge,
    setup: { start: 'bound' },
    steps: () => [...give, look('vdev-0'), read(0)],
    expect: (d) => [
      found([`0000:00:00.0${d.description.devfn & 7}`]),
      replies([[0, d.dword(0)]]),
      connection({ backendState: 4 }),
      device({ inUse: true, owner: 1 }),
    ],
    accept: {
      'refuse-bridges+return-on-failed-export': () => [
        found([null]),
        states([2, 5], 0),
        connection({ backendState: 5, mapped: false }),
        device({ inUse: false, owner: -1 }),
      ],
    },
  },
  ...(['bridge', 'no bridge'] as const).map(
    (what, i): Case => ({
      id: `DOC-08/${i + 2}`,
      title: `pass-through mode exports a device that is ${what}, in every profile`,
      on: 'each',
      needs: i === 0 ? aBridge : plain,
      setup: { start: 'bound', topology: 'passthrough' },
      steps: () => [...give, read(8)],
      expect: (d) => [
        replies([[0, d.dword(8)]]),
        connection({ backendState: 4 }),
        device({ inUse: true, owner: 1 }),
      ],
    }),
  ),
);
