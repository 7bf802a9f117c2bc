import { prove } from './testing/prove.ts';
import { xsa43UnlimitedLog } from './xsa-43-unlimited-log.ts';

prove(xsa43UnlimitedLog, ['log-rate/unlimited/error-enabling-msi-for-guest-err'], { silentWithFlaw: [1] });
