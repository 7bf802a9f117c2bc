import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, device, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { field, full, stored } from './tools.ts';

const small = need.that(({ bars }) => bars.some(({ index }) => index === 0), 'has no BAR 0');

/** Cases of QRK-08 and QRK-09: fields that meet others. */
export const overlapCases: readonly Case[] = cases(
  {
    id: 'QRK-08/1',
    title: 'a field where one begins is reported as taken and does nothing',
    on: 'each',
    needs: need.all(need.ordinary, small),
    steps: (d) => [
      field(0x10, 4),
      field(0x04, 2),
      field(0x00, 4),
      write(0x10, 4, 0xfffffff0 ^ d.dword(0x10)),
      write(0x00, 4, 0),
    ],
    expect: () => [stored(['taken', 'taken', 'taken']), configWrites([]), device({ quirkFields: 0 })],
  },
  {
    id: 'QRK-08/2',
    title: 'so is a second field at a register that has one, whatever its size',
    on: 'one',
    needs: full,
    steps: () => [field(0xe0, 1, 0x0f), field(0xe0, 4, 0xff), field(0xe1, 1), write(0xe0, 4, 0x44332211)],
    expect: () => [
      stored(['taken', 'taken', 'taken']),
      device({ quirkFields: 2 }),
      configWrites(
        [
          [0xe0, 0, 0x11],
          [0xe1, 0, 0x22],
        ],
        3,
      ),
    ],
    accept: {
      'quirk-mask-applied': () => [
        stored(['taken', 'taken', 'taken']),
        device({ quirkFields: 2 }),
        configWrites(
          [
            [0xe0, 0, 0x01],
            [0xe1, 0, 0x22],
          ],
          3,
        ),
      ],
    },
  },
  {
    id: 'QRK-09/1',
    title: 'a field inside a BAR wins for its byte on a read',
    on: 'one',
    needs: full,
    steps: () => [field(0x11, 1), hardware(0x11, 1, 0x77), read(0x10, 4)],
    expect: (d) => [reply(2, 0, ((d.dword(0x10) & 0xffff00ff) | 0x7700) >>> 0)],
  },
  {
    id: 'QRK-09/2',
    title: 'on a write both handlers run, the older field first',
    on: 'one',
    needs: full,
    steps: () => [
      field(0xe0, 4),
      field(0xe1, 1),
      write(0xe0, 4, 0x44332211),
      field(0x05, 1),
      write(0x04, 2, 0x0006),
      write(0x04, 2, 0x0102),
    ],
    expect: () => [
      configWrites(
        [
          [0xe0, 0, 0x44332211],
          [0xe1, 0, 0x22],
        ],
        2,
      ),
      reply(5, 0, 0x0102),
      configWrites(
        [
          [0x04, 0x0007, 0x0003],
          [0x05, 0, 0x01],
        ],
        5,
      ),
    ],
  },
);
