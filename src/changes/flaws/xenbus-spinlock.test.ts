import { prove } from './testing/prove.ts';
import { xenbusSpinlock } from './xenbus-spinlock.ts';

prove(xenbusSpinlock, [
  'lock/sleep-in-atomic/flush_work+dev_lock',
  'lock/sleep-in-atomic/free_irq+dev_lock',
  'lock/sleep-in-atomic/xenbus_unmap_ring+dev_lock',
]);
