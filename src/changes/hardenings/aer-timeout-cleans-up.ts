import { PCIB_AER_WAIT, PCIB_OP_PENDING } from '../../backend/connection.ts';
import { lateEoi } from '../../backend/events/late-eoi.ts';
import { type Hardening, wrapBackend } from '../change.ts';

export const aerTimeoutCleansUp: Hardening = {
  kind: 'hardening',
  id: 'aer-timeout-cleans-up',
  title: 'when an AER wait is over nobody counts as waiting any more',
  cause:
    'After a timeout the connection stays marked as waiting, so a late answer wakes nobody and is never ' +
    'acknowledged: the channel is deaf from then on, also for a guest that was merely slow. An event between the ' +
    'EOI at the end of any wait and the end of the mark is lost in the same way.',
  rules: ['AER-13', 'EVT-28', 'EVT-29'],
  reach: 'guest and host fault',
  severity: 'medium',
  oracles: ['starvation'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'takeAnswer', (previous) => (driver, psdev, connection, page, request, answered) => {
      const answer = previous(driver, psdev, connection, page, request, answered);
      connection.clearBit(PCIB_AER_WAIT);
      if (!connection.testBit(PCIB_OP_PENDING)) lateEoi(connection, true);
      return answer;
    }),
};
