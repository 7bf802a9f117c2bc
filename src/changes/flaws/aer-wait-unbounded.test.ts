import { aerWaitUnbounded } from './aer-wait-unbounded.ts';
import { prove } from './testing/prove.ts';

prove(aerWaitUnbounded, ['starvation/unbounded-wait/wait queue xen_pcibk_aer_wait_queue'], {
  silentWithFlaw: [1],
});
