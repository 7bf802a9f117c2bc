import { cases } from '../../../src/conformance/case.ts';
import { count, device } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { handlerMoves, installed, interrupt, listed, off, on, show, toggle, withLine } from './steps.ts';

/* Interrupts that nobody takes (ISR-05, ISR-10). */

/** In a row and on a line with handlers: then the host gives the line up. */
const LIMIT = 100;

export const nobodyCases = cases(
  {
    id: 'ISR-05/3',
    title: 'a device without a line interrupts nobody',
    on: 'one',
    needs: need.all(need.ordinary, need.noLine),
    steps: () => [on, interrupt(3), show],
    expect: () => [
      count('IrqRaised', 0),
      count('IrqRequest', 0),
      listed('off:not acking:0', 2),
      device({ helpers: 0 }),
    ],
  },
  {
    id: 'ISR-10/5',
    title: 'a device that is gone interrupts nobody',
    on: 'one',
    needs: withLine,
    steps: () => [off, on, interrupt(2), { do: 'vanish' }, interrupt(3), show],
    expect: () => [
      count('IrqRaised', 2, { b: 1 }, 2),
      count('IrqRaised', 0, {}, 4),
      listed('on:acking:2', 5),
    ],
  },
  {
    id: 'ISR-10/6',
    title:
      'what it leaves to others nobody may want: the host gives the line up, and takes it up with a new handler',
    on: 'one',
    needs: withLine,
    steps: () => [
      off,
      on,
      toggle,
      interrupt(LIMIT - 1),
      interrupt(2),
      toggle,
      interrupt(5),
      off,
      on,
      interrupt(2),
      show,
    ],
    expect: (d) => [
      count('IrqRaised', LIMIT - 1, { a: d.line, b: 0 }, 3),
      count('LineShut', 0, {}, 3),
      count('IrqRaised', 1, { a: d.line, b: 0 }, 4),
      count('LineShut', 1, { a: d.line }, 4),
      count('IrqRaised', 0, {}, 6),
      handlerMoves([installed(d)], 8),
      count('IrqRaised', 2, { a: d.line, b: 1 }, 9),
      listed('on:acking:2', 10),
    ],
  },
);
