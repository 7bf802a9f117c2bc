import { SH_AER } from '../../../src/abi/pciif.ts';
import { read } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import {
  aerVerdicts,
  connection,
  eois,
  fetches,
  including,
  logCount,
  pageWords,
  reply,
} from '../../../src/conformance/expect.ts';
import {
  advance,
  answer,
  besideRtl,
  call,
  callbacks,
  exchange,
  killed,
  LIMIT,
  nobodyKilled,
  notify,
  plain,
  posted,
  says,
  setErr,
  twoGuests,
  virtual,
  voters,
} from './steps.ts';

/* AER-06, AER-13, AER-14, AER-16, AER-17: what becomes of answers. */

const valid = [1, 2, 3, 4, 5];
const results = [...valid, 0, 6, 77, 0x80000000, 0xffffffff];

export const answerCases = cases(
  ...voters.flatMap(({ name, code }, i) =>
    results.map((result, k): Case => {
      const kill = result === 1 || result === 4;
      const checked = () => [aerVerdicts([[code, 1]], 1), killed(1, 1), logCount(0)];
      return {
        id: `AER-06/${i * results.length + k + 1}`,
        title: `${name}: answer ${result} is returned${kill ? ', and kills' : ''}`,
        on: 'one',
        needs: plain,
        steps: () => [call(name), answer(result)],
        expect: () => [
          aerVerdicts([], 0),
          aerVerdicts([[code, result]], 1),
          killed(kill ? 1 : 0, 1),
          logCount(0),
        ],
        ...(valid.includes(result) ? {} : { accept: { 'aer-answer-checked': checked } }),
      };
    }),
  ),
  ...results.map(
    (result, k): Case => ({
      id: `AER-06/${voters.length * results.length + k + 1}`,
      title: `resume: answer ${result} is ignored`,
      on: 'one',
      needs: plain,
      steps: () => [call('resume'), answer(result)],
      expect: () => [aerVerdicts([], 0), aerVerdicts([[3, 0]], 1), nobodyKilled(), logCount(0)],
    }),
  ),
  ...callbacks.map(
    ({ name, code, fallback }, i): Case => ({
      id: `AER-13/${i + 1}`,
      title: `${name} without an answer: withdrawn with a line after 300 seconds, the default, no kill`,
      on: 'one',
      needs: plain,
      steps: () => [call(name), advance(LIMIT + 10)],
      expect: () => [
        aerVerdicts([[code, fallback]], 1),
        nobodyKilled(),
        says(1, 1),
        exchange(['clear bit 2', 'aer+4 := 1'], 1),
        pageWords({ flags: 2, 'aer.err': 1 }),
      ],
      accept: {
        'aer-timeout-is-no-answer': () => [
          aerVerdicts([[code, name === 'resume' ? 0 : 1]], 1),
          killed(1, 1),
          says(1, 1),
          exchange(['clear bit 2', 'aer+4 := 1'], 1),
          pageWords({ flags: 2, 'aer.err': 1 }),
        ],
      },
    }),
  ),
  {
    id: 'AER-13/5',
    title: 'afterwards an event is taken for an answer that nobody waits for, and gets no EOI',
    on: 'one',
    needs: plain,
    steps: () => [call('detected'), advance(LIMIT + 10), answer(5)],
    expect: () => [exchange([], 2), aerVerdicts([], 2), connection({ eoiMissing: true })],
    accept: {
      'aer-timeout-cleans-up': () => [
        exchange(['spurious EOI'], 2),
        aerVerdicts([], 2),
        connection({ eoiMissing: false }),
      ],
    },
  },
  {
    id: 'AER-14/1',
    title: 'after an answer an event is an ordinary one',
    on: 'one',
    needs: plain,
    steps: () => [call('detected'), answer(5), notify, read(0)],
    expect: (d) => [
      eois([[0, 0]], 1),
      eois([[1, 0]], 2),
      reply(3, 0, d.dword(0)),
      connection({ eoiMissing: false }),
      pageWords({ flags: 2 }),
    ],
  },
  {
    id: 'AER-14/2',
    title: 'what counts is sh.aer.err at the end of the wait, not what was there before',
    on: 'one',
    needs: plain,
    steps: () => [call('mmio'), setErr(4), setErr(1), notify, answer(3)],
    expect: () => [aerVerdicts([], 3), aerVerdicts([[1, 3]], 4), nobodyKilled()],
  },
  {
    id: 'AER-14/3',
    title: 'an answer after nearly 300 seconds is as good as one at once',
    on: 'one',
    needs: plain,
    steps: () => [call('slot_reset'), advance(LIMIT - 10), answer(4)],
    expect: () => [aerVerdicts([[2, 4]], 2), killed(1, 2), logCount(0), connection({ eoiMissing: false })],
  },
  {
    id: 'AER-14/4',
    title: 'a frontend that leaves the channel state where it is has answered with it',
    on: 'one',
    needs: plain,
    steps: () => [
      call('detected', { state: 2 }),
      { do: 'page', field: 'flags', how: 'clear', value: 4 },
      notify,
    ],
    expect: () => [aerVerdicts([[0, 2]], 2), nobodyKilled()],
  },
  {
    id: 'AER-16/1',
    title: 'a second device’s error waits until the first one is answered',
    on: 'one',
    needs: besideRtl,
    setup: twoGuests,
    steps: () => [call('detected'), call('mmio', { device: 1 }), answer(5, 0), answer(3, 1)],
    expect: (d) => [
      exchange(posted(6, 2, virtual(d)), 0),
      exchange([], 1),
      exchange(['EOI', ...posted(8, 1, 0).map((one) => `guest 1: ${one}`)], 2),
      aerVerdicts([[0, 5]], 2),
      aerVerdicts([[1, 3]], 3),
    ],
    accept: {
      'aer-wait-per-device': (d) => [
        exchange(posted(6, 2, virtual(d)), 0),
        exchange(
          posted(8, 1, 0).map((one) => `guest 1: ${one}`),
          1,
        ),
        exchange(['EOI'], 2),
        aerVerdicts([[0, 5]], 2),
        aerVerdicts([[1, 3]], 3),
      ],
    },
  },
  {
    id: 'AER-16/2',
    title: 'a second error of the same device waits too, in every profile',
    on: 'one',
    needs: plain,
    steps: () => [call('detected'), call('mmio'), answer(5), answer(3)],
    expect: (d) => [
      exchange([], 1),
      exchange(['EOI', ...posted(8, 1, virtual(d))], 2),
      aerVerdicts([[0, 5]], 2),
      aerVerdicts([[1, 3]], 3),
    ],
  },
  {
    id: 'AER-16/3',
    title: 'configuration requests are served while a callback waits',
    on: 'one',
    needs: plain,
    steps: () => [call('detected'), read(0), answer(5)],
    expect: (d) => [reply(1, 0, d.dword(0)), aerVerdicts([], 1), aerVerdicts([[0, 5]], 2)],
  },
  {
    id: 'AER-17/1',
    title: 'the answer is read once: what is written after that does not count',
    on: 'one',
    needs: plain,
    steps: () => [
      call('mmio'),
      { ...answer(3), at: [{ on: 'fetch', name: 'aer.err', nth: 1, then: [setErr(5)] }] },
    ],
    expect: () => [aerVerdicts([[1, 5]], 1), nobodyKilled(), fetches([[SH_AER + 4, 4]], 1)],
  },
  {
    id: 'AER-17/2',
    title: 'what the guest writes into the rest of the request is not looked at',
    on: 'one',
    needs: plain,
    steps: () => [
      call('slot_reset'),
      { do: 'page', field: 'aer.cmd', value: 7 },
      { do: 'page', field: 'aer.domain', value: 0xffffffff },
      { do: 'page', field: 'aer.devfn', value: 0xffffffff },
      answer(4),
    ],
    expect: () => [
      aerVerdicts([[2, 4]], 4),
      killed(1, 4),
      including(fetches([[SH_AER + 4, 4]], 4)),
      pageWords({ 'aer.cmd': 7, 'aer.domain': 0xffffffff, 'aer.devfn': 0xffffffff }),
    ],
  },
);
