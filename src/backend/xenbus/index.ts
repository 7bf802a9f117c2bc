import { LogLevel, type Steps } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';
import { chooseTopology } from '../topology/topology.ts';
import { PcibackXenbus } from './probe.ts';

/** Chooses the topology (PT-07) and registers with the xen-backend bus; 0 or a negative errno. */
export function registerXenbus(driver: Pciback): number {
  driver.topology = chooseTopology(driver);
  driver.kernel.log.print(LogLevel.Info, `pciback: topology ${driver.topology.name}`);
  return driver.kernel.xenbus.registerBackend(new PcibackXenbus(driver));
}

/** Leaves the xen-backend bus; -EAGAIN while a connection exists (STUB-29). */
export function unregisterXenbus(driver: Pciback): Steps<number> {
  return driver.kernel.xenbus.unregister();
}
