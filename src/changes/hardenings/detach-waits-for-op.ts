import type { Connection } from '../../backend/connection.ts';
import type { Blocker } from '../../host/index.ts';
import { type Hardening, wrapBackend } from '../change.ts';

/** The worker of a connection is not in the middle of a request. */
class BetweenRequests implements Blocker {
  readonly reason = 'the request in hand';
  private readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** A request does not pause once it has found its device, so a worker that is in one is on a processor. */
  ready(): boolean {
    return this.connection.opWork.runningTask?.running !== true;
  }
}

export const detachWaitsForOp: Hardening = {
  kind: 'hardening',
  id: 'detach-waits-for-op',
  title: 'a device is returned only when the request that is working on it is complete',
  cause:
    'Hot unplug and unbind take the device off the list and return it while a request that found it before is still ' +
    'executing: the rest of the request reads and writes a device that is free, or already belongs to another guest, ' +
    'or whose data was freed. Only a disconnect waits for the worker.',
  rules: ['XB-45', 'EVT-24', 'STUB-20', 'STUB-30'],
  reach: 'dom0 root',
  severity: 'medium',
  oracles: ['isolation', 'crash'],
  conflicts: [],
  apply: (seams) => {
    const waiting = wrapBackend(
      seams,
      'beforeReturn',
      (previous) =>
        function* (connection, dev) {
          yield* previous(connection, dev);
          const between = new BetweenRequests(connection);
          while (!between.ready()) yield between;
        },
    );
    // The return itself forgets the owner, when nobody uses the device any more.
    return wrapBackend(waiting, 'disownAtDetach', () => () => {});
  },
};
