import { disableMsix, enableMsi, enableMsix } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { count, device, logCount, reply, stores } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { decode, entries, hostCalls, ownMsix, size, vectorsReturned } from './tools.ts';

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Cases of OPS-15 to OPS-17: what the host is asked, and what comes back. */
export const msixResultCases: readonly Case[] = cases(
  {
    id: 'OPS-15/1',
    title: 'the host is asked for exactly as many vectors as the request says',
    on: 'each',
    needs: ownMsix,
    steps: (d) => [decode(true), enableMsix(1), disableMsix(), enableMsix(size(d))],
    expect: (d) => [
      hostCalls('EnableMsix', 1, 1, 1),
      count('PirqMap', 1, {}, 1),
      hostCalls('EnableMsix', 1, 3, size(d)),
      count('PirqMap', size(d), {}, 3),
      device({ vectors: size(d) }),
    ],
  },
  {
    id: 'OPS-15/2',
    title: 'entries beyond the count are not looked at',
    on: 'each',
    needs: ownMsix,
    steps: (d) => [decode(true), enableMsix(1, { entries: entries(0, 0, size(d), 0xffff) })],
    expect: () => [reply(1, 0, 0), vectorsReturned([[0, 0]], 1), device({ vectors: 1 })],
  },
  {
    id: 'OPS-15/3',
    title: 'all or none: when a vector cannot be had there are none, and the next request gets all',
    on: 'each',
    needs: need.all(
      ownMsix,
      need.that((d) => size(d) > 1, 'has one vector only'),
    ),
    steps: () => [decode(true), { do: 'fault', what: 'pirq' }, enableMsix(2), enableMsix(2)],
    expect: () => [
      reply(2, -28, 0xffffffe4),
      vectorsReturned([], 2),
      reply(3, 0, 0),
      device({ msixEnabled: true, vectors: 2 }),
    ],
  },
  {
    id: 'OPS-16/1',
    title: 'a refusal of the host is err and value, with one log line',
    on: 'each',
    needs: ownMsix,
    steps: (d) => [decode(true), enableMsix(size(d) + 1), enableMsix(1, { entries: entries(size(d)) })],
    expect: () => [
      reply(1, -28, 0xffffffe4),
      stores(
        [
          [8, 0xffffffe4],
          [32, 0xffffffe4],
        ],
        1,
      ),
      logCount(1, 1),
      reply(2, -22, 0xffffffea),
      logCount(1, 2),
      device({ msixEnabled: false, vectors: 0 }),
    ],
  },
  {
    id: 'OPS-16/2',
    title: 'success is 0 and 0, without a line',
    on: 'each',
    needs: ownMsix,
    steps: (d) => [decode(true), enableMsix(size(d))],
    expect: (d) => [
      reply(1, 0, 0),
      logCount(0),
      device({ msixEnabled: true, msiEnabled: false, vectors: size(d) }),
    ],
  },
  {
    id: 'OPS-17/1',
    title: 'each entry asked for gets the pirq of its vector, in the order of the request',
    on: 'each',
    needs: ownMsix,
    steps: (d) => [decode(true), enableMsix(size(d), { entries: entries(...range(size(d)).reverse()) })],
    expect: (d) => [
      reply(1, 0, 0),
      vectorsReturned(
        range(size(d)).map((i) => [i, i]),
        1,
      ),
    ],
  },
  {
    id: 'OPS-17/2',
    title: 'an entry whose host vector is 0 keeps what the guest sent',
    on: 'each',
    needs: need.all(
      ownMsix,
      need.that((d) => size(d) > 1, 'has one vector only'),
    ),
    steps: () => [
      decode(true),
      { do: 'fault', what: 'vector' },
      enableMsix(2, {
        entries: [
          [0, 0x1234],
          [1, 0xffff],
        ],
      }),
    ],
    expect: () => [
      reply(2, 0, 0),
      vectorsReturned(
        [
          [0, 'vector 4660'],
          [1, 1],
        ],
        2,
      ),
    ],
  },
  {
    id: 'OPS-17/3',
    title: 'a failed request stores no vector',
    on: 'each',
    needs: ownMsix,
    steps: () => [decode(true), { do: 'fault', what: 'pirq' }, enableMsix(1), enableMsi()],
    expect: () => [reply(2, -28, 0xffffffe4), vectorsReturned([], 2), vectorsReturned([], 3)],
  },
);
