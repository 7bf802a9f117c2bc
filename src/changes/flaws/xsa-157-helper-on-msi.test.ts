import { prove } from './testing/prove.ts';
import { xsa157HelperOnMsi } from './xsa-157-helper-on-msi.ts';

prove(xsa157HelperOnMsi, ['crash/bug/free_msi_irqs', 'host-integrity/helper-irq/xen_pcibk_control_isr']);
