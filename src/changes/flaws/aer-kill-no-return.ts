import { type Flaw, wrapBackend } from '../change.ts';

export const aerKillNoReturn: Flaw = {
  kind: 'flaw',
  id: 'aer-kill-no-return',
  group: 'aer-kill-no-return',
  title: 'the kill after a device error goes on without a transaction',
  cause:
    'When the xenstore transaction cannot start the error is logged and the kill goes on, with an error number in ' +
    'place of the transaction. No advisory: it takes a failure of the host and a device error.',
  advisory: 'none',
  cves: [],
  fixedBy: '402c5e15',
  affected: 'unknown: only the title of the fix is',
  rules: ['AER-20'],
  oracles: ['crash'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(seams, 'leavesKill', (previous) => (driver, connection, err) => {
      previous(driver, connection, err);
      return false;
    }),
};
