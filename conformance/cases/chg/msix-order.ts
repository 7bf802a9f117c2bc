import { enableMsix, write } from '../../../src/conformance/actions.ts';
import { type Case, cases } from '../../../src/conformance/case.ts';
import { device, errs, reply } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';

const EINVAL = -22;
const ENOSPC = -28;
const tableFits = need.all(
  need.physical,
  need.msix,
  need.that((d) => (d.msixTable?.entries ?? 128) < 128, 'has an MSI-X table of 128 entries or more'),
);

/** Order in which an MSI-X request is checked (CHG-12). */
export const msixOrder: readonly Case[] = cases(
  {
    id: 'CHG-12/1',
    title:
      'duplicate entries in a request for more than the table holds: the count decides in 6.1, the duplicates in 6.12',
    on: 'each',
    needs: tableFits,
    steps: (d) => {
      const entries = (d.msixTable?.entries ?? 0) + 1;
      return [
        write(4, 2, 2),
        enableMsix(entries, { entries: Array.from({ length: entries }, () => [0, 0]) }),
      ];
    },
    expect: () => [reply(1, ENOSPC, ENOSPC >>> 0), device({ msixEnabled: false, vectors: 0 })],
    accept: {
      'msix-check-order': () => [reply(1, EINVAL, EINVAL >>> 0), device({ msixEnabled: false, vectors: 0 })],
      'refuse-bridges': () => [errs([])],
    },
  },
  {
    id: 'CHG-12/2',
    title: 'duplicates in a request that fits, and an index beyond the table, fail in both',
    on: 'each',
    needs: need.all(
      tableFits,
      need.that((d) => (d.msixTable?.entries ?? 0) >= 2, 'has an MSI-X table of one entry'),
    ),
    steps: (d) => [
      write(4, 2, 2),
      enableMsix(2, {
        entries: [
          [1, 0],
          [1, 0],
        ],
      }),
      enableMsix(2, {
        entries: [
          [0, 0],
          [d.msixTable?.entries ?? 0, 0],
        ],
      }),
      enableMsix(2, {
        entries: [
          [1, 0],
          [0, 0],
        ],
      }),
    ],
    expect: () => [
      reply(1, EINVAL, EINVAL >>> 0),
      reply(2, EINVAL, EINVAL >>> 0),
      reply(3, 0, 0),
      device({ msixEnabled: true, vectors: 2 }),
    ],
  },
);
