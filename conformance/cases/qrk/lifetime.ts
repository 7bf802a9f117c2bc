import { read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, device, reply } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { field, full, quirk, stored } from './tools.ts';

/** The guest gives the device back, and another instance of it takes it. */
const again: readonly Action[] = [
  { do: 'toolstack', step: 'destroy' },
  { do: 'toolstack', step: 'create' },
  { do: 'frontend', step: 'publish' },
];

/** Cases of QRK-10 and QRK-13: how long a field lasts, and who makes it. */
export const lifetimeCases: readonly Case[] = cases(
  {
    id: 'QRK-10/1',
    title: 'fields are gone when the guest has returned the device, and can be written again',
    on: 'one',
    needs: full,
    steps: () => [
      field(0xe0, 2),
      field(0x11, 1),
      field(0xe5, 2),
      ...again,
      write(0xe0, 2, 0x1234),
      read(0x10, 4),
      read(0xe4, 4),
      field(0xe0, 2),
      write(0xe0, 2, 0x1234),
    ],
    expect: (d) => [
      stored(['taken', 'taken', 'taken', 'taken']),
      reply(6, 0, 0x1234),
      configWrites([], 6),
      reply(7, 0, d.dword(0x10)),
      reply(8, 0, 0),
      configWrites([[0xe0, 0, 0x1234]], 10),
      device({ quirkFields: 1 }),
    ],
  },
  {
    id: 'QRK-10/2',
    title: 'fields that were written before the assignment are there for the guest',
    on: 'one',
    needs: full,
    setup: { start: 'bound', device: { guest: null } },
    steps: () => [
      field(0xe0, 2),
      { do: 'toolstack', step: 'create' },
      { do: 'frontend', step: 'publish' },
      write(0xe0, 2, 0x1234),
      { do: 'toolstack', step: 'destroy' },
    ],
    expect: () => [configWrites([[0xe0, 0, 0x1234]], 3), device({ quirkFields: 0, helpers: 0 })],
  },
  {
    id: 'QRK-10/3',
    title: 'built-in fields stay',
    on: 'one',
    needs: full,
    steps: (d) => [
      field(0xe0, 2),
      ...again,
      write(d.pm, 2, 0xffff),
      read(d.pm + 2, 2),
      write(d.vpd + 2, 2, 0x8000),
    ],
    expect: (d) => [reply(5, 0, d.word(d.pm + 2) & 0x07ff), reply(6, -3, 0x8000), configWrites([], 4)],
  },
  {
    id: 'QRK-13/1',
    title: 'no command and no xenstore node of a guest creates a field',
    on: 'one',
    needs: full,
    steps: (d) => [
      ...Array.from({ length: 11 }, (_, cmd): Action => ({ do: 'op', cmd, offset: 0xe0, size: 2, value: 1 })),
      { do: 'node', name: 'quirks', value: `${d.address}-E0:2:FF` },
      { do: 'node', name: 'opts-0', value: 'permissive=1' },
      write(0xe0, 2, 0x1234),
    ],
    expect: () => [
      device({ quirkFields: 0, permissive: false, interruptControl: false }),
      configWrites([], 13),
      stored([]),
    ],
  },
  {
    id: 'QRK-13/2',
    title: 'a field that root creates for one device is none of another',
    on: 'one',
    needs: full,
    setup: { others: [{ name: 'edu', guest: 0 }] },
    steps: () => [
      field(0xe0, 2, 0, 1),
      write(0xe0, 2, 0x1234),
      quirk('{device}-E0:2:0'),
      write(0xe0, 2, 0x1234),
    ],
    expect: () => [
      configWrites([], 1),
      configWrites([[0xe0, 0, 0x1234]], 3),
      device({ quirkFields: 1 }),
      device({ quirkFields: 1 }, 1),
    ],
  },
);
