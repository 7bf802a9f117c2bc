import { prove } from './testing/prove.ts';
import { writeSpillsNeighbour } from './write-spills-neighbour.ts';

prove(writeSpillsNeighbour, ['host-integrity/CACHE_LINE_SIZE/xen_pcibk_config_write'], {
  silentWithFlaw: [2],
});
