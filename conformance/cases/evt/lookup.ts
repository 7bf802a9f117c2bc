import { enableMsix, op, read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, replies, reply } from '../../../src/conformance/expect.ts';

const unknown = { device: -1, domain: 1 } as const;

/** Address before command (EVT-13, 14). */
export const lookupCases: readonly Case[] = cases(
  {
    id: 'EVT-13/1',
    title: 'an unknown command at an unknown address is told that there is no device',
    on: 'one',
    steps: () => [
      op(99, { ...unknown, value: 5 }),
      op(0xffffffff, { ...unknown, value: 6 }),
      op(99, { value: 7 }),
    ],
    expect: () => [
      replies([
        [-1, 5],
        [-1, 6],
        [-4, 7],
      ]),
    ],
  },
  {
    id: 'EVT-13/2',
    title: 'the address comes before the arguments: a bad size or count at an unknown one is not looked at',
    on: 'one',
    steps: () => [read(1, 3, { ...unknown, value: 5 }), enableMsix(129, unknown)],
    expect: () => [
      replies([
        [-1, 5],
        [-1, 129],
      ]),
    ],
  },
  {
    id: 'EVT-14/1',
    title: 'without a device every command is -1 with its value echoed, and touches nothing',
    on: 'one',
    steps: () => [0, 1, 2, 3, 4, 5].map((cmd) => op(cmd, { ...unknown, offset: 4, size: 2, value: 7 })),
    expect: () => [
      replies(Array.from({ length: 6 }, () => [-1, 7] as const)),
      ...(['ConfigRead', 'ConfigWrite', 'HostEnter', 'IrqRequest', 'IrqFree', 'Log'] as const).map((name) =>
        count(name, 0),
      ),
      count('Store', 12),
      count('Notify', 6),
    ],
  },
  {
    id: 'EVT-14/2',
    title: 'a device that another guest has is no device here',
    on: 'one',
    setup: { guests: 2, topology: 'passthrough', others: [{ name: 'edu', guest: 1 }] },
    steps: () => [
      read(8, 4, { device: -1, devfn: 2 << 3, value: 5 }),
      { do: 'op', cmd: 0, guest: 1, device: 1, offset: 8, size: 1 },
    ],
    expect: () => [reply(0, -1, 5), count('ConfigRead', 0, {}, 0), count('ConfigRead', 1, {}, 1)],
  },
);
