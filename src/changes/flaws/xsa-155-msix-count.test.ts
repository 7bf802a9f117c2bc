import { prove } from './testing/prove.ts';
import { xsa155MsixCount } from './xsa-155-msix-count.ts';

prove(xsa155MsixCount, [
  'crash/out-of-bounds/xen_pcibk_enable_msix',
  'double-fetch/op.value/xen_pcibk_enable_msix',
]);
