import { prove } from './testing/prove.ts';
import { topologySpinlock } from './topology-spinlock.ts';

prove(topologySpinlock, ['lock/sleep-in-atomic/kmalloc+dev_list_lock']);
