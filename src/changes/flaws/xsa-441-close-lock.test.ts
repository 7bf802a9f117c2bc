import { prove } from './testing/prove.ts';
import { xsa441CloseLock } from './xsa-441-close-lock.ts';

prove(xsa441CloseLock, ['lock/self-deadlock/evtchn_rwl'], { silentWithFlaw: [1] });
