import { prove } from './testing/prove.ts';
import { unbindSelfDeadlock } from './unbind-self-deadlock.ts';

prove(unbindSelfDeadlock, ['lock/self-deadlock/device_lock'], { silentWithFlaw: [1] });
