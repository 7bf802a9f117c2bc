import { hardware, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { configWrites, logCount, replies, reply } from '../../../src/conformance/expect.ts';
import type { Action } from '../../../src/program/program.ts';
import { both, control, msiEndpoint, msixEndpoint, optedIn } from './tools.ts';

const bits = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => 1 << (from + i));

/** Tries to change each bit of a control word, and expects what the rule says of it. */
const eachBit = (register: number, old: number, list: readonly number[]): Action[] =>
  list.map((bit) => write(register, 2, old ^ bit));
const refused = (old: number, list: readonly number[]) =>
  replies(list.map((bit): [number, number] => [-3, old ^ bit]));

/** Cases of CAP-22 and CAP-24: which bits may change. */
export const controlWriteCases: readonly Case[] = cases(
  {
    id: 'CAP-22/1',
    title: 'without allow_interrupt_control no bit of the MSI control word changes',
    on: 'each',
    needs: msiEndpoint,
    steps: (d) => eachBit(d.msi + 2, control(d, d.msi), bits(0, 15)),
    expect: (d) => [refused(control(d, d.msi), bits(0, 15)), configWrites([]), logCount(0)],
  },
  {
    id: 'CAP-22/2',
    title: 'without allow_interrupt_control no bit of the MSI-X control word changes',
    on: 'each',
    needs: msixEndpoint,
    steps: (d) => eachBit(d.msix + 2, control(d, d.msix), bits(0, 15)),
    expect: (d) => [refused(control(d, d.msix), bits(0, 15)), configWrites([]), logCount(0)],
  },
  {
    id: 'CAP-22/3',
    title: 'with it every bit of the MSI control word but ENABLE is refused',
    on: 'each',
    needs: msiEndpoint,
    setup: optedIn,
    steps: (d) => eachBit(d.msi + 2, control(d, d.msi), bits(1, 15)),
    expect: (d) => [refused(control(d, d.msi), bits(1, 15)), configWrites([])],
  },
  {
    id: 'CAP-22/4',
    title: 'with it every bit of the MSI-X control word but ENABLE and MASKALL is refused',
    on: 'each',
    needs: msixEndpoint,
    setup: optedIn,
    steps: (d) => eachBit(d.msix + 2, control(d, d.msix), bits(0, 13)),
    expect: (d) => [refused(control(d, d.msix), bits(0, 13)), configWrites([])],
  },
  {
    id: 'CAP-22/5',
    title: 'one wrong bit spoils the right ones',
    on: 'each',
    needs: msiEndpoint,
    setup: optedIn,
    steps: (d) => [write(d.msi + 2, 2, control(d, d.msi) ^ 0x0011)],
    expect: (d) => [reply(0, -3, control(d, d.msi) ^ 0x0011), configWrites([])],
  },
  {
    id: 'CAP-24/1',
    title: 'MSI is disabled whatever else is on',
    on: 'each',
    needs: both,
    setup: optedIn,
    steps: (d) => [
      hardware(d.msi + 2, 2, control(d, d.msi) | 1),
      hardware(d.msix + 2, 2, control(d, d.msix) | 0x8000),
      write(d.msi + 2, 2, control(d, d.msi)),
    ],
    expect: (d) => [
      reply(2, 0, control(d, d.msi)),
      configWrites([[d.msi + 2, control(d, d.msi) | 1, control(d, d.msi)]]),
    ],
  },
  {
    id: 'CAP-24/2',
    title: 'MSI-X is disabled, or masked while off, whatever else is on',
    on: 'each',
    needs: both,
    setup: optedIn,
    steps: (d) => [
      hardware(d.msi + 2, 2, control(d, d.msi) | 1),
      hardware(d.msix + 2, 2, control(d, d.msix) | 0x8000),
      write(d.msix + 2, 2, control(d, d.msix)),
      write(d.msix + 2, 2, control(d, d.msix) | 0x4000),
      write(d.msix + 2, 2, control(d, d.msix)),
    ],
    expect: (d) => [
      replies([
        [0, control(d, d.msix)],
        [0, control(d, d.msix) | 0x4000],
        [0, control(d, d.msix)],
      ]),
      configWrites([
        [d.msix + 2, control(d, d.msix) | 0x8000, control(d, d.msix)],
        [d.msix + 2, control(d, d.msix), control(d, d.msix) | 0x4000],
        [d.msix + 2, control(d, d.msix) | 0x4000, control(d, d.msix)],
      ]),
    ],
  },
  {
    id: 'CAP-24/3',
    title: 'a failing write to hardware is returned',
    on: 'each',
    needs: msixEndpoint,
    setup: optedIn,
    steps: (d) => [{ do: 'fault', what: 'configWrite' }, write(d.msix + 2, 2, control(d, d.msix) | 0x4000)],
    expect: (d) => [reply(1, -3, control(d, d.msix) | 0x4000), configWrites([])],
  },
);
