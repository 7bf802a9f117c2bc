import { LogLevel, type PciDevice, type Steps } from '../../host/index.ts';
import { releaseQuirk } from '../config-space/quirks.ts';
import type { Connection } from '../connection.ts';
import type { Pciback } from '../driver.ts';
import { type Topology, topologyOf } from '../topology/topology.ts';
import { findByDevice } from './find.ts';
import { dropReference } from './references.ts';

/**
 * Unbind of a device, its own lock held by the driver core (STUB-30). A guest that uses it is not told: its keys
 * in xenstore stay, its later requests meet no device.
 */
export function* removeStubDevice(driver: Pciback, dev: PciDevice): Steps {
  releaseQuirk(driver, dev);
  const psdev = findByDevice(driver, dev);
  if (psdev === null) return;
  if (psdev.pdev !== null) yield* takeFromGuest(driver, dev, psdev.pdev);
  driver.devicesLock.lock();
  driver.devices.splice(driver.devices.indexOf(psdev), 1);
  driver.devicesLock.unlock();
  dropReference(driver, psdev);
}

function* takeFromGuest(driver: Pciback, dev: PciDevice, connection: Connection): Steps {
  warnInUse(driver, dev);
  const { seams } = driver;
  const topology = topologyOf(connection);
  if (!seams.mayRelease(driver, topology)) return;
  yield* seams.releaseAtUnbind(topology, connection, dev);
}

/** Seam: the connection's topology returns the device. One that is on its way back already is passed over (STUB-23). */
export function releaseAtUnbind(topology: Topology, connection: Connection, dev: PciDevice): Steps {
  return topology.releaseDevice(connection, dev, true);
}

/** Owner as the hypervisor's list has it; a device without one shows the errno of the look-up (XB-36). */
function warnInUse(driver: Pciback, dev: PciDevice): void {
  const { log, pci } = driver.kernel;
  const owner = pci.findOwner(dev);
  const warn = (text: string) => log.print(LogLevel.Warning, `pciback ${dev.name}: ${text}`);
  warn(`****** removed while still in use by domain ${owner}!`);
  warn(`****** domain ${owner} may still reach its registers and memory;`);
  warn(`****** shut domain ${owner} down before another driver`);
  warn(`****** or another domain is given ${dev.name}`);
}

/** Seam: the topology can release a device (seed 6337a239: which operation is tested first). */
export function mayRelease(_driver: Pciback, topology: Topology): boolean {
  return typeof topology.releaseDevice === 'function';
}
