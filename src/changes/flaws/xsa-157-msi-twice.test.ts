import { prove } from './testing/prove.ts';
import { xsa157MsiTwice } from './xsa-157-msi-twice.ts';

prove(xsa157MsiTwice, ['crash/warn/pci_enable_msi']);
