import { type Hardening, wrapBackend } from '../change.ts';

export const reconfigureResyncsState: Hardening = {
  kind: 'hardening',
  id: 'reconfigure-resyncs-state',
  title: 'the answer to a reconfiguration is written whatever was written last',
  cause:
    'A state switch compares with what the backend wrote last and not with what xenstore holds. Where the toolstack ' +
    'puts Reconfiguring over a Reconfigured or a fatal Closing, the same answer is not written again: the backend ' +
    'stays in Reconfiguring, and each further Reconfiguring of the frontend is a further pass with its error line.',
  rules: ['XB-07', 'XB-40', 'XB-48', 'XB-57', 'XB-60'],
  reach: 'guest',
  severity: 'low',
  oracles: ['xenbus', 'log-rate'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'mayReconfigure', (previous) => (connection, expected) => {
      if (!previous(connection, expected)) return false;
      connection.xdev.state = expected;
      return true;
    }),
};
