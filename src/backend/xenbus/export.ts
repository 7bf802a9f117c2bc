import { EINVAL } from '../../abi/errno.ts';
import { PCI_DEVFN, pciName } from '../../abi/pci-regs.ts';
import { XenbusStateInitialised } from '../../abi/xenbus.ts';
import { LogLevel, type PciDevice, type Steps } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import type { Pciback } from '../driver.ts';
import { getPciDevBySlot } from '../stub/device-list.ts';
import { returnDevice } from '../topology/return-device.ts';
import { findDevice, topologyOf } from '../topology/topology.ts';
import type { DeviceAddress } from './device-address.ts';
import { publishDevice, publishRoot } from './publish.ts';

const addressText = ({ domain, bus, slot, func }: DeviceAddress): string =>
  slot <= 0x1f && func <= 7
    ? pciName(domain, bus, PCI_DEVFN(slot, func))
    : `${domain.toString(16)}:${bus.toString(16)}:${slot.toString(16)}.${func.toString(16)}`;

/**
 * Exports the device at a host address as number `devid`: takes it from the stub (XB-30), adds it to the topology,
 * which publishes it (XB-32), and makes the frontend's domain its owner (XB-34).
 * @returns 0, or a negative errno; not every failure was reported (PT-03, VPCI-08)
 */
export function* exportDevice(connection: Connection, address: DeviceAddress, devid: number): Steps<number> {
  const { driver, xdev } = connection;
  const { seams } = driver;
  const { xenbus } = driver.kernel;
  const topology = topologyOf(connection);
  const { domain, bus, slot, func } = address;
  const dev = getPciDevBySlot(driver, connection, domain, bus, slot, func);
  if (dev === null) {
    return xenbus.devFatal(xdev, -EINVAL, `couldn't locate ${addressText(address)}, perhaps already in-use`);
  }
  if (!topology.accepts(connection, dev)) {
    yield* returnDevice(connection, dev, false);
    return xenbus.devFatal(xdev, -EINVAL, `${dev.name} cannot be exported on this bus`);
  }
  const err = yield* topology.addDevice(connection, dev, devid, publishDevice);
  if (err !== 0) {
    yield* seams.afterFailedExport(connection, dev, err);
    return err;
  }
  setOwner(connection, dev);
  return 0;
}

/** What becomes of a device that the topology or xenstore did not take: it stays marked as assigned (XB-32, VPCI-06). */
export function* afterFailedExport(_connection: Connection, _dev: PciDevice, _err: number): Steps {}

/** Registers the frontend's domain with the hypervisor; an owner there was is dropped (XB-34). */
function setOwner(connection: Connection, dev: PciDevice): void {
  const { pci, log } = connection.driver.kernel;
  log.print(LogLevel.Info, `pciback ${dev.name}: goes to domain ${connection.domid}`, connection.domid);
  if (pci.registerOwner(dev, connection.domid)) return;
  log.print(
    LogLevel.Err,
    `pciback ${connection.xdev.name}: takes ${dev.name} over from domain ${pci.findOwner(dev)}`,
    connection.domid,
  );
  pci.unregisterOwner(dev);
  pci.registerOwner(dev, connection.domid);
}

/**
 * Takes the device at a frontend-side address away from the connection (XB-44, XB-45, PT-08). No key is written.
 * @returns 0, or -EINVAL when nothing is there
 */
export function* removeDevice(connection: Connection, address: DeviceAddress): Steps<number> {
  const { driver } = connection;
  const { domain, bus, slot, func } = address;
  const dev = yield* findDevice(connection, domain, bus, PCI_DEVFN(slot, func));
  if (dev === null) return -EINVAL;
  driver.seams.disownAtDetach(driver, dev);
  yield* topologyOf(connection).releaseDevice(connection, dev, false);
  return 0;
}

/** Seam: the owner goes first at a detach, before the device is off the list and returned (XB-45). */
export function disownAtDetach(driver: Pciback, dev: PciDevice): void {
  driver.kernel.pci.unregisterOwner(dev);
}

/** Publishes the roots of the topology; failure is fatal (XB-15). */
export function* publishRoots(connection: Connection): Steps<number> {
  const err = yield* topologyOf(connection).publishRoots(connection, publishRoot);
  if (err !== 0) connection.driver.kernel.xenbus.devFatal(connection.xdev, err, 'publishing of roots failed');
  return err;
}

/** Marks device number `devid` as served: state-N := 3; failure is fatal (XB-14). */
export function markServed(connection: Connection, devid: number): number {
  const { xenbus } = connection.driver.kernel;
  const { xdev } = connection;
  const err = xenbus.write(xdev.nodename, `state-${devid}`, String(XenbusStateInitialised));
  if (err !== 0) xenbus.devFatal(xdev, err, 'state of a device cannot be written');
  return err;
}
