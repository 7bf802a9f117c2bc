import { type Case, cases } from '../../../src/conformance/case.ts';
import type { Action } from '../../../src/program/program.ts';
import { claims, handlerMoves, installed, interrupt, listed, off, on, show, withLine } from './steps.ts';

const shared = (answer: 'yes' | 'no' | 'unknown'): Action => ({ do: 'lineShared', shared: answer });

/** Asking whether the line is shared (ISR-11). */
export const sharingCases: readonly Case[] = cases(
  {
    id: 'ISR-11/1',
    title:
      'at the 1000th the handler asks, and on an unshared line acknowledges no more: that one is still claimed',
    on: 'one',
    needs: withLine,
    steps: () => [off, on, shared('no'), interrupt(999), show, interrupt(), show, interrupt(5), show],
    expect: () => [
      claims([999, 0], 3),
      listed('on:acking:999', 4),
      claims([1, 0], 5),
      listed('on:not acking:1000', 6),
      claims([0, 5], 7),
      listed('on:not acking:1000', 8),
    ],
  },
  {
    id: 'ISR-11/2',
    title: 'on a shared line it goes on',
    on: 'one',
    needs: withLine,
    steps: () => [off, on, shared('yes'), interrupt(1000), show, interrupt(1001), show],
    expect: () => [
      claims([1000, 0], 3),
      listed('on:acking:1000', 4),
      claims([1001, 0], 5),
      listed('on:acking:2001', 6),
    ],
  },
  {
    id: 'ISR-11/3',
    title: 'a query that fails counts as shared',
    on: 'one',
    needs: withLine,
    steps: () => [off, on, shared('unknown'), interrupt(1001), show],
    expect: () => [claims([1001, 0], 3), listed('on:acking:1001', 4)],
  },
  {
    id: 'ISR-11/4',
    title:
      'it asks at each 1000th and at no other: a line that is unshared from the 1001st on is found at the 2000th',
    on: 'one',
    needs: withLine,
    steps: () => [
      off,
      on,
      shared('no'),
      interrupt(999),
      shared('yes'),
      interrupt(1),
      shared('no'),
      interrupt(999),
      show,
      interrupt(1),
      show,
      interrupt(1),
    ],
    expect: () => [
      claims([1, 0], 5),
      claims([999, 0], 7),
      listed('on:acking:1999', 8),
      claims([1, 0], 9),
      listed('on:not acking:2000', 10),
      claims([0, 1], 11),
    ],
  },
  {
    id: 'ISR-11/5',
    title: 'a new installation acknowledges again',
    on: 'one',
    needs: withLine,
    steps: () => [off, on, interrupt(1000), off, on, interrupt(999), show, interrupt(1), show],
    expect: (d) => [
      handlerMoves([installed(d)], 4),
      claims([999, 0], 5),
      listed('on:acking:1999', 6),
      listed('on:not acking:2000', 8),
    ],
  },
);
