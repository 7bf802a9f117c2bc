import { PCI_ERS_RESULT_NONE } from '../../abi/aer.ts';
import { type Connection, INVALID_EVTCHN_IRQ } from '../../backend/connection.ts';
import type { Blocker } from '../../host/index.ts';
import { type Hardening, wrapBackend } from '../change.ts';

/** References to a device that a guest has: the binding's and the guest's. A callback in hand is one more. */
const REFERENCES_IN_USE = 2;

/** No AER callback is working on a device of the connection. */
class CallbacksDone implements Blocker {
  readonly reason = 'AER callbacks of a connection';
  private readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  ready(): boolean {
    const { connection } = this;
    const { devices } = connection.driver;
    return !devices.some(({ pdev, references }) => pdev === connection && references > REFERENCES_IN_USE);
  }
}

const unbound = ({ evtchnIrq }: Connection): boolean => evtchnIrq === INVALID_EVTCHN_IRQ;

export const disconnectEndsAerWait: Hardening = {
  kind: 'hardening',
  id: 'disconnect-ends-aer-wait',
  title: 'a disconnect ends the wait for an answer to an AER request, and comes after it',
  cause:
    'A callback looks once whether there is a page and then uses it for up to 300 seconds; a disconnect waits for the ' +
    'worker but not for callbacks. A guest that closes instead of answering has the host touch an unmapped page.',
  rules: ['AER-03', 'AER-12', 'AER-13', 'EVT-24', 'EVT-25'],
  reach: 'guest and host fault',
  severity: 'high',
  oracles: ['crash'],
  conflicts: [],
  apply: (seams) => {
    const flushed = wrapBackend(
      seams,
      'flushWorker',
      (previous) =>
        function* (connection) {
          yield* previous(connection);
          connection.driver.aerWaitQueue.wakeAll();
          const done = new CallbacksDone(connection);
          while (!done.ready()) yield done;
        },
    );
    const ended = wrapBackend(
      flushed,
      'aerWaitOver',
      (previous) => (driver, psdev, connection, page) =>
        unbound(connection) || previous(driver, psdev, connection, page),
    );
    const looked = wrapBackend(
      ended,
      'takeAnswer',
      (previous) => (driver, psdev, connection, page, request, answered) =>
        previous(driver, psdev, connection, page, request, answered && !unbound(connection)),
    );
    return wrapBackend(looked, 'aerTimedOut', (previous) => (driver, psdev, connection, page, request) => {
      const result = previous(driver, psdev, connection, page, request);
      return unbound(connection) ? PCI_ERS_RESULT_NONE : result;
    });
  },
};
