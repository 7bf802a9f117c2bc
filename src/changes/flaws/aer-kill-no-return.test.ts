import { aerKillNoReturn } from './aer-kill-no-return.ts';
import { prove } from './testing/prove.ts';

prove(aerKillNoReturn, ['crash/null-dereference/xenbus_write'], { silentWithFlaw: [1] });
