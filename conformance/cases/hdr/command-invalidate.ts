import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, count, including, logCount, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { HostCall } from '../../../src/platform/recorder.ts';
import { anyDevice, attach, boundCommand, plain, untouched } from '../conf/support.ts';

const calls = (call: number, expected: number, action?: number) =>
  count('HostEnter', expected, { b: call }, action);
/** How often a service of the host returned with success. */
const ended = (call: number, expected: number) => count('HostExit', expected, { b: call, c: 0 });
const endpoint = need.all(need.endpoint, need.physical);
const fresh = anyDevice(untouched);
/** Cache line sizes in hardware, and whether the host (64 bytes) leaves them. */
const lines = [
  [0x00, false],
  [0x08, false],
  [0x0f, false],
  [0x10, true],
  [0x11, false],
  [0x18, false],
  [0x20, true],
  [0x30, true],
] as const;

export const commandInvalidateCases = cases(
  {
    id: 'HDR-14/1',
    title: 'INVALIDATE is set and cleared in hardware as the value changes it',
    on: 'each',
    needs: endpoint,
    setup: fresh,
    steps: () => [
      ...attach,
      write(0x04, 2, 0x10),
      hardware(0x04, 2, 0x0010),
      write(0x04, 2, 0x10),
      write(0x04, 2, 0),
      write(0x04, 2, 0),
    ],
    expect: (d) => [
      including(configWrites([[0x04, boundCommand(d), boundCommand(d) | 0x10]], 2)),
      configWrites([], 4),
      configWrites([[0x04, 0x10, 0]], 5),
      configWrites([], 6),
      ...[1, 0, 0, 0].map((times, i) => calls(HostCall.SetMwi, times, [2, 4, 5, 6][i])),
      ...[0, 0, 1, 0].map((times, i) => calls(HostCall.ClearMwi, times, [2, 4, 5, 6][i])),
      ended(HostCall.SetMwi, 1),
      ended(HostCall.ClearMwi, 1),
      logCount(0, 2),
    ],
  },
  {
    id: 'HDR-14/2',
    title: 'the cache is what the value is compared with, not the hardware bit',
    on: 'one',
    needs: plain,
    setup: untouched,
    steps: () => [
      ...attach,
      hardware(0x04, 2, 0x10),
      write(0x04, 2, 0),
      write(0x04, 2, 0x10),
      hardware(0x04, 2, 0),
      write(0x04, 2, 0x10),
    ],
    expect: () => [
      calls(HostCall.ClearMwi, 0),
      ...[0, 1, 0].map((times, i) => calls(HostCall.SetMwi, times, [3, 4, 6][i])),
      configWrites([]),
    ],
  },
  {
    id: 'HDR-14/3',
    title: 'a cache line size that the host cannot use is replaced first',
    on: 'one',
    needs: plain,
    setup: untouched,
    steps: () => [
      ...attach,
      ...lines.flatMap(([size]) => [
        hardware(0x0c, 1, size),
        hardware(0x04, 2, 0),
        write(0x04, 2, 0x10),
        write(0x04, 2, 0),
      ]),
    ],
    expect: () =>
      lines.flatMap(([size, fits], i) => [
        reply(4 + 4 * i, 0, 0x10),
        configWrites(
          fits
            ? [[0x04, 0, 0x10]]
            : [
                [0x0c, size, 0x10],
                [0x04, 0, 0x10],
              ],
          4 + 4 * i,
        ),
      ]),
  },
  {
    id: 'HDR-14/4',
    title: 'a function that does not take the size gets one log line, and the bit is dropped without error',
    on: 'each',
    needs: need.virtualFunction,
    setup: untouched,
    steps: () => [
      ...attach,
      write(0x04, 2, 0x0114),
      read(0x04, 2),
      write(0x04, 2, 0x0114),
      write(0x04, 2, 0),
    ],
    expect: () => [
      reply(2, 0, 0x0114),
      logCount(1, 2),
      configWrites(
        [
          [0x04, 0, 4],
          [0x0c, 0, 0x10],
        ],
        2,
      ),
      reply(3, 0, 0x0104),
      calls(HostCall.SetMwi, 1, 4),
      logCount(1, 4),
      calls(HostCall.ClearMwi, 0),
      logCount(0, 5),
    ],
  },
);
