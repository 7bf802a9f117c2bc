import { findByDevice } from '../../backend/stub/find.ts';
import { returnDevice } from '../../backend/topology/return-device.ts';
import { type Hardening, wrapBackend } from '../change.ts';

export const oneReturnPerDevice: Hardening = {
  kind: 'hardening',
  id: 'one-return-per-device',
  title: 'an unbind takes over a return that waits for the lock of the device',
  cause:
    'A detach takes the device off the list and then waits for its lock. An unbind that holds the lock finds nothing ' +
    'on the list and drops the device as it is: neither reset nor restored, its record never freed. The detach then ' +
    'returns a device that the stub does not know, or has bound again.',
  rules: ['STUB-20', 'STUB-23', 'STUB-30', 'XB-45'],
  reach: 'dom0 root',
  severity: 'low',
  oracles: ['crash', 'leak'],
  conflicts: [],
  apply: (seams) => {
    const takenOver = wrapBackend(
      seams,
      'releaseAtUnbind',
      (previous) =>
        function* (topology, connection, dev) {
          yield* previous(topology, connection, dev);
          if (findByDevice(connection.driver, dev)?.pdev === connection)
            yield* returnDevice(connection, dev, true);
        },
    );
    return wrapBackend(
      takenOver,
      'returnIsDue',
      (previous) => (connection, dev) =>
        findByDevice(connection.driver, dev)?.pdev === connection && previous(connection, dev),
    );
  },
};
