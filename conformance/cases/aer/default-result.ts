import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  aerVerdicts,
  connection,
  count,
  fetches,
  logCount,
  stores,
} from '../../../src/conformance/expect.ts';
import { madeUp, malformed } from '../stub/steps.ts';
import { bind } from '../sys/files.ts';
import {
  answer,
  bound,
  call,
  callbacks,
  create,
  exchange,
  killed,
  nobodyKilled,
  noHandler,
  plain,
  posted,
  says,
  virtual,
} from './steps.ts';

/* AER-01 to AER-04: nobody is asked. */

/** Without a page or a handler: who is killed, and how many lines there are. */
const handlerless = { detected: [1, 0], mmio: [0, 1], slot_reset: [0, 1], resume: [1, 1] } as const;

export const defaultResultCases = cases(
  ...callbacks.map(
    ({ name, code, fallback }, i): Case => ({
      id: `AER-01/${i + 1}`,
      title: `${name} without anybody to ask gives its default, whether free, without page or without handler`,
      on: 'one',
      needs: plain,
      setup: bound,
      steps: () => [
        call(name),
        create,
        call(name),
        { do: 'frontend', step: 'publish' },
        noHandler,
        call(name),
      ],
      expect: () => [
        aerVerdicts([[code, fallback]], 0),
        aerVerdicts([[code, fallback]], 2),
        aerVerdicts([[code, fallback]], 5),
      ],
    }),
  ),
  ...callbacks.map(
    ({ name, code, fallback }, i): Case => ({
      id: `AER-02/${i + 1}`,
      title: `${name} of a device that no guest has: a line, the default, no kill`,
      on: 'each',
      setup: bound,
      steps: () => [call(name, { state: 1 })],
      expect: () => [
        aerVerdicts([[code, fallback]], 0),
        says(1, 0),
        nobodyKilled(),
        count('XenstoreWrite', 0),
      ],
    }),
  ),
  {
    id: 'AER-02/5',
    title: 'a device that came back from its guest is one that no guest has',
    on: 'one',
    needs: plain,
    steps: () => [
      { do: 'toolstack', step: 'remove' },
      { do: 'frontend', step: 'reconfiguring' },
      call('detected'),
      call('resume'),
    ],
    expect: () => [
      aerVerdicts([[0, 2]], 2),
      aerVerdicts([[3, 0]], 3),
      says(1, 2),
      says(1, 3),
      nobodyKilled(),
      stores([]),
      connection({ mapped: true, bound: true }),
    ],
  },
  {
    id: 'AER-02/6',
    title: 'for a device that is bound and that the driver has no record of, the same',
    on: 'one',
    needs: madeUp,
    setup: { start: 'idle' },
    steps: (d) => [
      ...malformed(d),
      bind(),
      call('detected'),
      call('mmio'),
      call('slot_reset'),
      call('resume'),
    ],
    expect: () => [
      aerVerdicts([
        [0, 2],
        [1, 5],
        [2, 5],
        [3, 0],
      ]),
      says(1, 3),
      says(1, 6),
      nobodyKilled(),
    ],
    accept: { 'duplicate-field-fails-bind': () => [aerVerdicts([]), nobodyKilled(), logCount(0, 3)] },
  },
  ...callbacks.map(
    ({ name, code, fallback }, i): Case => ({
      id: `AER-03/${i + 1}`,
      title: `${name} for a guest that is not connected kills with a line, and gives the default`,
      on: 'one',
      needs: plain,
      setup: bound,
      steps: () => [create, call(name)],
      expect: () => [
        aerVerdicts([[code, fallback]], 1),
        killed(1, 1),
        logCount(1, 1),
        connection({ mapped: false, backendState: 3 }),
      ],
    }),
  ),
  {
    id: 'AER-03/5',
    title: 'a guest that closed and kept its device is killed',
    on: 'one',
    needs: plain,
    steps: () => [{ do: 'frontend', step: 'close' }, call('detected'), call('mmio')],
    expect: () => [
      aerVerdicts([[0, 2]], 1),
      aerVerdicts([[1, 5]], 2),
      killed(1, 1),
      killed(1, 2),
      stores([]),
      fetches([]),
      connection({ mapped: false, backendState: 6 }),
    ],
  },
  ...callbacks.map(
    ({ name, code, fallback }, i): Case => ({
      id: `AER-04/${i + 1}`,
      title: `${name} for a guest without a handler for errors: ${handlerless[name][0] === 1 ? 'kill' : 'no kill'}, ${handlerless[name][1] === 1 ? 'one line' : 'no line'}`,
      on: 'one',
      needs: plain,
      steps: () => [noHandler, call(name, { state: 3 })],
      expect: () => [
        aerVerdicts([[code, fallback]], 1),
        killed(handlerless[name][0], 1),
        says(handlerless[name][1], 1),
        exchange([], 1),
        connection({ mapped: true, bound: true, eoiMissing: false }),
      ],
    }),
  ),
  {
    id: 'AER-04/5',
    title: 'the flag counts as it is when the callback comes',
    on: 'one',
    needs: plain,
    steps: () => [
      noHandler,
      call('mmio'),
      { do: 'page', field: 'flags', how: 'or', value: 2 },
      call('mmio'),
      answer(3),
    ],
    expect: (d) => [
      exchange([], 1),
      exchange(posted(8, 1, virtual(d)), 3),
      aerVerdicts([[1, 5]], 1),
      aerVerdicts([], 3),
      aerVerdicts([[1, 3]], 4),
    ],
  },
  {
    id: 'AER-04/6',
    title: 'other bits of the flags word stand for no handler',
    on: 'one',
    needs: plain,
    steps: () => [{ do: 'page', field: 'flags', how: 'set', value: 0xfffffff8 }, call('slot_reset')],
    expect: () => [aerVerdicts([[2, 5]], 1), exchange([], 1), nobodyKilled(), logCount(1, 1)],
  },
);
