import { XenbusStateUnknown } from '../../abi/xenbus.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const teardownLeak: Flaw = {
  kind: 'flaw',
  id: 'teardown-leak',
  group: 'teardown-leak',
  title: 'page and channel of a frontend that vanished are never given up',
  cause:
    'The connection of a frontend whose node is gone is freed without a disconnect, as if a frontend always closed ' +
    'first: the mapping and the channel stay for good. Teardown of other backends skipped steps in the same way.',
  advisory: 'XSA-457',
  cves: ['CVE-2010-3699', 'CVE-2024-27393'],
  fixedBy: 'none: fixed in other backends',
  affected: 'none: a class, from blkback and netback',
  rules: ['XB-53', 'XB-54'],
  oracles: ['leak'],
  conflicts: ['xsa-331-unbind-no-sync'],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(
      seams,
      'disconnectAtRemoval',
      (previous) =>
        function* (connection) {
          const { xenbus } = connection.driver.kernel;
          if (xenbus.readDriverState(connection.xdev.otherend) === XenbusStateUnknown) return;
          yield* previous(connection);
        },
    ),
};
