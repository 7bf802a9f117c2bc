import { masterMwiSticky } from './master-mwi-sticky.ts';
import { prove } from './testing/prove.ts';

prove(masterMwiSticky, ['host-integrity/COMMAND-master/command_write']);
