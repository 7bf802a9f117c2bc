import { INVALID_EVTCHN_IRQ } from '../../backend/connection.ts';
import { type Hardening, wrapBackend } from '../change.ts';

export const undoFailedAttach: Hardening = {
  kind: 'hardening',
  id: 'undo-failed-attach',
  title: 'a page whose channel cannot be bound is unmapped before the failure is announced',
  cause:
    'When the event channel cannot be bound the page stays mapped until the frontend closes: the guest can neither use ' +
    'it nor take it back.',
  rules: ['XB-24', 'XB-61'],
  reach: 'guest',
  severity: 'low',
  oracles: ['leak'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'afterFailedBind', (previous) => (connection) => {
      previous(connection);
      // A channel from an earlier attach may still be bound, and its handler looks at the page (EVT-06).
      if (connection.evtchnIrq === INVALID_EVTCHN_IRQ) connection.driver.seams.unmapPage(connection);
    }),
};
