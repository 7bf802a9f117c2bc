import { type CatalogueRow, flaws, hardenings, row } from './row.ts';

const IN_CORE = "no advisory: it is in today's driver";

/** Section G, observations without an advisory, and the two fixes of the changelog without a row. */
export const observationRows: readonly CatalogueRow[] = [
  row('G1', '', 'a failed MSI-X turns acknowledging off', hardenings('ack-only-on-success', IN_CORE)),
  row('G2', '', 'negative offsets', hardenings('offset-in-range', IN_CORE)),
  row('G3', '', 'Connected with nothing attached', hardenings('connected-needs-attach', IN_CORE)),
  row(
    'G4',
    '',
    'the wait for an AER answer holds all others up',
    hardenings(
      'aer-wait-per-device aer-timeout-cleans-up aer-timeout-is-no-answer aer-waitqueue-once',
      IN_CORE,
    ),
  ),
  row('G5', '', 'any AER answer is believed', hardenings('aer-answer-checked', IN_CORE)),
  row('G6', '', 'a worker that a guest keeps going', hardenings('worker-stops-at-disconnect', IN_CORE)),
  row('G7', '', 'MSI-X with no vectors', hardenings('count-zero-refused', IN_CORE)),
  row('G8', '', 'addresses beyond the bus', hardenings('devfn-exact', IN_CORE)),
  row('G9', '', 'fields are not freed at the last', hardenings('free-fields-first', IN_CORE)),
  row(
    '6337a239',
    '6337a239',
    'the wrong check before a release',
    flaws('release-guard', undefined, 'built from the title of the fix alone'),
  ),
  row('402c5e15', '402c5e15', 'a kill without a transaction goes on', flaws('aer-kill-no-return')),
];
