import { optInSurvives } from './opt-in-survives.ts';
import { prove } from './testing/prove.ts';

prove(optInSurvives, ['leak/interrupt-control/pcistub_put_pci_dev']);
