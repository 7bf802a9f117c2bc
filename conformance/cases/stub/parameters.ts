import { SH_OP } from '../../../src/abi/pciif.ts';
import { read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  configWrites,
  connection,
  count,
  device,
  logCount,
  nodes,
  observed,
  reply,
  states,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { bind, binds, boundDevices, loads, show, shown, store, unbind, written } from '../sys/files.ts';
import { asked, bindSequence, driverBind, give, load, parameter, plain, unloads, unplug } from './steps.ts';

/* STUB-01 to STUB-03: loading, parameters, the two builds. */

/** STATUS: no field writes it. */
const uncovered = write(6, 2, 0xffff);
const off = { start: 'unloaded' } as const;

const virtual = ({ description: { devfn } }: { description: { devfn: number } }): string =>
  `0000:00:00.0${devfn & 7}`;

export const parameterCases = cases(
  {
    id: 'STUB-01/1',
    title: 'outside the initial domain the load fails with -19 and leaves nothing',
    on: 'one',
    setup: { start: 'unloaded', notInitialDomain: true },
    steps: () => [load('({0})'), show('slots'), parameter('permissive'), driverBind()],
    expect: () => [
      loads([-19]),
      shown([-2, -2]),
      binds([-2]),
      boundDevices(0),
      logCount(0),
      count('HostEnter', 0),
    ],
  },
  {
    id: 'STUB-01/2',
    title: 'in the initial domain it succeeds, once',
    on: 'one',
    setup: off,
    steps: () => [load('({0})'), load('')],
    expect: () => [loads([0, -17]), boundDevices(1)],
  },
  {
    id: 'STUB-01/3',
    title: 'the helper handler is called xen-pciback with the name of the device',
    on: 'each',
    needs: need.all(plain, need.line),
    steps: () => [write(4, 2, 0), write(4, 2, 3)],
    expect: (d) => [
      observed(
        'names of handlers installed',
        ['host-effects'],
        (seen) => seen.all('IrqRequest', 1).map((record) => seen.execution.log.textOf(record.d)),
        [`xen-pciback[${d.address}]`],
      ),
    ],
  },
  {
    id: 'STUB-02/1',
    title: 'by default nothing is hidden, the bus is virtual and nobody is permissive',
    on: 'one',
    setup: off,
    steps: () => [load(''), parameter('hide'), parameter('passthrough'), parameter('permissive')],
    expect: () => [shown(['\n', 'N\n', 'N\n']), boundDevices(0)],
  },
  {
    id: 'STUB-02/2',
    title: 'parameters are read as they were given',
    on: 'one',
    setup: off,
    steps: () => [
      load('({0})', { passthrough: true, permissive: true }),
      parameter('hide'),
      parameter('passthrough'),
      parameter('permissive'),
    ],
    expect: (d) => [shown([`(${d.address})\n`, 'Y\n', 'Y\n']), boundDevices(1)],
  },
  {
    id: 'STUB-02/3',
    title: 'hide and passthrough cannot be written',
    on: 'one',
    steps: () => [parameter('hide', '(03:00.0)'), parameter('passthrough', 'Y'), parameter('passthrough')],
    expect: () => [written([-13, -13]), shown(['N\n'])],
  },
  {
    id: 'STUB-02/4',
    title: 'permissive can be written, and nothing but a switch',
    on: 'one',
    steps: () => [
      ...['Y', 'N', '1', '0', 'on', 'off', 'x', '2', ''].flatMap((value) => [
        parameter('permissive', value),
        parameter('permissive'),
      ]),
    ],
    expect: () => [
      written([1, 1, 1, 1, 2, 3, -22, -22, 0]),
      shown(['Y\n', 'N\n', 'Y\n', 'N\n', 'Y\n', 'N\n', 'N\n', 'N\n', 'N\n']),
    ],
  },
  ...['disable', 'verbose_request', 'debug', 'permissiv'].map(
    (name, i): Case => ({
      id: `STUB-02/${i + 5}`,
      title: `there is no parameter ${name}`,
      on: 'one',
      steps: () => [parameter(name), parameter(name, '1')],
      expect: () => [shown([-2]), written([-2])],
    }),
  ),
  {
    id: 'STUB-02/9',
    title: 'permissive, written while guests run, holds for every device until it is written again',
    on: 'each',
    needs: plain,
    steps: () => [
      uncovered,
      parameter('permissive', 'Y'),
      uncovered,
      parameter('permissive', 'N'),
      uncovered,
    ],
    expect: (d) => [
      configWrites([], 0),
      configWrites([[6, d.word(6), 0xffff]], 2),
      configWrites([], 4),
      logCount(1, 0),
      logCount(0, 2),
      logCount(0, 4),
      device({ permissive: false }),
    ],
  },
  {
    id: 'STUB-02/10',
    title: 'permissive given at load holds as well',
    on: 'one',
    needs: plain,
    setup: { ...off, device: { guest: null } },
    steps: () => [load('({0})', { permissive: true }), ...give(), uncovered],
    expect: (d) => [configWrites([[6, d.word(6), 0xffff]], 3), device({ permissive: false })],
  },
  ...([false, true] as const).map(
    (passthrough, i): Case => ({
      id: `STUB-02/${11 + i}`,
      title: `passthrough ${passthrough ? 'on: devices keep their addresses' : 'off: devices get virtual addresses'}`,
      on: 'each',
      needs: plain,
      setup: off,
      steps: () => [load('({0})', passthrough ? { passthrough } : {}), ...give(), read(8)],
      expect: (d) => [
        nodes('vdev-0', [passthrough ? d.address.replace(/\.(.)$/, '.0$1') : virtual(d)]),
        reply(3, 0, d.dword(8)),
      ],
    }),
  ),
  {
    id: 'STUB-03/1',
    title: 'the stub alone binds, resets and restores, unbinds and binds again',
    on: 'each',
    needs: need.all(need.endpoint, need.reset),
    setup: { start: 'idle', stubOnly: true },
    steps: () => [
      bind(),
      show('slots'),
      store('permissive'),
      store('allow_interrupt_control'),
      show('irq_handlers'),
      unbind(),
      bind(),
    ],
    expect: (d) => [
      asked(bindSequence(d), 0),
      count('FunctionReset', 1, {}, 0),
      shown([`${d.address}\n`, `${d.address}:off:not acking:0\n`]),
      written([12, 12]),
      binds([0, 0]),
      boundDevices(1),
      device({ inUse: false, permissive: false }),
    ],
  },
  {
    id: 'STUB-03/2',
    title: 'the stub alone serves no frontend: the backend’s node stays where the toolstack put it',
    on: 'one',
    setup: { start: 'bound', stubOnly: true },
    steps: () => [...give(), read(0), { do: 'notify' }],
    expect: () => [
      states([]),
      count('GrantMap', 0),
      count('ChannelBind', 0),
      count('Fetch', 0),
      count('Owner', 0),
      connection({ backendState: 1, mapped: false, bound: false }),
      device({ inUse: false, owner: -1 }),
    ],
  },
  {
    id: 'STUB-03/4',
    title: 'the stub alone is loaded and unloaded too',
    on: 'one',
    setup: { start: 'unloaded', stubOnly: true },
    steps: () => [load('({0})'), { do: 'unload' }, show('slots'), load('({0})')],
    expect: () => [loads([0, 0]), unloads([0]), shown([-2]), boundDevices(1)],
  },
  {
    id: 'STUB-03/3',
    title: 'a kernel with the whole backend serves it',
    on: 'one',
    needs: plain,
    setup: { start: 'bound' },
    steps: () => [...give(), read(0), ...unplug()],
    expect: (d) => [
      states([2, 3], 0),
      states([4], 1),
      reply(2, 0, d.dword(0)),
      observed(
        'the request was read from the page',
        ['fetches'],
        (seen) => seen.fetches(2).some(([at]) => at === SH_OP),
        true,
      ),
    ],
  },
);
