import { type Case, cases } from '../../../src/conformance/case.ts';
import { aerVerdicts, count, observed } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { answer, call, killed, nobodyKilled, plain } from './steps.ts';

/* AER-22: the whole recovery of the host. */

const recovery = (verdict: number, success: 0 | 1) =>
  observed(
    'outcome of the whole recovery [verdict, success]',
    ['host-effects'],
    (seen) => seen.all('AerRecovery').map(({ b, c }) => [b, c]),
    [[verdict, success]],
  );

/** Answers to the commands of one recovery, and what comes of them. */
interface Sequence {
  readonly title: string;
  readonly state?: number;
  readonly answers: readonly number[];
  readonly callbacks: readonly (readonly [callback: number, result: number])[];
  readonly kills: number;
  readonly verdict: number;
  readonly success: 0 | 1;
  /** The same where invalid answers count as NONE. */
  readonly checked?: Pick<Sequence, 'callbacks' | 'kills' | 'verdict' | 'success'>;
}

const sequences: readonly Sequence[] = [
  {
    title: '5 to detected: resume',
    answers: [5, 5],
    callbacks: [
      [0, 5],
      [3, 0],
    ],
    kills: 0,
    verdict: 5,
    success: 1,
  },
  {
    title: '5 to detected, and anything to resume',
    answers: [5, 4],
    callbacks: [
      [0, 5],
      [3, 0],
    ],
    kills: 0,
    verdict: 5,
    success: 1,
  },
  {
    title: '2, 2: mmio, failed',
    answers: [2, 2],
    callbacks: [
      [0, 2],
      [1, 2],
    ],
    kills: 0,
    verdict: 2,
    success: 0,
  },
  {
    title: '2, 5: mmio, resume',
    answers: [2, 5, 5],
    callbacks: [
      [0, 2],
      [1, 5],
      [3, 0],
    ],
    kills: 0,
    verdict: 5,
    success: 1,
  },
  {
    title: '2, 3, 5: mmio, slot reset, resume',
    answers: [2, 3, 5, 5],
    callbacks: [
      [0, 2],
      [1, 3],
      [2, 5],
      [3, 0],
    ],
    kills: 0,
    verdict: 5,
    success: 1,
  },
  {
    title: '2, 4: mmio, kill, failed',
    answers: [2, 4],
    callbacks: [
      [0, 2],
      [1, 4],
    ],
    kills: 1,
    verdict: 4,
    success: 0,
  },
  {
    title: '3, 3: slot reset, failed',
    answers: [3, 3],
    callbacks: [
      [0, 3],
      [2, 3],
    ],
    kills: 0,
    verdict: 3,
    success: 0,
  },
  {
    title: '3, 5: slot reset, resume',
    answers: [3, 5, 5],
    callbacks: [
      [0, 3],
      [2, 5],
      [3, 0],
    ],
    kills: 0,
    verdict: 5,
    success: 1,
  },
  {
    title: '3, 4: slot reset, kill, failed',
    answers: [3, 4],
    callbacks: [
      [0, 3],
      [2, 4],
    ],
    kills: 1,
    verdict: 4,
    success: 0,
  },
  { title: '4: kill, failed', answers: [4], callbacks: [[0, 4]], kills: 1, verdict: 4, success: 0 },
  {
    title: '1, 1: mmio, resume, two kills, success',
    answers: [1, 1, 1],
    callbacks: [
      [0, 1],
      [1, 1],
      [3, 0],
    ],
    kills: 2,
    verdict: 5,
    success: 1,
  },
  {
    title: '77: failed, no kill',
    answers: [77, 77, 77],
    callbacks: [[0, 77]],
    kills: 0,
    verdict: 77,
    success: 0,
    checked: {
      callbacks: [
        [0, 1],
        [1, 1],
        [3, 0],
      ],
      kills: 2,
      verdict: 5,
      success: 1,
    },
  },
  {
    title: '4 with the channel gone: kill, failed',
    state: 3,
    answers: [4],
    callbacks: [[0, 4]],
    kills: 1,
    verdict: 4,
    success: 0,
  },
  {
    title: '2 with the channel gone: failed',
    state: 3,
    answers: [2],
    callbacks: [[0, 2]],
    kills: 0,
    verdict: 2,
    success: 0,
  },
  {
    title: '2, 5 with the channel frozen: bus reset, mmio, resume',
    state: 2,
    answers: [2, 5, 5],
    callbacks: [
      [0, 2],
      [1, 5],
      [3, 0],
    ],
    kills: 0,
    verdict: 5,
    success: 1,
  },
];

export const recoveryCases = cases(
  ...sequences.map(
    ({ title, state = 1, answers, callbacks, kills: times, verdict, success, checked }, i): Case => ({
      id: `AER-22/${i + 1}`,
      title: `answers ${title}`,
      on: 'one',
      needs: need.all(plain, need.reset),
      steps: () => [call('recover', { state }), ...answers.map((one) => answer(one))],
      expect: () => [aerVerdicts(callbacks), killed(times), recovery(verdict, success)],
      ...(checked === undefined
        ? {}
        : {
            accept: {
              'aer-answer-checked': () => [
                aerVerdicts(checked.callbacks),
                killed(checked.kills),
                recovery(checked.verdict, checked.success),
              ],
            },
          }),
    }),
  ),
  {
    id: `AER-22/${sequences.length + 1}`,
    title: 'a frozen channel that nothing can reset: failed after detected',
    on: 'one',
    needs: need.all(
      plain,
      need.that((d) => !d.canReset, 'has a reset method'),
    ),
    steps: () => [call('recover', { state: 2 }), answer(5)],
    expect: () => [aerVerdicts([[0, 5]]), nobodyKilled()],
  },
  {
    id: `AER-22/${sequences.length + 2}`,
    title: 'a frozen channel: the function is reset before the next callback',
    on: 'one',
    needs: need.all(plain, need.reset),
    steps: () => [call('recover', { state: 2 }), answer(3), answer(5), answer(1)],
    expect: () => [
      aerVerdicts([[0, 3]], 1),
      count('FunctionReset', 0, {}, 0),
      count('FunctionReset', 1, {}, 1),
      count('FunctionReset', 0, {}, 2),
      recovery(5, 1),
    ],
  },
);
