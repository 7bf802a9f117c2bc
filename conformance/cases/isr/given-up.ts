import { cases } from '../../../src/conformance/case.ts';
import { count, observed } from '../../../src/conformance/expect.ts';
import { interrupt, off, on, toggle, withLine } from './steps.ts';

/* ISR-10: what the host says of a line that it gives up. */

export const givenUpCases = cases({
  id: 'ISR-10/7',
  title: 'the one line about a line that is given up names it',
  on: 'one',
  needs: withLine,
  steps: () => [off, on, toggle, interrupt(99), interrupt(1)],
  expect: (d) => [
    count('LineShut', 1, { a: d.line }, 4),
    observed(
      'log lines of action 4, and whether they name the interrupt',
      ['log-lines'],
      (seen) => seen.logs(4).map((line) => line.includes(`irq ${d.line}:`)),
      [true],
    ),
  ],
});
