import { ENOMEM } from '../../abi/errno.ts';
import { PCI_CLASS_BRIDGE, PCI_DEVFN, PCI_FUNC, PCI_SLOT } from '../../abi/pci-regs.ts';
import { LogLevel, type PciDevice, type Steps } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import type { Pciback } from '../driver.ts';
import { lockList, type SleepingLock } from './list-lock.ts';
import { checkAlive, returnDevice } from './return-device.ts';
import type { FrontendAddress, PublishDevice, PublishRoot, Topology } from './topology.ts';

/** Slots of the one virtual bus, 0000:00 (VPCI-01). */
export const PCI_SLOT_MAX = 32;
const DATA_BYTES = 544;
const ENTRY_BYTES = 24;

/** Devices of one connection by virtual slot, each slot's in the order they joined. */
export class VpciData {
  readonly slots: PciDevice[][] = Array.from({ length: PCI_SLOT_MAX }, () => []);
  readonly lock: SleepingLock;

  constructor(lock: SleepingLock) {
    this.lock = lock;
  }
}

/**
 * Whether a device may be exported on the virtual bus. The test is meant to refuse bridges, but it looks for the
 * base class above the 24 bits that a class code has, so it refuses nothing (VPCI-07).
 */
export function mayExport(_driver: Pciback, dev: PciDevice): boolean {
  return dev.class >>> 24 !== PCI_CLASS_BRIDGE;
}

/** A virtual function that is function 0 of its slot: it stays alone (VPCI-05). */
const isLoneFunction = (dev: PciDevice): boolean => dev.isVirtfn && PCI_FUNC(dev.devfn) === 0;

/** Whether `dev` joins the virtual slot whose first device is `first` (VPCI-03, VPCI-05). */
export function sharesSlot(_driver: Pciback, first: PciDevice, dev: PciDevice): boolean {
  if (isLoneFunction(dev) || isLoneFunction(first)) return false;
  return (
    first.domain === dev.domain && first.bus === dev.bus && PCI_SLOT(first.devfn) === PCI_SLOT(dev.devfn)
  );
}

/** Whether a request's devfn can name a device: bits above 7 are ignored, so every one can (VPCI-10). */
export function devfnNamesDevice(_driver: Pciback, _devfn: number): boolean {
  return true;
}

/** Everything on one virtual bus, with the function numbers kept (VPCI-01..15). */
export class VpciTopology implements Topology {
  readonly name = 'vpci';
  readonly dataBytes = DATA_BYTES;

  init(connection: Connection): void {
    const { seams } = connection.driver;
    connection.topology = new VpciData(seams.newListLock(connection));
  }

  accepts(connection: Connection, dev: PciDevice): boolean {
    const { driver } = connection;
    return driver.seams.mayExport(driver, dev);
  }

  listLock(connection: Connection): SleepingLock | null {
    return (connection.topology as VpciData | null)?.lock ?? null;
  }

  /** What is not on the one bus is nowhere (VPCI-09). */
  hasBus(domain: number, bus: number): boolean {
    return domain === 0 && bus === 0;
  }

  getPciDev(connection: Connection, domain: number, bus: number, devfn: number): PciDevice | null {
    const { driver } = connection;
    if (!this.hasBus(domain, bus) || !driver.seams.devfnNamesDevice(driver, devfn)) return null;
    const slot = (connection.topology as VpciData).slots[PCI_SLOT(devfn)] as PciDevice[];
    for (let i = 0; i < slot.length; i++) {
      const dev = slot[i] as PciDevice;
      if (PCI_FUNC(dev.devfn) === PCI_FUNC(devfn)) return dev;
    }
    return null;
  }

  /**
   * The entry is allocated before the list is locked. Out of slots or memory is fatal here (VPCI-06); a failed publish
   * leaves the device in its slot (VPCI-08).
   */
  *addDevice(connection: Connection, dev: PciDevice, devid: number, publish: PublishDevice): Steps<number> {
    const { driver, xdev } = connection;
    const { kernel, seams } = driver;
    const data = connection.topology as VpciData;
    if (!seams.allocateEntry(connection, ENTRY_BYTES)) {
      kernel.xenbus.devFatal(xdev, -ENOMEM, 'no memory for a device on the virtual bus');
      return -ENOMEM;
    }
    yield* lockList(data.lock);
    const slot = chooseSlot(driver, data, dev);
    if (slot >= 0) {
      kernel.log.print(LogLevel.Info, `pciback ${dev.name}: virtual slot ${slot}`, connection.domid);
      (data.slots[slot] as PciDevice[]).push(dev);
    } else kernel.xenbus.devFatal(xdev, -ENOMEM, 'no more space on the virtual bus');
    data.lock.release();
    if (slot < 0) {
      kernel.free(ENTRY_BYTES);
      return -ENOMEM;
    }
    return publish(connection, 0, 0, PCI_DEVFN(slot, PCI_FUNC(dev.devfn)), devid);
  }

  *releaseDevice(connection: Connection, dev: PciDevice, lockHeld: boolean): Steps {
    checkAlive(connection, '__xen_pcibk_release_pci_dev');
    const { driver } = connection;
    const data = connection.topology as VpciData;
    yield* lockList(data.lock);
    let found = false;
    for (const slot of data.slots) {
      const at = slot.indexOf(dev);
      if (at < 0) continue;
      slot.splice(at, 1);
      found = true;
      break;
    }
    data.lock.release();
    if (!found) return;
    driver.kernel.free(ENTRY_BYTES);
    yield* returnDevice(connection, dev, lockHeld);
  }

  /** Slot by slot in ascending order, in list order inside a slot (VPCI-14). */
  *releaseDevices(connection: Connection): Steps {
    const { driver } = connection;
    const data = connection.topology as VpciData | null;
    if (data === null) return;
    for (const slot of data.slots) {
      for (let dev = slot.shift(); dev !== undefined; dev = slot.shift()) {
        driver.kernel.free(ENTRY_BYTES);
        yield* returnDevice(connection, dev, false);
      }
    }
    connection.topology = null;
    driver.kernel.free(DATA_BYTES);
  }

  /** Always exactly 0000:00, also without devices (VPCI-12). */
  // biome-ignore lint/correctness/useYield: the other topology waits here for its list
  *publishRoots(connection: Connection, publish: PublishRoot): Steps<number> {
    return publish(connection, 0, 0);
  }

  addressLock(connection: Connection): SleepingLock | null {
    return this.listLock(connection);
  }

  getPcifrontDev(dev: PciDevice, connection: Connection): FrontendAddress | null {
    const data = connection.topology as VpciData | null;
    const slot = data === null ? -1 : data.slots.findIndex((devices) => devices.includes(dev));
    return slot < 0 ? null : { domain: 0, bus: 0, devfn: PCI_DEVFN(slot, PCI_FUNC(dev.devfn)) };
  }
}

/** Lowest slot that `dev` joins, else the lowest empty one (VPCI-03, VPCI-04); -1 when the bus is full. */
function chooseSlot(driver: Pciback, data: VpciData, dev: PciDevice): number {
  const shared = data.slots.findIndex(
    ([first]) => first !== undefined && driver.seams.sharesSlot(driver, first, dev),
  );
  return shared >= 0 ? shared : data.slots.findIndex((slot) => slot.length === 0);
}
