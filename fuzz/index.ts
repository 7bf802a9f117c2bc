import type { AnyTarget } from '../src/campaign/target.ts';
import { target as aer } from './aer.ts';
import { target as configWrite } from './config-write.ts';
import { target as doubleFetch } from './double-fetch.ts';
import { target as eventFlood } from './event-flood.ts';
import { target as hotplug } from './hotplug.ts';
import { target as interruptControl } from './interrupt-control.ts';
import { target as lspciParser } from './lspci-parser.ts';
import { target as moduleTarget } from './module.ts';
import { target as msi } from './msi.ts';
import { target as quirks } from './quirks.ts';
import { target as sysfs } from './sysfs.ts';
import { target as twoGuests } from './two-guests.ts';
import { target as xenbus } from './xenbus.ts';

/** Every fuzz target, in the order in which a campaign takes turns. */
export const targets: readonly AnyTarget[] = Object.freeze([
  doubleFetch,
  eventFlood,
  configWrite,
  msi,
  interruptControl,
  xenbus,
  hotplug,
  aer,
  quirks,
  sysfs,
  twoGuests,
  moduleTarget,
  lspciParser,
]);
