import {
  disableMsi,
  disableMsix,
  enableMsi,
  enableMsix,
  op,
  read,
  write,
} from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  configWrites,
  count,
  device,
  logCount,
  replies,
  reply,
  stores,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { helper, showHelper } from './tools.ts';

const unknown = [6, 7, 8, 9, 10, 99, 0x100, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];

/** Cases of OPS-01 to OPS-03: which command does what. */
export const dispatchCases: readonly Case[] = cases(
  {
    id: 'OPS-01/1',
    title: 'command 0 returns err and value of the read',
    on: 'each',
    needs: need.all(need.ordinary, need.physical),
    steps: () => [op(0, { offset: 0, size: 4, value: 0xdeadbeef }), read(0x08, 4), read(0x00, 3)],
    expect: (d) => [
      reply(0, 0, d.dword(0)),
      reply(1, 0, d.dword(8)),
      reply(2, -2, 0),
      stores(
        [
          [8, 0],
          [32, d.dword(0)],
        ],
        0,
      ),
      configWrites([]),
    ],
  },
  {
    id: 'OPS-01/2',
    title: 'command 1 echoes the value, whatever became of the write',
    on: 'each',
    needs: need.ordinary,
    steps: () => [
      write(0x0c, 1, 0xdeadbe08),
      write(0x00, 3, 0xdeadbeef),
      write(0x08, 4, 0xffffffff),
      write(0x00, 4, 0),
    ],
    expect: (d) => [
      replies([
        [0, 0xdeadbe08],
        [-2, 0xdeadbeef],
        [0, 0xffffffff],
        [0, 0],
      ]),
      configWrites([[0x0c, d.byte(0x0c), 0x08]]),
    ],
  },
  {
    id: 'OPS-02/1',
    title: 'a command above 5 is not implemented, and nothing is done',
    on: 'one',
    needs: need.ordinary,
    steps: () => unknown.map((cmd) => op(cmd, { offset: 4, size: 2, value: 0x55 })),
    expect: () => [
      replies(unknown.map(() => [-4, 0x55])),
      count('ConfigRead', 0),
      count('ConfigWrite', 0),
      count('HostEnter', 0),
      logCount(0),
    ],
  },
  {
    id: 'OPS-02/2',
    title: 'commands 0 to 5 are implemented',
    on: 'one',
    needs: need.all(need.ordinary, need.msi, need.msix),
    steps: () => [read(4, 2), write(4, 2, 2), enableMsi(), disableMsi(), enableMsix(1), disableMsix()],
    expect: () => [
      replies([[0, 0]], 4),
      count('HostEnter', 1, { b: 9 }, 2),
      count('HostEnter', 1, { b: 10 }, 3),
      count('HostEnter', 1, { b: 11 }, 4),
      count('HostEnter', 1, { b: 12 }, 5),
    ],
  },
  {
    id: 'OPS-03/1',
    title: 'without MSI in the kernel commands 2 to 5 are not implemented',
    on: 'each',
    needs: need.ordinary,
    setup: { withoutMsi: true },
    steps: () => [2, 3, 4, 5].map((cmd) => op(cmd, { value: 1 })),
    expect: () => [
      replies([2, 3, 4, 5].map(() => [-4, 1])),
      count('HostEnter', 0),
      configWrites([]),
      logCount(0),
      device({ msiEnabled: false, msixEnabled: false, vectors: 0 }),
    ],
  },
  {
    id: 'OPS-03/2',
    title: 'without MSI in the kernel the configuration space is served as ever',
    on: 'one',
    needs: need.all(need.ordinary, need.physical, need.line),
    setup: { withoutMsi: true },
    steps: () => [read(0, 4), write(4, 2, 2), showHelper, read(4, 2)],
    expect: (d) => [reply(0, 0, d.dword(0)), reply(1, 0, 2), helper('on:acking:0', 2), reply(3, 0, 2)],
  },
);
