import { write } from '../../../src/conformance/actions.ts';
import { type Case, type CaseSetup, cases } from '../../../src/conformance/case.ts';
import { configWrites, logCount, replies, reply } from '../../../src/conformance/expect.ts';
import { both, control, msiEndpoint, msixEndpoint, permissive } from './tools.ts';

/** One case for each of the two ways in which a device is permissive. */
const raw = (number: number, how: string, setup: CaseSetup): readonly Case[] => [
  {
    id: `CAP-20/${number}`,
    title: `the MSI control word is written raw, changed or not, ${how}`,
    on: 'each',
    needs: msiEndpoint,
    setup,
    steps: (d) =>
      [control(d, d.msi), control(d, d.msi) | 1, 0xffff, 0].map((value) => write(d.msi + 2, 2, value)),
    expect: (d) => [
      configWrites([[d.msi + 2, control(d, d.msi), control(d, d.msi)]], 0),
      configWrites([[d.msi + 2, control(d, d.msi), control(d, d.msi) | 1]], 1),
      configWrites([[d.msi + 2, control(d, d.msi) | 1, 0xffff]], 2),
      replies([[0, 0]], 3),
      logCount(0),
    ],
  },
  {
    id: `CAP-20/${number + 1}`,
    title: `the MSI-X control word is written raw, changed or not, ${how}`,
    on: 'each',
    needs: msixEndpoint,
    setup,
    steps: (d) => [control(d, d.msix), 0xffff, 0].map((value) => write(d.msix + 2, 2, value)),
    expect: (d) => [
      replies([
        [0, control(d, d.msix)],
        [0, 0xffff],
        [0, 0],
      ]),
      configWrites([
        [d.msix + 2, control(d, d.msix), control(d, d.msix)],
        [d.msix + 2, control(d, d.msix), 0xffff],
        [d.msix + 2, control(d, d.msix) | 0xc000, 0],
      ]),
      logCount(0),
    ],
  },
];

/** Cases of CAP-20: control words of a permissive device. */
export const rawControlCases: readonly Case[] = cases(
  ...raw(1, 'for a permissive device', permissive),
  ...raw(3, 'for a permissive driver', { permissive: true }),
  {
    id: 'CAP-20/5',
    title: 'permissive knows no exclusive types',
    on: 'each',
    needs: both,
    setup: permissive,
    steps: (d) => [
      write(d.msi + 2, 2, control(d, d.msi) | 1),
      write(d.msix + 2, 2, control(d, d.msix) | 0x8000),
    ],
    expect: (d) => [
      replies([
        [0, control(d, d.msi) | 1],
        [0, control(d, d.msix) | 0x8000],
      ]),
      configWrites([
        [d.msi + 2, control(d, d.msi), control(d, d.msi) | 1],
        [d.msix + 2, control(d, d.msix), control(d, d.msix) | 0x8000],
      ]),
    ],
  },
  {
    id: 'CAP-20/6',
    title: 'a failing write to hardware is returned',
    on: 'each',
    needs: msiEndpoint,
    setup: permissive,
    steps: (d) => [{ do: 'fault', what: 'configWrite' }, write(d.msi + 2, 2, control(d, d.msi) | 1)],
    expect: (d) => [reply(1, -3, control(d, d.msi) | 1), configWrites([])],
  },
);
