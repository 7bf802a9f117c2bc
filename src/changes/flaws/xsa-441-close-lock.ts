import type { Kernel } from '../../host/kernel.ts';
import { Mutex } from '../../host/lock.ts';
import { PointKind, passPoint } from '../../platform/points.ts';
import { LockFault } from '../../platform/recorder.ts';
import { type Flaw, wrapHost } from '../change.ts';

/** Lock between the event loop, which reads, and the closing of a channel, which writes. */
const LOCK = 'evtchn_rwl';

/** Upcalls so far, of all processors. */
const upcalls = ({ events }: Kernel): number => events.cpus.reduce((sum, { epoch }) => sum + epoch, 0);

export const xsa441CloseLock: Flaw = {
  kind: 'flaw',
  id: 'xsa-441-close-lock',
  group: 'xsa-441',
  title: 'a channel is closed under the lock that its event loop needs',
  cause:
    'The lock that came with XSA-331 keeps the event loop out while a channel is closed, but not the interrupt: an ' +
    'event that comes in on the same processor meanwhile (the console, because the closing path logs; here any ' +
    'channel) waits for a lock that the code below it holds. The real one is in the event core; here the closing of a ' +
    'channel holds it, and an event served within is the reader.',
  advisory: 'XSA-441',
  cves: ['CVE-2023-34324'],
  fixedBy: '87797fad6cce',
  affected: 'Linux 5.10 to 6.5.6',
  rules: ['EVT-24', 'XB-06'],
  oracles: ['lock'],
  conflicts: ['xsa-331-unbind-no-sync', 'close-before-clear'],
  confidence: 'medium',
  apply: (seams) =>
    wrapHost(seams, 'releasePort', (previous) => (kernel, info) => {
      const lock = new Mutex(kernel, LOCK);
      lock.tryAcquire();
      const before = upcalls(kernel);
      const { points } = kernel.world.ports;
      passPoint(points, PointKind.Lock, lock.lockClass);
      previous(kernel, info);
      if (upcalls(kernel) !== before) kernel.lockGraph.fault(LockFault.SelfDeadlock, LOCK);
      lock.release();
    }),
};
