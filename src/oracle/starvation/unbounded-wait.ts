import type { Execution } from '../../executor/execution.ts';
import { USEC_PER_SEC } from '../../platform/clock.ts';
import { type Violation, violation } from '../oracle.ts';

/** Longest a wait for a guest's answer may take by itself (AER-12). */
const ANSWER_BOUND_USEC = 301 * USEC_PER_SEC;

/** A wait that is not over when the program has ended and has no end in sight; waits for locks have a check of their own. */
export function unboundedWaits({ final }: Execution): Violation[] {
  return final.waiting
    .filter(({ reason, since }) => !reason.startsWith('lock ') && final.now - since > ANSWER_BOUND_USEC)
    .map(({ reason, since }) =>
      violation(
        'starvation',
        'unbounded-wait',
        reason,
        ['AER-12'],
        'the host waits for a guest without bound',
        `${((final.now - since) / USEC_PER_SEC).toFixed(0)} s: ${reason}`,
      ),
    );
}
