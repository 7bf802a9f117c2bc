import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { type Case, type CaseSetup, cases } from '../../../src/conformance/case.ts';
import { configWrites, count, device, including, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { HostCall } from '../../../src/platform/recorder.ts';
import {
  anyDevice,
  attach,
  boundCommand,
  decodeOf,
  fault,
  permissive,
  plain,
  untouched,
} from '../conf/support.ts';

const calls = (call: number, expected: number, action?: number) =>
  count('HostEnter', expected, { b: call }, action);
const decodes = need.that((d) => decodeOf(d) !== 0, 'has no region that decodes');
const fresh = anyDevice(untouched);

/** The walk of the sheet's appendix: what is written, what of it reaches hardware, what is read. */
const walk = (id: Case['id'], title: string, more: CaseSetup, stored: boolean): Case => ({
  id,
  title,
  on: 'each',
  needs: need.all(plain, decodes),
  setup: { ...untouched, ...more },
  steps: (d) => [
    ...attach,
    ...[0x0007, 0x0147, 0x0407].flatMap((value) => [write(0x04, 2, value), read(0x04, 2)]),
    write(0x04, 2, 0x0027),
    // Devices differ in whether they keep the bit.
    hardware(0x04, 2, boundCommand(d) | (stored ? 0x24 : 0x04)),
    read(0x04, 2),
    hardware(0x04, 2, boundCommand(d) | 0x04),
    ...[0x0000, 0x0004].flatMap((value) => [write(0x04, 2, value), read(0x04, 2)]),
  ],
  expect: (d) => {
    const off = boundCommand(d);
    const on = off | 0x4;
    return [
      reply(3, 0, 0x0007),
      reply(5, 0, 0x0147),
      reply(7, 0, 0x0407),
      configWrites(stored ? [[0x04, on, on | 0x20]] : [], 8),
      reply(10, 0, stored ? 0x0027 : 0x0007),
      reply(13, 0, 0x0000),
      reply(15, 0, 0x0004),
      including(configWrites([[0x04, off, on]], 2)),
      device({ command: on, enableCount: 0, isBusmaster: true }),
    ];
  },
});

export const commandDecodeCases = cases(
  walk('HDR-12/1', 'COMMAND from write to write', {}, false),
  walk('HDR-12/2', 'COMMAND from write to write, permissive', permissive, true),
  {
    id: 'HDR-12/3',
    title: 'IO, MEMORY or both enable the device, neither disables it, and nothing happens twice',
    on: 'each',
    needs: need.endpoint,
    setup: fresh,
    steps: () => [...attach, ...[1, 2, 3, 0, 0, 2, 0, 3, 1].map((value) => write(0x04, 2, value))],
    expect: () => [
      ...[1, 0, 0, 0, 0, 1, 0, 1, 0].map((times, i) => calls(HostCall.EnableDevice, times, i + 2)),
      ...[0, 0, 0, 1, 0, 0, 1, 0, 0].map((times, i) => calls(HostCall.DisableDevice, times, i + 2)),
      device({ enableCount: 1 }),
    ],
  },
  {
    id: 'HDR-12/4',
    title: 'a failed enable is returned at once: cache, bus master and INTx stay',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice({ ...untouched, device: { permissive: true, interruptControl: true } }),
    steps: () => [...attach, write(0x04, 2, 0x0100), fault('enable'), write(0x04, 2, 0x0457), read(0x04, 2)],
    expect: (d) => [
      reply(4, -22, 0x0457),
      count('HostExit', 1, { b: HostCall.EnableDevice, c: -22 }, 4),
      configWrites([], 4),
      calls(HostCall.SetMaster, 0, 4),
      calls(HostCall.SetMwi, 0, 4),
      calls(HostCall.Intx, 0, 4),
      reply(5, 0, 0x0100),
      device({ enableCount: 0, isBusmaster: false, helpers: 0, command: boundCommand(d) }),
    ],
  },
  {
    id: 'HDR-12/5',
    title: 'after a failed enable the next write tries again',
    on: 'one',
    needs: need.all(plain, need.line),
    setup: untouched,
    steps: () => [...attach, fault('enable'), write(0x04, 2, 2), write(0x04, 2, 2)],
    expect: () => [reply(3, -22, 2), reply(4, 0, 2), device({ enableCount: 1, helpers: 1 })],
  },
  {
    id: 'HDR-12/6',
    title: 'enabling turns the helper of the legacy line on, disabling turns it off',
    on: 'each',
    needs: need.all(need.endpoint, need.line),
    setup: fresh,
    steps: () => [...attach, write(0x04, 2, 2), write(0x04, 2, 0), write(0x04, 2, 1)],
    expect: () => [
      count('IrqRequest', 1, {}, 2),
      count('IrqFree', 0, {}, 2),
      count('IrqFree', 1, {}, 3),
      count('IrqRequest', 1, {}, 4),
      device({ helpers: 1 }),
    ],
  },
  {
    id: 'HDR-12/7',
    title: 'decode bits of the value never reach hardware, permissive or not',
    on: 'each',
    needs: need.all(need.endpoint, need.physical),
    setup: anyDevice({ ...untouched, ...permissive }),
    steps: () => [...attach, write(0x04, 2, 0x0103), hardware(0x04, 2, 0x0000), write(0x04, 2, 0x0123)],
    expect: () => [configWrites([[0x04, 0, 0x0020]], 4)],
  },
);
