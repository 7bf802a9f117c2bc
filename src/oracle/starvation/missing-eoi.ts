import type { Execution } from '../../executor/execution.ts';
import { type Violation, violation } from '../oracle.ts';

/** At rest a bound channel still waits for the EOI of an event, so it is deaf for good. */
export function missingEoi(execution: Execution): Violation[] {
  const { crash, log, final } = execution;
  if (crash !== null || log.truncated || final.waiting.some(({ reason }) => reason.startsWith('wait queue')))
    return [];
  return final.connections
    .filter(({ eoiMissing }) => eoiMissing)
    .map(({ domid }) =>
      violation(
        'starvation',
        'eoi-never',
        'xen_pcibk_test_and_schedule_op',
        ['EVT-29', 'AER-13'],
        'an event is never acknowledged and its channel stays deaf',
        `domain ${domid}`,
      ),
    );
}
