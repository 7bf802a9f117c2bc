import type { Execution } from '../../executor/execution.ts';
import type { Violation } from '../../oracle/oracle.ts';
import type { FetchPair } from '../html/findings/data.ts';
import { wordValue } from '../page-text.ts';
import { ordinal } from '../trace-names.ts';
import { between, findTwoFetches, followed } from '../two-fetches.ts';

/**
 * The fetches that a double-fetch violation is about, in words; null for other violations and where the execution
 * does not show them. To be called before the executor runs again.
 */
export function fetchPairOf(
  execution: Execution,
  violation: Pick<Violation, 'fingerprint'>,
): FetchPair | null {
  const found = findTwoFetches(execution, violation);
  if (found === undefined) return null;
  const origin = execution.log.record(0).time;
  return {
    shown: found.shown.map(({ number, offset, bytes, field, value, site, time }) => ({
      which: ordinal(number),
      offset,
      field,
      value: wordValue(offset, bytes, value),
      site,
      time: time - origin,
    })),
    count: found.count,
    between: between(execution, found.shown),
    followed: followed(execution, found),
  };
}
