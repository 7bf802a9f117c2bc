import { observed } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';

/** MSI-X with three vectors at least. */
export const withTable = need.all(
  need.ordinary,
  need.msix,
  need.that(({ msixTable }) => (msixTable?.entries ?? 0) >= 3, 'has an MSI-X table of fewer than 3 entries'),
);
/** Vectors stored in the page, in order, and the pirqs that were mapped. */
export const vectors = (expected: 'pirqs', action: number, from: number, to: number) =>
  observed(
    `vectors stored in entries ${from} to ${to} of action ${action} are the pirqs`,
    ['fetches', 'host-effects'],
    (seen) => {
      const pirqs = seen.all('PirqMap', action).map(({ b }) => b);
      const stored = seen.all('Store', action).filter(({ b }) => b >= 40);
      return stored.map(({ b, c, d }, i) => [
        b,
        c,
        d === pirqs[i] && pirqs.length === stored.length ? expected : d,
      ]);
    },
    Array.from({ length: to - from + 1 }, (_, i) => [40 + 4 * (from + i), 2, 'pirqs']),
  );
