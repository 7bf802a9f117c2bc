import { type ClientCase, clientCases } from '../../../src/conformance/client/client-case.ts';
import {
  accesses,
  devices,
  lineCount,
  observed,
  requests,
  state,
} from '../../../src/conformance/client/client-expect.ts';
import type { FunctionScript } from '../../../src/conformance/client/script.ts';
import { backendState, bare, connected, NEXT, nic, node } from './steps.ts';

/* FE-26 to FE-29: what is on a bus, and what a device is. */

const CONNECT = 2;
const every = Array.from({ length: 256 }, (_, devfn) => devfn);
const probe = (devfn: number) => (devfn === 0 ? { cmd: 0, size: 4 } : { cmd: 0, devfn, size: 4 });

const absent = (number: number, title: string, registers: FunctionScript['registers']): ClientCase => ({
  id: `FE-26/${number}`,
  title,
  setup: { functions: [{ devfn: 0, registers }, bare(8)] },
  steps: connected,
  expect: [devices(['0000:00:01.00']), accesses(['r0/4'], CONNECT)],
});

/** Sizing of one BAR that reads `value`. */
const sized = (register: number, value: number, mask = 0xffffffff): string[] => {
  const at = register.toString(16);
  const all = ((value | mask) >>> 0).toString(16);
  return [`r${at}/4`, `w${at}/4=${all}`, `r${at}/4`, `w${at}/4=${value.toString(16)}`];
};
const noBars = (from: number, to: number): string[] =>
  Array.from({ length: (to - from) / 4 + 1 }, (_, i) => sized(from + 4 * i, 0)).flat();
const head = ['r0/4', 're/1', 'r8/4', 'r4/2'];
const romSized = (register = 0x30, value = 0): string[] => sized(register, value, 0xfffff800);
const interrupt = ['r3c/1', 'r3d/1'];

/** The two bytes of the interrupt may be read in either order. */
const pattern = (
  number: number,
  title: string,
  fn: FunctionScript,
  expected: readonly string[],
): ClientCase => ({
  id: `FE-28/${number}`,
  title,
  setup: { functions: [fn] },
  steps: connected,
  expect: [accesses([...expected, ...interrupt], CONNECT), devices(['0000:00:00.00'])],
});

/** A function that decodes nothing yet, with one BAR that holds `value`. */
const withBar = (devfn: number, value: number, more: FunctionScript['registers'] = {}): FunctionScript => ({
  devfn,
  registers: { 0: 0x12341af4, 16: value, ...more },
  writable: { 16: 0xfffff000 },
});

const claimed = (
  number: number,
  title: string,
  functions: readonly FunctionScript[],
  lines: number,
): ClientCase => ({
  id: `FE-29/${number}`,
  title,
  setup: { functions },
  steps: connected,
  expect: [
    lineCount(lines),
    observed('number of devices', (seen) => seen.frontend().devices.length, functions.length),
    state(4),
  ],
});

export const scanCases = clientCases(
  {
    id: 'FE-26/1',
    title: 'All 256 functions of a bus are probed by one dword read at 0, in order',
    steps: connected,
    expect: [requests(every.map(probe), CONNECT), devices([])],
  },
  {
    id: 'FE-26/2',
    title: 'A function is found also where there is no function 0, and at the very end',
    setup: { functions: [bare(3), bare(255)] },
    steps: connected,
    expect: [devices(['0000:00:00.03', '0000:00:1f.07'])],
  },
  absent(3, 'Ids of 0xFFFFFFFF are no device', { 0: 0xffffffff }),
  absent(4, 'Ids of 0 are no device', { 0: 0 }),
  absent(5, 'Ids of 0x0000FFFF are no device', { 0: 0x0000ffff }),
  absent(6, 'Ids of 0xFFFF0000 are no device', { 0: 0xffff0000 }),
  {
    id: 'FE-26/7',
    title: 'A read that fails means no device; -19 reads as 0, which is none either',
    setup: {
      functions: [bare(0), bare(8), bare(16)],
      answers: [
        { on: { devfn: 0, offset: 0 }, err: -5 },
        { on: { devfn: 8, offset: 0 }, err: -19 },
      ],
    },
    steps: connected,
    expect: [devices(['0000:00:02.00'])],
  },
  {
    id: 'FE-26/8',
    title: 'Ids that differ in one bit from those are a device',
    setup: { functions: [bare(0, 0xfffffffe), bare(1, 1), bare(2, 0x0001ffff), bare(3, 0xffff0001)] },
    steps: connected,
    expect: [devices([0, 1, 2, 3].map((fn) => `0000:00:00.0${fn}`))],
  },
  {
    id: 'FE-27/1',
    title: 'A bus that is known is scanned for what is new only',
    setup: { functions: [bare(0), bare(9)] },
    steps: [...connected, backendState(7), backendState(8)],
    expect: [
      requests(every.filter((devfn) => devfn !== 0 && devfn !== 9).map(probe), NEXT + 1),
      devices(['0000:00:00.00', '0000:00:01.01']),
    ],
  },
  {
    id: 'FE-27/2',
    title: 'A function that is new is found, and the known one not looked at',
    setup: { functions: [bare(0), bare(8)], answers: [{ on: { devfn: 8 }, times: 1, err: -1 }] },
    steps: [...connected, backendState(7), backendState(8)],
    expect: [accesses([], NEXT + 1, 0), devices(['0000:00:00.00', '0000:00:01.00'])],
  },
  pattern(1, 'Decode is off while BARs are sized; each is written all-ones and written back', nic, [
    ...head,
    'w4/2=0',
    ...sized(0x10, 0xe1000000),
    ...sized(0x14, 0xe001),
    ...noBars(0x18, 0x24),
    ...romSized(0x30, 0xe2000000),
    'w4/2=3',
    'r6/2',
    'r34/1',
    'r40/2',
    'r50/2',
  ]),
  pattern(
    2,
    'COMMAND is left alone where decode was off; without the list bit no capability is looked for',
    bare(0),
    [...head, ...noBars(0x10, 0x24), ...romSized(), 'r6/2'],
  ),
  pattern(
    3,
    'Only decode goes off; mastering and INTx stay',
    { ...bare(0), registers: { ...bare(0).registers, 4: 0x0406 }, writable: { 4: 0x0407 } },
    [...head, 'w4/2=404', ...noBars(0x10, 0x24), ...romSized(), 'w4/2=406', 'r6/2'],
  ),
  pattern(
    4,
    'A bridge has two BARs, and its ROM at 0x38',
    { ...bare(0), registers: { ...bare(0).registers, 12: 0x00010000 } },
    [...head, ...noBars(0x10, 0x14), ...romSized(0x38), 'r6/2'],
  ),
  pattern(
    5,
    'The upper half of a 64-bit BAR is sized as a register of its own',
    {
      devfn: 0,
      registers: { 0: 0x12341af4, 16: 0xe000000c, 20: 0x1 },
      writable: { 16: 0xffff0000, 20: 0xffffffff },
    },
    [...head, ...sized(0x10, 0xe000000c), ...sized(0x14, 1), ...noBars(0x18, 0x24), ...romSized(), 'r6/2'],
  ),
  {
    id: 'FE-28/6',
    title: 'Sizes, class, capabilities and interrupt come out of it',
    setup: { functions: [nic] },
    steps: connected,
    expect: [
      observed(
        'the device',
        (seen) =>
          seen.frontend().devices.map((device) => ({
            ids: [device.vendorId, device.deviceId],
            classCode: device.classCode,
            sizes: [...device.barSizes],
            capabilities: [...device.capabilities],
            interrupt: [device.interruptPin, device.interruptLine],
          })),
        [
          {
            ids: [0x8086, 0x10d3],
            classCode: 0x020000,
            sizes: [
              [0x10, 0x20000],
              [0x14, 0x20],
              [0x30, 0x10000],
            ],
            capabilities: [
              [5, 0x40],
              [1, 0x50],
            ],
            interrupt: [1, 11],
          },
        ],
      ),
    ],
  },
  claimed(
    1,
    'Two devices with the same addresses: the second is logged, and both are there',
    [withBar(0, 0xe1000000), withBar(8, 0xe1000000)],
    1,
  ),
  claimed(2, 'Neighbours are in nobody way', [withBar(0, 0xe1000000), withBar(8, 0xe1001000)], 0),
  claimed(
    3,
    'Ports and memory of the same number are in nobody way',
    [withBar(0, 0xe000), withBar(8, 0xe001)],
    0,
  ),
  claimed(4, 'BARs without an address are not claimed', [withBar(0, 0), withBar(8, 0)], 0),
  claimed(
    5,
    'An address inside the range of another is taken',
    [
      { ...withBar(0, 0xe1000000), writable: { 16: 0xffff0000 } },
      withBar(8, 0xe100f000),
      withBar(16, 0xe1010000),
    ],
    1,
  ),
  {
    id: 'FE-29/6',
    title: 'Addresses are claimed as they are: nothing is written but to size them',
    setup: { functions: [withBar(0, 0xe1000000), withBar(8, 0xe1000000)] },
    steps: connected,
    expect: [
      accesses(
        [...head, ...sized(0x10, 0xe1000000), ...noBars(0x14, 0x24), ...romSized(), 'r6/2', ...interrupt],
        CONNECT,
        8,
      ),
    ],
  },
  {
    id: 'FE-29/7',
    title: 'Addresses of a device that was removed are free again',
    setup: {
      functions: [withBar(0, 0xe1000000), withBar(8, 0xe1000000)],
      answers: [
        { on: { devfn: 8 }, times: 1, err: -1 },
        { on: { devfn: 0, offset: 0 }, times: 1 },
        { on: { devfn: 0, offset: 0 }, err: -1 },
      ],
    },
    steps: [...connected, node('state-0', '5'), backendState(7), backendState(8)],
    expect: [devices(['0000:00:01.00']), lineCount(0)],
  },
);
