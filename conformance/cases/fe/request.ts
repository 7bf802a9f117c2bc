import { type ClientCase, clientCases } from '../../../src/conformance/client/client-case.ts';
import {
  elapsed,
  lineCount,
  order,
  pageWords,
  requests,
  result,
  resultsFrom,
} from '../../../src/conformance/client/client-expect.ts';
import type { Answer, ClientStep, PageWord } from '../../../src/conformance/client/script.ts';
import { attach, conf_read, connected, NEXT, nic, publish, readIds } from './steps.ts';

/* FE-05 to FE-09: one request. */

const attached: readonly ClientStep[] = [publish, attach];
const READ = 2;
const MSEC = 1000;
const given = [0, 0x10d38086];
const nothing = [0x86, 0xffffffff];
const posted = ['slot', 'set PCIF_active', 'event'];
const gaveUp = [...posted, 'clear PCIF_active'];

/** A read whose completion is like this. */
const timed = (
  number: number,
  title: string,
  answer: Answer,
  usec: number,
  completes: boolean,
  rule = 'FE-05',
): ClientCase => ({
  id: `${rule as 'FE-05'}/${number}`,
  title,
  setup: { functions: [nic], answers: [answer] },
  steps: [...attached, readIds],
  expect: [
    elapsed(READ, usec),
    result(READ, completes ? given : nothing),
    order(completes || answer.after !== 'never' ? posted : gaveUp, READ),
    lineCount(completes ? 0 : 1),
    pageWords({ flags: 2 }),
  ],
});

/** Every word of the slot. */
const junk: readonly PageWord[] = Array.from({ length: 137 }, (_, i) => [4 + 4 * i, 0xdeadbeef]);

/** An AER request about the first function, posted as a request completes. */
const aer = { cmd: 6, state: 2 } as const;

export const requestCases = clientCases(
  {
    id: 'FE-05/1',
    title: 'The slot is there before the flag, and the flag before the event',
    setup: { functions: [nic] },
    steps: [
      ...attached,
      { do: 'write', domain: 1, bus: 2, devfn: 0x1f, offset: 0x10, size: 4, value: 0xfedcba98 },
    ],
    expect: [
      order(posted, READ),
      requests([{ cmd: 1, domain: 1, bus: 2, devfn: 0x1f, offset: 0x10, size: 4, value: 0xfedcba98 }], READ),
    ],
  },
  timed(2, 'A completion before the deadline is taken', { after: 1900 * MSEC }, 1900 * MSEC, true),
  timed(
    3,
    'An event that completes nothing does not end the wait',
    { after: 1500 * MSEC, nudges: [100 * MSEC, 1400 * MSEC] },
    1500 * MSEC,
    true,
  ),
  timed(
    4,
    'The first look after 2 s gives up',
    { after: 'never', nudges: [1900 * MSEC, 2100 * MSEC] },
    2100 * MSEC,
    false,
  ),
  timed(5, 'Without any event the sleep ends after 3 s', { after: 'never' }, 3000 * MSEC, false),
  timed(
    6,
    'An event renews the sleep, so that giving up may take up to 5 s',
    { after: 'never', nudges: [1900 * MSEC] },
    4900 * MSEC,
    false,
  ),
  timed(7, 'A completion that comes too late is not taken', { after: 2500 * MSEC }, 2500 * MSEC, false),
  timed(
    8,
    'A completion without an event is found too late',
    { after: 500 * MSEC, event: false },
    3000 * MSEC,
    false,
  ),
  {
    id: 'FE-05/9',
    title: 'Other bits of the flags stay when a request is posted and given up',
    setup: { answers: [{ after: 'never' }] },
    steps: [...attached, { do: 'page', words: [[0, 0x80000012]] }, readIds],
    expect: [pageWords({ flags: 0x80000012 }), order(gaveUp, 3)],
  },
  {
    id: 'FE-06/1',
    title: 'Fields that a request does not use are zero, whatever the slot held',
    setup: { functions: [nic] },
    steps: [...attached, { do: 'page', words: junk }, { do: 'read', offset: 8, size: 2 }],
    expect: [requests([{ cmd: 0, offset: 8, size: 2 }], 3)],
  },
  {
    id: 'FE-06/2',
    title: 'A driver called in the middle posts its request when the slot is free again',
    setup: {
      functions: [nic],
      driver: { reads: 8 },
      answers: [{ on: { offset: 0x48 }, times: 1, after: MSEC, aer }],
    },
    steps: [...connected, { do: 'read', offset: 0x48, size: 4 }],
    expect: [
      requests(
        [
          { cmd: 0, offset: 0x48, size: 4 },
          { cmd: 0, offset: 8, size: 4 },
        ],
        NEXT,
      ),
      order([...posted, 'detected in state 2', ...posted, 'answer 2', 'clear PCIB_active', 'event'], NEXT),
    ],
  },
  {
    id: 'FE-07/1',
    title: 'An AER request whose event was taken for the completion is served',
    setup: {
      functions: [nic],
      driver: {},
      answers: [{ on: { offset: 0x48 }, times: 1, after: MSEC, aer }],
    },
    steps: [...connected, { do: 'read', offset: 0x48, size: 4, then: 'nothing' }],
    expect: [
      order([...posted, 'detected in state 2', 'answer 2', 'clear PCIB_active', 'event'], NEXT),
      result(NEXT, [0, 0]),
      pageWords({ flags: 2, 'aer.err': 2 }),
    ],
  },
  {
    id: 'FE-07/2',
    title: 'The slot is copied before anything else may change it',
    setup: {
      driver: {},
      answers: [{ on: { cmd: 4 }, err: 0, value: 0, vectors: [55, 56], aer, later: junk }],
      functions: [nic],
    },
    steps: [...connected, { do: 'msix', indices: [0, 1] }],
    expect: [result(NEXT, { result: 0, pirqs: [55, 56] }), pageWords({ 'op.msix_entries[0]': 0xdeadbeef })],
  },
  {
    id: 'FE-07/3',
    title: 'The result is op.err, and without an AER request none is served',
    setup: { answers: [{ err: -4 }], driver: {} },
    steps: [...attached, readIds],
    expect: [result(READ, [0x81, 0xffffffff]), order(posted, READ)],
  },
  {
    id: 'FE-08/1',
    title: 'A value is taken also when every field of the request was changed',
    setup: {
      functions: [nic],
      answers: [
        { on: conf_read, value: 0x12345678, page: [4, 12, 16, 20, 24, 28, 36].map((at) => [at, 0x55]) },
      ],
    },
    steps: [...attached, readIds],
    expect: [result(READ, [0, 0x12345678])],
  },
  {
    id: 'FE-08/2',
    title: 'Vectors are taken also when the table indices were changed',
    setup: {
      answers: [
        {
          err: 0,
          value: 0,
          page: [
            [40, 0x00090021],
            [44, 0x00090022],
          ],
        },
      ],
    },
    steps: [...attached, { do: 'msix', indices: [3, 4] }],
    expect: [result(READ, { result: 0, pirqs: [0x21, 0x22] })],
  },
  timed(
    1,
    'Without an answer the device counts as not found',
    { after: 'never' },
    3000 * MSEC,
    false,
    'FE-09',
  ),
  {
    id: 'FE-09/2',
    title: 'What the backend stored in the meantime is not taken',
    setup: {
      answers: [
        {
          after: 'never',
          page: [
            [8, 0],
            [32, 0],
            [40, 0x21],
          ],
        },
      ],
    },
    steps: [
      ...attached,
      { do: 'msix', indices: [0] },
      { do: 'msi' },
      { do: 'write', offset: 4, size: 2, value: 7 },
    ],
    expect: [resultsFrom(READ, [{ result: -1, pirqs: [] }, -22, 0x86]), lineCount(3)],
  },
  {
    id: 'FE-09/3',
    title: 'An AER request is not looked at when a request is given up, but at the next event',
    setup: { answers: [{ after: 'never' }], driver: null },
    steps: [
      ...attached,
      { do: 'aer', cmd: 6, event: false, then: 'nothing' },
      { ...readIds, then: 'nothing' },
      { do: 'event' },
    ],
    expect: [
      order(gaveUp, 3),
      order(['answer 1', 'clear PCIB_active', 'event'], 4),
      pageWords({ flags: 2, 'aer.err': 1 }),
    ],
  },
  {
    id: 'FE-09/4',
    title: 'The next request is posted as if nothing had been',
    setup: { functions: [nic], answers: [{ times: 1, after: 'never' }] },
    steps: [...attached, readIds, readIds],
    expect: [resultsFrom(READ, [nothing, given]), order(posted, 3)],
  },
);
