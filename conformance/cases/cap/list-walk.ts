import { hardware, read, write } from '../../../src/conformance/actions.ts';
import { type Case, type CaseSetup, cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { configWrites, count, type Expectation, observed, replies } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { afterwards, full, pmc } from './tools.ts';

const setup: CaseSetup = { start: 'idle', device: { guest: null } };

/* The list of `full`: PM at 0x40, MSI 0x50, MSI-X 0x70, VPD 0x80, PCI Express 0x90. */

/** PMC, the MSI control word, the MSI-X control word and the VPD address, each probed for a field. */
const probes = (d: DeviceFacts): Action[] => [
  read(d.pm + 2, 2),
  write(d.msi + 2, 2, d.word(d.msi + 2) ^ 1),
  write(d.msix + 2, 2, d.word(d.msix + 2) ^ 0x8000),
  write(d.vpd + 2, 2, 0x8000),
];

/** What the probes show when the named capabilities, and no others, have fields. Nothing reaches hardware. */
const found = (d: DeviceFacts, has: { pm?: true; msi?: true; msix?: true; vpd?: true }, from: number) => {
  const shown: [err: number, value: number][] = [
    [0, has.pm ? pmc(d) & 0x07ff : pmc(d)],
    [has.msi ? -3 : 0, d.word(d.msi + 2) ^ 1],
    [has.msix ? -3 : 0, d.word(d.msix + 2) ^ 0x8000],
    [has.vpd ? -3 : 0, 0x8000],
  ];
  return shown.flatMap((one, i): Expectation[] => [replies([one], from + i), configWrites([], from + i)]);
};

/** A case with a changed list. */
const walk = (
  number: number,
  title: string,
  changes: (d: DeviceFacts) => readonly Action[],
  has: { pm?: true; msi?: true; msix?: true; vpd?: true },
): Case => ({
  id: `CAP-02/${number}`,
  title,
  on: 'one',
  needs: full,
  setup,
  steps: (d) => [...afterwards(...changes(d)), ...probes(d)],
  expect: (d) => found(d, has, changes(d).length + 3),
});

const all = { pm: true, msi: true, msix: true, vpd: true } as const;

/** Forty-eight entries from 0x40 to 0xFC, of an ID that nobody looks for, but the last. */
const longest = (last: number): Action[] =>
  Array.from({ length: 48 }, (_, i) => {
    const at = 0x40 + 4 * i;
    return hardware(at, 2, at === 0xfc ? last : 0x09 | ((at + 4) << 8));
  });

/** Entries of the circle that the first lookup of an action looks at, that of a capability which is not in it. */
const entriesLookedAt = (d: DeviceFacts, expected: number, action: number): Expectation =>
  observed(
    `entries looked at by the first lookup of action ${action}`,
    ['host-effects'],
    (seen) => {
      const reads = seen.all('ConfigRead', action).map(({ b }) => b);
      const next = reads.indexOf(0x34, reads.indexOf(0x34) + 1);
      return reads.slice(0, next).filter((register) => [d.pm, d.msi, d.msix].includes(register)).length;
    },
    expected,
  );

/** Cases of CAP-02. */
export const listWalkCases: readonly Case[] = cases(
  walk(1, 'a list that STATUS announces is walked to its end', () => [], all),
  walk(
    2,
    'without the capability bit of STATUS nothing is found',
    (d) => [hardware(0x06, 2, d.word(6) & ~0x10)],
    {},
  ),
  walk(3, 'the low two bits of the first pointer are ignored', () => [hardware(0x34, 1, 0x43)], all),
  walk(4, 'the low two bits of a later pointer are ignored', (d) => [hardware(d.pm + 1, 1, d.msi | 3)], all),
  walk(5, 'a first pointer below 0x40 ends the walk', () => [hardware(0x34, 1, 0x3c)], {}),
  walk(6, 'a later pointer below 0x40 ends the walk', (d) => [hardware(d.pm + 1, 1, 0x3f)], { pm: true }),
  walk(7, 'a pointer of 0 ends the walk', (d) => [hardware(d.msi + 1, 1, 0)], { pm: true, msi: true }),
  walk(8, 'an ID of 0xFF ends the walk', (d) => [hardware(d.msix, 1, 0xff)], { pm: true, msi: true }),
  walk(9, 'an ID of 0 does not end the walk', (d) => [hardware(d.msix, 1, 0)], {
    pm: true,
    msi: true,
    vpd: true,
  }),
  walk(10, 'a list in a circle ends all the same', (d) => [hardware(d.express + 1, 1, d.pm)], all),
  walk(
    11,
    'a circle without the capability that is looked for ends all the same',
    (d) => [hardware(d.msix + 1, 1, d.pm)],
    { pm: true, msi: true, msix: true },
  ),
  {
    id: 'CAP-02/12',
    title: 'the second instance of a capability gets no fields',
    on: 'one',
    needs: full,
    setup,
    steps: (d) => [
      ...afterwards(hardware(d.express, 1, 1), hardware(d.express + 2, 2, 0xffff)),
      read(d.express + 2, 2),
      ...probes(d),
    ],
    expect: (d) => [replies([[0, 0xffff]], 5), ...found(d, all, 6)],
  },
  {
    id: 'CAP-02/13',
    title: 'the forty-eighth entry is still looked at',
    on: 'one',
    needs: full,
    setup,
    steps: () => [...afterwards(...longest(0x05)), write(0xfe, 2, 0xffff), write(0xf8, 2, 0xffff)],
    expect: () => [replies([[-3, 0xffff]], 51), replies([[0, 0xffff]], 52), configWrites([], 51)],
  },
  {
    id: 'CAP-02/14',
    title: 'a list of forty-eight entries without the ID gives no fields',
    on: 'one',
    needs: full,
    setup,
    steps: () => [...afterwards(...longest(0x09)), write(0xfe, 2, 0xffff)],
    expect: () => [replies([[0, 0xffff]], 51), configWrites([], 51)],
  },
  {
    id: 'CAP-02/15',
    title: 'no more than forty-eight entries of a circle are looked at',
    on: 'one',
    needs: full,
    setup,
    steps: (d) => [hardware(d.msix + 1, 1, d.pm), { do: 'bind' }],
    expect: (d) => [entriesLookedAt(d, 48, 1), count('StepLimit', 0)],
  },
);
