import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, count, device, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { HostCall } from '../../../src/platform/recorder.ts';
import {
  anyDevice,
  attach,
  boundCommand,
  interruptControl,
  permissive,
  plain,
  untouched,
} from '../conf/support.ts';

const calls = (call: number, expected: number, action?: number) =>
  count('HostEnter', expected, { b: call }, action);
/** How often a service of the host returned with success. */
const ended = (call: number, expected: number) => count('HostExit', expected, { b: call, c: 0 });
const endpoint = need.all(need.endpoint, need.physical);
const fresh = anyDevice(untouched);
const freshPermissive = anyDevice({ ...untouched, ...permissive });
const freshControl = anyDevice({ ...untouched, ...interruptControl });

export const commandIntxCases = cases(
  {
    id: 'HDR-15/1',
    title: 'with control of interrupts INTX_DISABLE follows the value',
    on: 'each',
    needs: endpoint,
    setup: freshControl,
    steps: () => [
      ...attach,
      hardware(0x04, 2, 0),
      write(0x04, 2, 0),
      write(0x04, 2, 0x0400),
      write(0x04, 2, 0x0400),
      write(0x04, 2, 0),
    ],
    expect: () => [
      configWrites([[0x04, 0, 0x400]], 4),
      configWrites([], 5),
      configWrites([[0x04, 0x400, 0]], 6),
      count('HostEnter', 1, { b: HostCall.Intx, c: 0 }, 4),
      calls(HostCall.Intx, 0, 5),
      count('HostEnter', 1, { b: HostCall.Intx, c: 1 }, 6),
      ended(HostCall.Intx, 2),
    ],
  },
  {
    id: 'HDR-15/2',
    title: 'without it the bit is an echo',
    on: 'each',
    needs: need.endpoint,
    setup: fresh,
    steps: () => [...attach, write(0x04, 2, 0x0400), read(0x04, 2), write(0x04, 2, 0), read(0x04, 2)],
    expect: () => [
      replies([
        [0, 0x400],
        [0, 0x400],
        [0, 0],
        [0, 0],
      ]),
      configWrites([]),
      calls(HostCall.Intx, 0),
    ],
  },
  {
    id: 'HDR-15/3',
    title: 'permissive mode alone does not pass it on',
    on: 'each',
    needs: endpoint,
    setup: freshPermissive,
    steps: () => [...attach, write(0x04, 2, 0x0400), read(0x04, 2)],
    expect: (d) => [
      configWrites([[0x04, boundCommand(d), boundCommand(d)]], 2),
      calls(HostCall.Intx, 0),
      reply(3, 0, 0x0400),
    ],
  },
  {
    id: 'HDR-15/4',
    title: 'where cache and value agree nothing is done, whatever the hardware has',
    on: 'one',
    needs: plain,
    setup: { ...untouched, ...interruptControl },
    steps: () => [...attach, write(0x04, 2, 0), hardware(0x04, 2, 0x0400), write(0x04, 2, 0), read(0x04, 2)],
    expect: () => [calls(HostCall.Intx, 0, 4), configWrites([], 4), reply(5, 0, 0)],
    accept: {
      'intx-view-honest': () => [
        calls(HostCall.Intx, 1, 4),
        configWrites([[0x04, 0x400, 0]], 4),
        reply(5, 0, 0),
      ],
    },
  },
  {
    id: 'HDR-22/1',
    title: 'enabling decode lets INTx through behind the cache, and writing the value again changes nothing',
    on: 'each',
    needs: need.all(
      plain,
      need.that((d) => d.byte(0x3d) !== 0, 'has no interrupt pin'),
    ),
    setup: freshControl,
    steps: () => [
      ...attach,
      write(0x04, 2, 0),
      write(0x04, 2, 0x0400),
      write(0x04, 2, 0x0407),
      read(0x04, 2),
      hardware(0x3c, 1, 0),
      write(0x04, 2, 0x0407),
    ],
    expect: (d) => [
      reply(5, 0, 0x0407),
      configWrites([], 7),
      device({ command: boundCommand(d) | 0x4, isBusmaster: true }),
    ],
    accept: {
      'intx-view-honest': (d) => [
        reply(5, 0, 0x0407),
        configWrites([], 7),
        device({ command: boundCommand(d) | 0x404, isBusmaster: true }),
      ],
    },
  },
  {
    id: 'HDR-22/2',
    title: 'clearing the bit and setting it again does it',
    on: 'one',
    needs: need.all(plain, need.line),
    setup: freshControl,
    steps: () => [
      ...attach,
      ...[0x0400, 0x0407, 0x0007, 0x0407].map((value) => write(0x04, 2, value)),
      read(0x04, 2),
    ],
    expect: (d) => [reply(6, 0, 0x0407), device({ command: boundCommand(d) | 0x404 })],
  },
);
