import { noPrepareMsix } from './no-prepare-msix.ts';
import { prove } from './testing/prove.ts';

prove(noPrepareMsix, ['host-integrity/msix-announced/pcistub_init_device'], { silentWithFlaw: [1] });
