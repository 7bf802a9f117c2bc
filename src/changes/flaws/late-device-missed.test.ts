import { lateDeviceMissed } from './late-device-missed.ts';
import { prove } from './testing/prove.ts';

prove(lateDeviceMissed, ['xenbus/late-device/xen_pcibk_be_watch'], { silentWithFlaw: [1] });
