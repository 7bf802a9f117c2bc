import { read, write } from '../../../src/conformance/actions.ts';
import { type Case, type CaseSetup, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { configWrites, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import {
  anyDevice,
  barValue,
  boundCommand,
  configReads,
  firstCommand,
  permissive,
  plain,
} from './support.ts';

const reads = [read(0x04, 2), read(0x06, 2), read(0x08, 4), read(0x10, 4), read(0x2c, 4), read(0x30, 4)];
const whatIsRead = (d: DeviceFacts) =>
  [firstCommand(d), d.word(6), d.dword(8), barValue(d, 0), d.dword(0x2c), barValue(d, 6)].map(
    (value) => [0, value] as const,
  );

/** Writes of fields that no mode lets through. */
const coveredWrites = (d: DeviceFacts) => [
  write(0x00, 4, 0x12345678),
  write(0x0d, 1, 0x40),
  write(0x3c, 2, 0x0209),
  ...[0, 1, 2, 3, 4, 5].map((index) => write(0x10 + 4 * index, 4, (barValue(d, index) ^ 0x5a500000) >>> 0)),
  write(0x30, 4, (barValue(d, 6) ^ 0x5a500001) >>> 0),
];

/** A device on which the control word of MSI is as its dump has it. */
const quietMsi = need.all(
  plain,
  need.msi,
  need.that((d) => (d.word(d.msi + 2) & 1) === 0, 'has MSI on in its dump'),
);
const SERR_SPECIAL = 0x0108;

/** The three things that permissive mode changes, with and without it. */
const three = (id: Case['id'], title: string, setup: CaseSetup, on: boolean): Case => ({
  id,
  title,
  on: 'one',
  needs: quietMsi,
  setup,
  steps: (d) => [
    write(0x28, 4, 0x11111111),
    write(0x04, 2, SERR_SPECIAL),
    write(d.msi + 2, 2, d.word(d.msi + 2) ^ 0x0010),
  ],
  expect: (d) => {
    const control = d.word(d.msi + 2);
    const command = boundCommand(d);
    if (!on)
      return [
        reply(0, 0, 0x11111111),
        reply(1, 0, SERR_SPECIAL),
        reply(2, -3, control ^ 0x10),
        configWrites([]),
      ];
    return [
      reply(0, 0, 0x11111111),
      reply(1, 0, SERR_SPECIAL),
      reply(2, 0, control ^ 0x10),
      configWrites([
        [0x28, d.dword(0x28), 0x11111111],
        [0x04, command, command | 0x0008],
        [d.msi + 2, control, control ^ 0x10],
      ]),
    ];
  },
});

export const permissiveCases = cases(
  {
    id: 'CONF-23/1',
    title: 'a permissive device reads as any other',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice(permissive),
    steps: () => reads,
    expect: (d) => [replies(whatIsRead(d)), configWrites([])],
  },
  {
    id: 'CONF-23/2',
    title: 'with the module parameter reads are the same, and of the same registers',
    on: 'each',
    needs: need.endpoint,
    setup: anyDevice({ permissive: true }),
    steps: () => reads,
    expect: (d) => [
      replies(whatIsRead(d)),
      configReads([
        [0x04, 2],
        [0x04, 2],
        [0x06, 2],
        [0x08, 4],
        [0x10, 4],
        [0x2c, 4],
        [0x30, 4],
      ]),
    ],
  },
  {
    id: 'CONF-24/1',
    title: 'ids, latency timer, line, pin, BARs and ROM are as closed as without it',
    on: 'each',
    needs: need.all(need.endpoint, need.physical),
    setup: anyDevice(permissive),
    steps: coveredWrites,
    expect: (d) => [replies(coveredWrites(d).map(({ value }) => [0, value])), configWrites([])],
  },
  {
    id: 'CONF-24/2',
    title: 'the list entry of a capability and PMC stay closed',
    on: 'each',
    needs: need.all(need.endpoint, need.pm),
    setup: anyDevice(permissive),
    steps: ({ pm }) => [write(pm, 2, 0xffff), write(pm + 2, 2, 0), write(pm, 4, 0x00000001)],
    expect: () => [
      replies([
        [0, 0xffff],
        [0, 0],
        [0, 1],
      ]),
      configWrites([]),
    ],
  },
  {
    id: 'CONF-24/3',
    title: 'VPD stays read-only',
    on: 'each',
    needs: need.vpd,
    setup: anyDevice(permissive),
    steps: ({ vpd }) => [write(vpd + 2, 2, 0x8000), write(vpd + 4, 4, 0x12345678)],
    expect: () => [reply(0, -3, 0x8000), reply(1, 0, 0x12345678), configWrites([])],
  },
  three('CONF-25/1', 'neither flag nor parameter: none of the three', {}, false),
  three('CONF-25/2', 'the flag of the device is enough for all three', permissive, true),
  three('CONF-25/3', 'the module parameter is enough for all three', { permissive: true }, true),
  three('CONF-25/4', 'both together do the same', { permissive: true, ...permissive }, true),
  {
    id: 'CONF-25/5',
    title: 'the flag holds when the parameter is turned off, and the parameter without a flag when turned on',
    on: 'one',
    needs: plain,
    setup: { others: [{ name: 'e1000e', guest: 0, permissive: true }] },
    steps: () => [
      { do: 'parameter', permissive: 'Y' },
      write(0x28, 4, 1),
      { do: 'parameter', permissive: 'N' },
      write(0x28, 4, 2),
      write(0x28, 4, 3, { device: 1 }),
    ],
    expect: (d) => [configWrites([[0x28, d.dword(0x28), 1]]), configWrites([[0x28, 0, 3]], undefined, 1)],
  },
);
