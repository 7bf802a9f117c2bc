import { cases } from '../../../src/conformance/case.ts';
import { aerVerdicts, connection, count, flagChanges } from '../../../src/conformance/expect.ts';
import { answer, call } from './steps.ts';

/** An answer that comes exactly between the request and the wait for it (AER-12). */
export const earlyAnswerCases = cases({
  id: 'AER-12/8',
  title: 'an answer that is there before the wait begins ends it at once',
  on: 'one',
  steps: () => [{ ...call('detected'), at: [{ on: 'wait', nth: 1, then: [answer(3)] }] }, answer(5)],
  expect: () => [
    aerVerdicts([[0, 3]], 0),
    aerVerdicts([], 1),
    flagChanges([[2, 1]]),
    count('Notify', 1, {}, 0),
    connection({ eoiMissing: false }),
  ],
});
