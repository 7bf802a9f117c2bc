import { resetKeepsMsi } from './reset-keeps-msi.ts';
import { prove } from './testing/prove.ts';

prove(resetKeepsMsi, ['leak/msi/pcistub_put_pci_dev'], { silentWithFlaw: [1] });
