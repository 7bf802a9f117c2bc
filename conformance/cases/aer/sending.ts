import { read } from '../../../src/conformance/actions.ts';
import { type Case, type CaseSetup, cases } from '../../../src/conformance/case.ts';
import {
  aerVerdicts,
  connection,
  count,
  eois,
  logCount,
  pageWords,
} from '../../../src/conformance/expect.ts';
import {
  advance,
  answer,
  besideRtl,
  call,
  callbacks,
  clearActive,
  exchange,
  held,
  killed,
  LIMIT,
  nobodyKilled,
  notify,
  plain,
  posted,
  request,
  rest,
  says,
  setErr,
  virtual,
} from './steps.ts';

/* AER-05, AER-10 to AER-12, AER-15, AER-18: a request and the wait for its answer. */

/** The virtual bus is full; the device under test is given to the guest in vain and stays with it. */
const crowded: CaseSetup = {
  device: { guest: null },
  others: [{ name: 'rtl8139', guest: 0, copies: 32 }],
};
const leak = [
  { do: 'toolstack', step: 'add' },
  { do: 'frontend', step: 'reconfiguring' },
] as const;

export const sendingCases = cases(
  ...callbacks.flatMap(({ name, cmd }, i) =>
    [1, 2, 3].map(
      (state, k): Case => ({
        id: `AER-05/${3 * i + k + 1}`,
        title: `${name} with channel state ${state} sends command ${cmd} with ${name === 'detected' ? 'it' : 'state 1'}`,
        on: 'one',
        needs: plain,
        steps: () => [call(name, { state }), rest],
        expect: (d) => [exchange(posted(cmd, name === 'detected' ? state : 1, virtual(d)), 0)],
      }),
    ),
  ),
  {
    id: 'AER-10/1',
    title: 'the address is the one the guest has for the device',
    on: 'each',
    needs: besideRtl,
    setup: { device: { guest: null }, others: [{ name: 'rtl8139', guest: 0 }] },
    steps: () => [...leak, call('mmio'), rest],
    expect: (d) => [exchange(posted(8, 1, virtual(d, 1)), 2)],
  },
  ...callbacks.map(
    ({ name, code, cmd }, i): Case => ({
      id: `AER-10/${i + 2}`,
      title: `${name} for a device without an address: command and state written, a line${name === 'resume' ? '' : ', kill, NONE'}`,
      on: 'one',
      needs: besideRtl,
      setup: crowded,
      steps: () => [...leak, call(name, { state: 2 })],
      expect: () => [
        exchange([`aer+0 := ${cmd}`, `aer+4 := ${name === 'detected' ? 2 : 1}`], 2),
        says(1, 2),
        aerVerdicts([[code, name === 'resume' ? 0 : 1]], 2),
        killed(name === 'resume' ? 0 : 1, 2),
      ],
      accept: {
        // The device was taken back: no guest has it.
        'return-on-failed-export': () => [
          exchange([], 2),
          logCount(1, 2),
          aerVerdicts([[code, callbacks[i]?.fallback ?? 0]], 2),
          nobodyKilled(2),
        ],
      },
    }),
  ),
  {
    id: 'AER-11/1',
    title: 'a request ends with one notification; without a pending event there is no EOI',
    on: 'one',
    needs: plain,
    steps: () => [call('slot_reset'), rest],
    expect: (d) => [
      exchange(posted(9, 1, virtual(d)), 0),
      count('Notify', 1, {}, 0),
      eois([], 0),
      pageWords({ flags: 2 }),
    ],
  },
  {
    id: 'AER-11/2',
    title: 'an event whose EOI is due gets it right after the notification',
    on: 'one',
    needs: plain,
    steps: () => [
      held(read(0)),
      held(call('slot_reset')),
      { do: 'run', task: 'aer', steps: 8, hold: true },
      held(rest),
    ],
    expect: (d) => [exchange([...posted(9, 1, virtual(d)), 'EOI'], 2), eois([[0, 0]], 2)],
  },
  {
    id: 'AER-11/3',
    title: 'PCIB_active is set in the flags word, and nothing else in it changes',
    on: 'one',
    needs: plain,
    steps: () => [
      { do: 'page', field: 'flags', how: 'or', value: 0xabcdef00 },
      { ...call('detected'), at: [{ on: 'notify', nth: 1, then: [answer(5)] }] },
    ],
    expect: () => [pageWords({ flags: 0xabcdef02 }), aerVerdicts([[0, 5]], 1)],
  },
  {
    id: 'AER-12/1',
    title: 'the wait goes on until just before 300 seconds',
    on: 'one',
    needs: plain,
    steps: () => [call('detected'), advance(LIMIT - 10), answer(5)],
    expect: () => [aerVerdicts([], 0), aerVerdicts([], 1), logCount(0), aerVerdicts([[0, 5]], 2)],
  },
  {
    id: 'AER-12/2',
    title: 'and is over after 300 seconds',
    on: 'one',
    needs: plain,
    steps: () => [call('mmio'), advance(LIMIT - 10), advance(20)],
    expect: () => [aerVerdicts([], 1), aerVerdicts([[1, 5]], 2)],
    accept: { 'aer-timeout-is-no-answer': () => [aerVerdicts([], 1), aerVerdicts([[1, 1]], 2)] },
  },
  {
    id: 'AER-12/3',
    title: 'an event with PCIB_active still set ends no wait and is spurious',
    on: 'one',
    needs: plain,
    steps: () => [call('detected'), notify, answer(3)],
    expect: () => [aerVerdicts([], 1), eois([[1, 0]], 1), aerVerdicts([[0, 3]], 2), eois([[0, 0]], 2)],
  },
  {
    id: 'AER-12/4',
    title: 'PCIB_active cleared without an event is not seen before the next event',
    on: 'one',
    needs: plain,
    steps: () => [call('detected'), setErr(3), clearActive, advance(1000), notify],
    expect: () => [aerVerdicts([], 2), aerVerdicts([], 3), aerVerdicts([[0, 3]], 4), eois([[0, 0]], 4)],
  },
  {
    id: 'AER-12/5',
    title: 'or before the time is over: it is an answer then, no timeout',
    on: 'one',
    needs: plain,
    steps: () => [call('detected'), setErr(3), clearActive, advance(LIMIT + 10)],
    expect: () => [
      aerVerdicts([[0, 3]], 3),
      logCount(0),
      nobodyKilled(),
      exchange([], 3),
      connection({ eoiMissing: false }),
    ],
  },
  {
    id: 'AER-12/6',
    title: 'an answer that comes before the wait begins needs no wait',
    on: 'one',
    needs: plain,
    steps: () => [{ ...call('mmio'), at: [{ on: 'notify', nth: 1, then: [answer(3)] }] }],
    expect: () => [aerVerdicts([[1, 3]], 0), connection({ eoiMissing: false })],
  },
  {
    id: 'AER-12/7',
    title: 'while a worker is due, the end of the wait leaves the EOI to it',
    on: 'one',
    needs: plain,
    steps: () => [
      held(read(0)),
      held(call('detected')),
      held({ do: 'run', task: 'aer', steps: 8 }),
      held(setErr(5)),
      held(clearActive),
      held(notify),
      held({ do: 'run', task: 'aer', steps: 8 }),
      advance(0),
    ],
    expect: () => [
      aerVerdicts([[0, 5]], 6),
      eois([], 6),
      eois([[0, 0]], 7),
      connection({ eoiMissing: false }),
    ],
  },
  {
    id: 'AER-15/1',
    title: 'in pass-through the address is the host address',
    on: 'each',
    needs: plain,
    setup: { topology: 'passthrough' },
    steps: () => [call('detected', { state: 2 }), rest],
    expect: ({ description: { domain, bus, devfn } }) => [
      exchange([...request(6, 2, devfn, domain, bus), 'set bit 2', 'notify'], 0),
    ],
  },
  {
    id: 'AER-15/2',
    title: 'in pass-through even a device that is not on the bus has an address',
    on: 'one',
    needs: besideRtl,
    setup: { topology: 'passthrough', device: { guest: null }, others: [{ name: 'rtl8139', guest: 0 }] },
    steps: () => [leak[0], { do: 'fault', what: 'alloc' }, leak[1], call('resume'), rest],
    expect: ({ description: { domain, bus, devfn } }) => [
      exchange([...request(7, 1, devfn, domain, bus), 'set bit 2', 'notify'], 3),
    ],
    accept: { 'return-on-failed-export': () => [exchange([], 3), logCount(1, 3), aerVerdicts([[3, 0]], 3)] },
  },
  {
    id: 'AER-15/3',
    title: 'on the virtual bus the address is that of its slot',
    on: 'each',
    needs: plain,
    steps: () => [call('detected', { state: 2 }), rest],
    expect: (d) => [exchange(posted(6, 2, virtual(d)), 0)],
  },
  {
    id: 'AER-18/1',
    title: 'a device without an address: no flag, no notification, and no wait that a later event could end',
    on: 'one',
    needs: besideRtl,
    setup: crowded,
    steps: () => [...leak, call('mmio'), notify],
    expect: () => [
      exchange(['aer+0 := 8', 'aer+4 := 1'], 2),
      count('Notify', 0, {}, 2),
      exchange(['spurious EOI'], 3),
      pageWords({ 'aer.cmd': 8, 'aer.err': 1, 'aer.devfn': 0, flags: 2 }),
    ],
    accept: {
      'return-on-failed-export': () => [
        exchange([], 2),
        exchange(['spurious EOI'], 3),
        pageWords({ flags: 2 }),
      ],
    },
  },
);
