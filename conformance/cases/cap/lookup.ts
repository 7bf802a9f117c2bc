import { enableMsi, hardware, read, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { configWrites, errs, logCount, observed, replies, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { afterwards, full, permissive, pmc } from './tools.ts';

/** `offset:size` of the fields from 0x40 on, as `quirks` lists them. */
const capabilityFields = (d: DeviceFacts): string[] => [
  ...(d.vpd === 0 ? [] : [`${d.vpd}:2`, `${d.vpd + 2}:2`, `${d.vpd + 4}:4`]),
  ...(d.pm === 0 ? [] : [`${d.pm}:2`, `${d.pm + 2}:2`, `${d.pm + 4}:2`, `${d.pm + 6}:1`, `${d.pm + 7}:1`]),
  ...(d.msi === 0 ? [] : [`${d.msi}:2`, `${d.msi + 2}:2`]),
  ...(d.msix === 0 ? [] : [`${d.msix}:2`, `${d.msix + 2}:2`]),
];

const listedFields = (action: number, expected: readonly string[]) =>
  observed(
    `fields from 0x40 on in the list read by action ${action}, offset:size`,
    ['log-lines'],
    (seen) =>
      seen.all('AttributeShow', action).flatMap(({ b }) =>
        seen.execution.log
          .textOf(b)
          .split('\n')
          .filter((line) => line.startsWith('\t\t'))
          .map((line) => line.trim().split(':'))
          .map(([offset = '', size = '']) => [Number.parseInt(offset, 16), size] as const)
          .filter(([offset]) => offset >= 0x40)
          .map(([offset, size]) => `${offset}:${size}`),
      ),
    expected,
  );

const virtualised = [1, 3, 5, 0x11];
const others = (d: DeviceFacts) =>
  d.capabilities.filter(({ id, extended }) => !extended && !virtualised.includes(id));
const plain = need.that((d) => others(d).length > 0, 'has no capability without virtual fields');

/** Cases of CAP-01 and CAP-03. */
export const lookupCases: readonly Case[] = cases(
  {
    id: 'CAP-01/1',
    title: 'the fields of VPD, PM, MSI and MSI-X exist in this order, and no others of any capability',
    on: 'each',
    setup: { start: 'bound', device: { guest: null } },
    steps: () => [{ do: 'show', attribute: 'quirks' }],
    expect: (d) => [listedFields(0, capabilityFields(d))],
  },
  {
    id: 'CAP-01/2',
    title: 'a permissive guest writes the headers of other capabilities raw',
    on: 'each',
    needs: need.all(need.ordinary, plain),
    setup: permissive,
    steps: (d) => others(d).map(({ offset }) => write(offset, 2, d.word(offset) ^ 0xffff)),
    expect: (d) => [
      errs(others(d).map(() => 0)),
      configWrites(others(d).map(({ offset }) => [offset, d.word(offset), d.word(offset) ^ 0xffff])),
    ],
  },
  {
    id: 'CAP-01/3',
    title: 'other capabilities read as in hardware, and writes to them are dropped with one warning',
    on: 'each',
    needs: need.all(need.ordinary, plain),
    steps: (d) =>
      others(d).flatMap(({ offset }) => [read(offset, 2), write(offset, 2, d.word(offset) ^ 0xffff)]),
    expect: (d) => [
      replies(
        others(d).flatMap(({ offset }): [number, number][] => [
          [0, d.word(offset)],
          [0, d.word(offset) ^ 0xffff],
        ]),
      ),
      configWrites([]),
      logCount(1),
    ],
  },
  {
    id: 'CAP-03/1',
    title: 'a list that vanishes after the bind leaves the fields where they were',
    on: 'one',
    needs: full,
    steps: (d) => [
      hardware(0x34, 1, 0),
      read(d.pm + 2, 2),
      write(d.msi + 2, 2, d.word(d.msi + 2) ^ 1),
      write(d.vpd + 2, 2, 0x8000),
    ],
    expect: (d) => [
      reply(1, 0, pmc(d) & 0x07ff),
      reply(2, -3, d.word(d.msi + 2) ^ 1),
      reply(3, -3, 0x8000),
      configWrites([]),
    ],
  },
  {
    id: 'CAP-03/2',
    title: 'a capability that appears after the bind gets no fields',
    on: 'one',
    needs: full,
    steps: (d) => [
      hardware(d.express, 1, 5),
      write(d.express + 2, 2, d.word(d.express + 2) ^ 1),
      read(d.express, 2),
    ],
    expect: (d) => [
      reply(1, 0, d.word(d.express + 2) ^ 1),
      reply(2, 0, (d.word(d.express) & 0xff00) | 5),
      configWrites([]),
      logCount(1, 1),
    ],
  },
  {
    id: 'CAP-03/3',
    title: 'binding again looks the list up again',
    on: 'one',
    needs: full,
    setup: { start: 'idle', device: { guest: null } },
    steps: (d) => [
      ...afterwards(),
      write(d.vpd + 2, 2, 0x8000),
      { do: 'toolstack', step: 'destroy' },
      { do: 'unbind' },
      ...afterwards(hardware(d.msix + 1, 1, d.express)),
      write(d.vpd + 2, 2, 0x8000),
      read(d.pm + 2, 2),
      enableMsi(),
    ],
    expect: (d) => [reply(3, -3, 0x8000), reply(10, 0, 0x8000), reply(11, 0, pmc(d) & 0x07ff), errs([0], 12)],
  },
);
