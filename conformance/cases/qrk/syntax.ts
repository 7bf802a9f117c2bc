import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { device, including } from '../../../src/conformance/expect.ts';
import { field, fieldLine, full, listed, quirk, show, stored } from './tools.ts';

/** The address of `full` without its domain: 01:00.0. */
const short = (d: DeviceFacts): string => d.address.slice(5);
const bad = -22;

/** Cases of QRK-01, QRK-02, QRK-03 and QRK-07: what may be written. */
export const syntaxCases: readonly Case[] = cases(
  {
    id: 'QRK-01/1',
    title: 'domain or none, white space around, prefixes and large digits are taken',
    on: 'one',
    needs: full,
    steps: (d) => [
      quirk(`${short(d)}-E0:2:FF`),
      quirk(`${d.address}-E2:2:FF\n`),
      quirk(`  ${short(d)}-e4:2:ff`),
      quirk(`\t${short(d)}-0xe6:0x2:0x1FF`),
      quirk(`${short(d)}- E8:2:FF`),
      quirk(`${short(d)}-EA:2:FF \t\n\n`),
      quirk('0x1:0x0.0x0-0xec:2:0'),
      show,
    ],
    expect: () => [
      stored(['taken', 'taken', 'taken', 'taken', 'taken', 'taken', 'taken']),
      including(
        listed(7, [
          fieldLine(0xe0, 2, 0xff),
          fieldLine(0xe2, 2, 0xff),
          fieldLine(0xe4, 2, 0xff),
          fieldLine(0xe6, 2, 0x1ff),
          fieldLine(0xe8, 2, 0xff),
          fieldLine(0xea, 2, 0xff),
          fieldLine(0xec, 2, 0),
        ]),
      ),
      device({ quirkFields: 7 }),
    ],
  },
  {
    id: 'QRK-01/2',
    title: 'missing parts, wildcards, junk and a space before the dash are refused',
    on: 'one',
    needs: full,
    steps: (d) =>
      [
        `${short(d)}-E0:2`,
        `${short(d)}-E0`,
        `${short(d)}`,
        '01:00.*-E0:2:FF',
        '01:*.*-E0:2:FF',
        '0000:01:00.*-E0:2:FF',
        `${short(d)} -E0:2:FF`,
        `${short(d)}-E0:2:FF x`,
        `${short(d)}-E0:2:FFx`,
        `${short(d)}-E0:2:`,
        `${short(d)}-E0::FF`,
        `${short(d)}:E0:2:FF`,
        `${short(d)}-G0:2:FF`,
        `${short(d)}-E0:2:FF:0`,
        '0:0:01:00.0-E0:2:FF',
        '-E0:2:FF',
        'abc',
        '\n',
      ].map((text) => quirk(text)),
    expect: () => [stored(Array.from({ length: 18 }, () => bad)), device({ quirkFields: 0 })],
  },
  {
    id: 'QRK-02/1',
    title: 'a register above 0xFFF is refused, 0xFFF is not',
    on: 'one',
    needs: full,
    steps: () => [field(0x1000, 1), field(0xffffffff, 1), field(0xfff, 1)],
    expect: () => [stored([bad, bad, 'taken']), device({ quirkFields: 1 })],
  },
  {
    id: 'QRK-02/2',
    title: 'a mask with bits beyond one or two bytes is refused, one that fills them is not',
    on: 'one',
    needs: full,
    steps: () => [
      field(0xe0, 1, 0x100),
      field(0xe0, 1, 0xff),
      field(0xe2, 2, 0x10000),
      field(0xe2, 2, 0xffff),
      field(0xe4, 4, 0xffffffff),
      field(0xe8, 1, 0xffffffff),
    ],
    expect: () => [stored([bad, 'taken', bad, 'taken', 'taken', bad]), device({ quirkFields: 3 })],
  },
  {
    id: 'QRK-02/3',
    title: 'a device that is not bound is looked for only after these',
    on: 'one',
    needs: full,
    setup: { start: 'idle', device: { guest: null } },
    steps: () => [field(0xe0, 2), field(0x1000, 2), field(0xe0, 2, 0x10000), field(0xe0, 3), field(0xe0, 0)],
    expect: () => [stored([-19, bad, bad, -19, -19])],
  },
  {
    id: 'QRK-02/4',
    title: 'every part of the address counts',
    on: 'one',
    needs: full,
    steps: () =>
      [
        '0001:01:00.0',
        '0000:02:00.0',
        '0000:01:01.0',
        '0000:01:00.1',
        '0000:01:ffffffff.0',
        '0000:01:00.0',
      ].map((address) => quirk(`${address}-E0:2:0`)),
    expect: () => [stored([-19, -19, -19, -19, -19, 'taken'])],
  },
  {
    id: 'QRK-02/5',
    title: 'want of memory is told before a wrong size',
    on: 'one',
    needs: full,
    steps: () => [
      { do: 'fault', what: 'alloc' },
      field(0xe0, 2),
      { do: 'fault', what: 'alloc' },
      field(0xe0, 3),
      field(0xe0, 3),
      field(0xe0, 2),
    ],
    expect: () => [stored([-12, -12, bad, 'taken']), device({ quirkFields: 1 })],
  },
  {
    id: 'QRK-03/1',
    title: 'size 0 fails at its mask, or else at the size',
    on: 'one',
    needs: full,
    steps: () => [
      field(0xe0, 0, 0),
      field(0xe0, 0, 1),
      { do: 'fault', what: 'alloc' },
      field(0xe0, 0, 1),
      field(0xe0, 0, 0),
    ],
    expect: () => [stored([bad, bad, bad, -12]), device({ quirkFields: 0 })],
  },
  {
    id: 'QRK-03/2',
    title: 'of a device that is not bound size 0 with mask 0 is told that, with a mask bit not',
    on: 'one',
    needs: full,
    setup: { start: 'idle', device: { guest: null } },
    steps: () => [field(0xe0, 0, 0), field(0xe0, 0, 1)],
    expect: () => [stored([-19, bad])],
  },
  {
    id: 'QRK-07/1',
    title: 'sizes 1, 2 and 4 are created, no others',
    on: 'one',
    needs: full,
    steps: () => [0, 1, 2, 3, 4, 5, 6, 8, 0x10].map((size, i) => field(0xc0 + 4 * i, size)),
    expect: () => [
      stored([bad, 'taken', 'taken', bad, 'taken', bad, bad, bad, bad]),
      device({ quirkFields: 3 }),
    ],
  },
);
