import { disableMsi, enableMsi, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import {
  again,
  back,
  claims,
  handlerMoves,
  interrupt,
  listed,
  off,
  on,
  show,
  toggle,
  withLine,
  withLineAndMsi,
} from './steps.ts';

/** Another device on the line of the one under test, in the hands of the same guest. */
const withNeighbour = {
  needs: need.all(
    withLineAndMsi,
    need.that(({ line, name }) => line === 11 && name !== 'rtl8139', 'is not on line 11'),
  ),
  setup: { others: [{ name: 'rtl8139', guest: 0 }] },
} as const;

/** Claiming interrupts, and their number (ISR-10, 12). */
export const interruptCases: readonly Case[] = cases(
  {
    id: 'ISR-10/1',
    title: 'interrupts are counted and claimed while the handler is on and acknowledges',
    on: 'each',
    needs: withLine,
    steps: () => [off, on, interrupt(3), show, interrupt(), show],
    expect: () => [claims([3, 0], 2), listed('on:acking:3', 3), claims([1, 0], 4), listed('on:acking:4', 5)],
  },
  {
    id: 'ISR-10/2',
    title: 'while it is marked off they are neither counted nor claimed',
    on: 'each',
    needs: withLine,
    steps: () => [off, on, interrupt(2), toggle, interrupt(3), show, toggle, interrupt(), show],
    expect: () => [
      claims([0, 3], 4),
      listed('off:acking:2', 5),
      claims([1, 0], 7),
      listed('on:acking:3', 8),
      handlerMoves([], 3),
      handlerMoves([], 6),
    ],
  },
  {
    id: 'ISR-10/3',
    title: 'while it does not acknowledge, the device having MSI on, those of the line are not its own',
    on: 'each',
    ...withNeighbour,
    steps: () => [
      write(4, 2, 0, { device: 1 }),
      off,
      on,
      interrupt(2, 1),
      enableMsi(),
      interrupt(3, 1),
      show,
      disableMsi(),
      interrupt(1, 1),
      show,
    ],
    expect: () => [
      claims([2, 0], 3),
      claims([0, 3], 5),
      listed('on:not acking:2', 6),
      claims([1, 0], 8),
      listed('on:acking:3', 9),
    ],
  },
  {
    id: 'ISR-10/4',
    title: 'acknowledging without being on, after MSI went off, claims nothing',
    on: 'each',
    needs: withLineAndMsi,
    setup: { device: { hostSharesLine: true } },
    steps: () => [off, enableMsi(), disableMsi(), show, interrupt(3), show],
    expect: () => [listed('off:acking:0', 3), claims([0, 3], 4), listed('off:acking:0', 5)],
  },
  {
    id: 'ISR-12/1',
    title: 'the number goes on over removal and installation',
    on: 'one',
    needs: withLine,
    steps: () => [off, on, interrupt(600), off, show, on, interrupt(399), show, interrupt(1), show],
    expect: () => [
      listed('off:not acking:600', 4),
      listed('on:acking:999', 7),
      listed('on:not acking:1000', 9),
    ],
  },
  {
    id: 'ISR-12/2',
    title: 'it goes on for the next guest',
    on: 'one',
    needs: withLine,
    steps: () => [off, on, interrupt(600), back, show, ...again, off, on, interrupt(400), show],
    expect: () => [listed('off:not acking:600', 4), claims([400, 0], 9), listed('on:not acking:1000', 10)],
  },
  {
    id: 'ISR-12/3',
    title: 'it begins anew when the device is bound again',
    on: 'one',
    needs: withLine,
    steps: () => [off, on, interrupt(600), back, { do: 'unbind' }, { do: 'bind' }, show],
    expect: () => [listed('off:not acking:0', 6), count('IrqRaised', 600)],
  },
);
