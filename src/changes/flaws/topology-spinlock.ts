import { type Flaw, wrapBackend } from '../change.ts';
import { Spinning } from './shared/spinning.ts';

export const topologySpinlock: Flaw = {
  kind: 'flaw',
  id: 'topology-spinlock',
  group: 'topology-spinlock',
  title: 'the list of devices is under a spinlock, over an allocation',
  cause:
    "A connection's list of devices is guarded by a spinlock, and under it memory is allocated that may have to be " +
    'waited for: the processor sleeps where it must not. No advisory.',
  advisory: 'none',
  cves: [],
  fixedBy: '74d33dedc2fb',
  affected: 'Linux 3.1',
  rules: ['VPCI-04', 'XB-43'],
  oracles: ['lock'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(
      wrapBackend(
        seams,
        'newListLock',
        (previous) => (connection) =>
          new Spinning(connection.driver.kernel, 'dev_list_lock', previous(connection)),
      ),
      'allocateEntry',
      (previous) => (connection, bytes) => {
        const lock = connection.driver.topology?.listLock(connection);
        if (lock == null || !lock.tryAcquire()) return previous(connection, bytes);
        const allocated = previous(connection, bytes);
        lock.release();
        return allocated;
      },
    ),
};
