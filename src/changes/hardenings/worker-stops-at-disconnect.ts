import { type Connection, INVALID_EVTCHN_IRQ } from '../../backend/connection.ts';
import { type Hardening, wrapBackend } from '../change.ts';

/** Requests served before the worker lets other work of the queue run. */
const REQUESTS_PER_RUN = 16;

/** Disconnect unbinds the channel before it waits for the worker. */
const disconnecting = ({ evtchnIrq }: Connection): boolean => evtchnIrq === INVALID_EVTCHN_IRQ;

export const workerStopsAtDisconnect: Hardening = {
  kind: 'hardening',
  id: 'worker-stops-at-disconnect',
  title: 'the worker ends at a disconnect, and after a number of requests',
  cause:
    'The worker goes on as long as the guest has posted the next request, and disconnect waits for it under the lock of ' +
    'the connection, in the task that serves xenstore for all guests. A guest that always posts in time from another ' +
    'processor stops that task for good.',
  rules: ['EVT-10', 'EVT-21', 'EVT-24', 'XB-06'],
  reach: 'guest',
  severity: 'high',
  oracles: ['starvation'],
  conflicts: [],
  apply: (seams) => {
    const bounded = wrapBackend(seams, 'workerContinues', (previous) => (connection, served) => {
      if (disconnecting(connection) || !previous(connection, served)) return false;
      if (served < REQUESTS_PER_RUN) return true;
      connection.opWork.schedule();
      return false;
    });
    // The event is ended by the run that leaves nothing to do.
    return wrapBackend(bounded, 'workerEnds', (previous) => (connection) => {
      if (!connection.opWork.pending) previous(connection);
    });
  },
};
