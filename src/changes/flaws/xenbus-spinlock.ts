import { type Flaw, wrapBackend } from '../change.ts';
import { Spinning } from './shared/spinning.ts';

export const xenbusSpinlock: Flaw = {
  kind: 'flaw',
  id: 'xenbus-spinlock',
  group: 'xenbus-spinlock',
  title: "a connection's transitions are under a spinlock, over xenstore and waiting",
  cause:
    'Connecting, reconfiguring and disconnecting exclude each other by a spinlock, and under it xenstore is asked, the ' +
    'page mapped and the worker waited for: the processor sleeps where it must not. No advisory.',
  advisory: 'none',
  cves: [],
  fixedBy: 'b1766b62890e',
  affected: 'Linux 3.1',
  rules: ['XB-06'],
  oracles: ['lock'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(
      seams,
      'connectionLock',
      (previous) => (connection) => new Spinning(connection.driver.kernel, 'dev_lock', previous(connection)),
    ),
};
