import { noCall } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const lateDeviceMissed: Rewrite = {
  flaw: 'late-device-missed',
  changes: [{ file: 'xenbus.c', function: 'xen_pcibk_be_watch', edits: [noCall('xen_pcibk_reconfigure')] }],
};
