import { read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  aerVerdicts,
  connection,
  count,
  device,
  logCount,
  nodes,
  observed,
  reply,
  states,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';
import {
  answer,
  besideRtl,
  bound,
  call,
  create,
  killed,
  killOf,
  kills,
  nobodyKilled,
  plain,
  twoGuests,
} from './steps.ts';

/* AER-20 to AER-22: the kill, and the host's whole recovery. */

/** What an action reads from xenstore; null: there is no such node. */
const found = (text: string | null, action: number) =>
  observed(
    `text that action ${action} reads from xenstore`,
    ['xenstore'],
    (seen) =>
      seen.all('XenstoreAccess', action).map(({ c }) => (c === 0 ? null : seen.execution.log.textOf(c))),
    [text],
  );

/** Dom0 writes a node, everybody waiting. */
const writes = (path: string, value: string): Action => ({
  do: 'xenstore',
  by: 'dom0',
  access: 'write',
  path,
  value,
  hold: true,
});
const BACKEND = '/local/domain/0/backend/pci/1/1';
const FRONTEND = '/local/domain/1/device/pci/1';
/** The toolstack gives the device to the guest on a backend of its own, beside an empty one. */
const secondConnection: readonly Action[] = [
  writes(`${FRONTEND}/state`, '1'),
  writes(`${BACKEND}/frontend`, FRONTEND),
  writes(`${BACKEND}/frontend-id`, '1'),
  writes(`${BACKEND}/online`, '1'),
  writes(`${BACKEND}/num_devs`, '1'),
  writes(`${BACKEND}/dev-0`, '{device}'),
  writes(`${BACKEND}/state`, '1'),
  { do: 'advance', jiffies: 0 },
];

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

export const killAndRecoveryCases = cases(
  {
    id: 'AER-20/1',
    title: 'a kill is one key in the backend directory of the guest, and nothing more',
    on: 'one',
    needs: plain,
    steps: () => [call('detected'), answer(4), read(0)],
    expect: (d) => [
      killed(1, 1),
      states([]),
      logCount(0),
      reply(2, 0, d.dword(0)),
      connection({ backendState: 4, mapped: true, bound: true }),
    ],
  },
  {
    id: 'AER-20/2',
    title: 'it is the guest that has the device',
    on: 'one',
    needs: besideRtl,
    setup: twoGuests,
    steps: () => [call('detected', { device: 1 }), answer(4, 1)],
    expect: () => [kills([killOf(1)])],
  },
  ...[1, 5].map(
    (conflicts, i): Case => ({
      id: `AER-20/${i + 3}`,
      title: `${conflicts} conflicts: tried again until it is done`,
      on: 'one',
      needs: plain,
      steps: () => [
        call('slot_reset'),
        { do: 'fault', what: 'xenstoreConflict', count: conflicts },
        answer(4),
        { do: 'xenstore', by: 'dom0', access: 'read', path: '{backend}/aerState' },
      ],
      expect: () => [logCount(0), aerVerdicts([[2, 4]], 2), found('aerfail', 3)],
    }),
  ),
  {
    id: 'AER-20/5',
    title: 'a transaction that cannot begin is given up with a line, and is not tried again',
    on: 'one',
    needs: plain,
    steps: () => [
      call('detected'),
      { do: 'fault', what: 'xenstoreBegin' },
      answer(4),
      { do: 'xenstore', by: 'dom0', access: 'read', path: '{backend}/aerState' },
    ],
    expect: () => [logCount(1, 2), nobodyKilled(), aerVerdicts([[0, 4]], 2), found(null, 3)],
  },
  {
    id: 'AER-20/6',
    title: 'a key that cannot be written is given up with a line',
    on: 'one',
    needs: plain,
    steps: () => [
      call('detected'),
      { do: 'fault', what: 'xenstoreWrite' },
      answer(1),
      { do: 'xenstore', by: 'dom0', access: 'read', path: '{backend}/aerState' },
    ],
    expect: () => [logCount(1, 2), nobodyKilled(), aerVerdicts([[0, 1]], 2), found(null, 3)],
  },
  {
    id: 'AER-20/7',
    title: 'a second kill writes the key again',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [create, call('detected'), call('resume')],
    expect: () => [killed(1, 1), killed(1, 2)],
  },
  {
    id: 'AER-21/1',
    title: 'for a device on a second connection of the guest the path still names device 0',
    on: 'one',
    needs: plain,
    setup: bound,
    steps: () => [...secondConnection, call('detected')],
    expect: () => [
      device({ owner: 1, inUse: true }),
      nodes('state', ['2', '3'], secondConnection.length - 1),
      kills([killOf()], secondConnection.length),
    ],
  },
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
