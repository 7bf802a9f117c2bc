import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import { configWrites, count, device, reply, warnCount } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { HostCall } from '../../../src/platform/recorder.ts';
import { anyDevice, attach, boundCommand, configReads, plain, untouched } from '../conf/support.ts';

const calls = (call: number, expected: number, action?: number) =>
  count('HostEnter', expected, { b: call }, action);
/** How often a service of the host returned with success while a guest had the device. */
const ended = (call: number, expected: number) => count('HostExit', expected, { b: call, c: 0 });
const fresh = anyDevice(untouched);

export const commandMasterCases = cases(
  {
    id: 'HDR-13/1',
    title: 'MASTER is set and cleared with decode off, each once',
    on: 'each',
    needs: need.endpoint,
    setup: fresh,
    steps: () => [...attach, write(0x04, 2, 4), write(0x04, 2, 4), write(0x04, 2, 0), write(0x04, 2, 0)],
    expect: (d) => [
      configWrites([[0x04, boundCommand(d), boundCommand(d) | 4]], 2),
      configWrites([], 3),
      configWrites([[0x04, boundCommand(d) | 4, boundCommand(d)]], 4),
      configWrites([], 5),
      ...[1, 0, 0, 0].map((times, i) => calls(HostCall.SetMaster, times, i + 2)),
      ...[0, 0, 1, 0].map((times, i) => calls(HostCall.ClearMaster, times, i + 2)),
      ended(HostCall.SetMaster, 1),
      ended(HostCall.ClearMaster, 1),
      device({ isBusmaster: false, command: boundCommand(d) }),
    ],
  },
  {
    id: 'HDR-13/2',
    title: '4 written to an enabled device disables it and sets MASTER again',
    on: 'each',
    needs: need.endpoint,
    setup: fresh,
    steps: () => [...attach, write(0x04, 2, 7), write(0x04, 2, 4), read(0x04, 2)],
    expect: (d) => [
      calls(HostCall.DisableDevice, 1, 3),
      calls(HostCall.SetMaster, 1, 3),
      configWrites(
        [
          [0x04, boundCommand(d) | 4, boundCommand(d)],
          [0x04, boundCommand(d), boundCommand(d) | 4],
        ],
        3,
      ),
      reply(4, 0, 4),
      device({ enableCount: 0, isBusmaster: true }),
    ],
  },
  {
    id: 'HDR-13/3',
    title: 'the mark of the host counts, not the hardware bit',
    on: 'one',
    needs: plain,
    setup: untouched,
    steps: () => [
      ...attach,
      hardware(0x04, 2, 0x0004),
      write(0x04, 2, 0),
      write(0x04, 2, 4),
      hardware(0x04, 2, 0),
      write(0x04, 2, 4),
    ],
    expect: () => [
      configWrites([]),
      ...[0, 1, 0].map((times, i) => calls(HostCall.SetMaster, times, [3, 4, 6][i])),
      calls(HostCall.ClearMaster, 0),
      device({ isBusmaster: true, command: 0 }),
    ],
  },
  {
    id: 'HDR-20/1',
    title: 'disabling clears MASTER in hardware and nothing else',
    on: 'each',
    needs: need.all(need.endpoint, need.physical),
    setup: fresh,
    steps: () => [...attach, write(0x04, 2, 7), hardware(0x04, 2, 0x0547), write(0x04, 2, 0)],
    expect: () => [
      configWrites([[0x04, 0x0547, 0x0543]], 4),
      device({ enableCount: 0, isBusmaster: false, command: 0x0543 }),
    ],
  },
  {
    id: 'HDR-20/2',
    title: 'without MASTER disabling writes nothing',
    on: 'each',
    needs: need.endpoint,
    setup: fresh,
    steps: () => [...attach, write(0x04, 2, 2), write(0x04, 2, 0)],
    expect: (d) => [
      calls(HostCall.DisableDevice, 1, 3),
      ended(HostCall.DisableDevice, 1),
      warnCount(0),
      configWrites([], 3),
      configReads(
        [
          [0x04, 2],
          [0x04, 2],
        ],
        3,
      ),
      device({ enableCount: 0, command: boundCommand(d) }),
    ],
  },
);
