import { ENOMEM } from '../../abi/errno.ts';
import type { PciDevice, Steps } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import { lockList, type SleepingLock } from './list-lock.ts';
import { checkAlive, returnDevice } from './return-device.ts';
import type { FrontendAddress, PublishDevice, PublishRoot, Topology } from './topology.ts';

const DATA_BYTES = 48;
const ENTRY_BYTES = 24;

/** Devices of one connection, in the order they were added. */
export class PassthroughData {
  readonly devices: PciDevice[] = [];
  readonly lock: SleepingLock;

  constructor(lock: SleepingLock) {
    this.lock = lock;
  }
}

/** Devices at their host addresses (PT-01..08). */
export class PassthroughTopology implements Topology {
  readonly name = 'passthrough';
  readonly dataBytes = DATA_BYTES;

  init(connection: Connection): void {
    const { seams } = connection.driver;
    connection.topology = new PassthroughData(seams.newListLock(connection));
  }

  /** Every device, bridges too (PT-02). */
  accepts(): boolean {
    return true;
  }

  listLock(connection: Connection): SleepingLock | null {
    return (connection.topology as PassthroughData | null)?.lock ?? null;
  }

  hasBus(): boolean {
    return true;
  }

  /** All 32 bits of domain, bus and devfn count (PT-04). */
  getPciDev(connection: Connection, domain: number, bus: number, devfn: number): PciDevice | null {
    const { devices } = connection.topology as PassthroughData;
    for (let i = 0; i < devices.length; i++) {
      const dev = devices[i] as PciDevice;
      if (dev.domain === domain && dev.bus === bus && dev.devfn === devfn) return dev;
    }
    return null;
  }

  /** The entry is allocated before the list is locked; short memory is an error without a report (PT-03). */
  *addDevice(connection: Connection, dev: PciDevice, devid: number, publish: PublishDevice): Steps<number> {
    const { seams } = connection.driver;
    const data = connection.topology as PassthroughData;
    if (!seams.allocateEntry(connection, ENTRY_BYTES)) return -ENOMEM;
    yield* lockList(data.lock);
    data.devices.push(dev);
    data.lock.release();
    return publish(connection, dev.domain, dev.bus, dev.devfn, devid);
  }

  *releaseDevice(connection: Connection, dev: PciDevice, lockHeld: boolean): Steps {
    checkAlive(connection, '__xen_pcibk_release_pci_dev');
    const { driver } = connection;
    const data = connection.topology as PassthroughData;
    yield* lockList(data.lock);
    const at = data.devices.indexOf(dev);
    if (at >= 0) data.devices.splice(at, 1);
    data.lock.release();
    if (at < 0) return;
    driver.kernel.free(ENTRY_BYTES);
    yield* returnDevice(connection, dev, lockHeld);
  }

  *releaseDevices(connection: Connection): Steps {
    const { driver } = connection;
    const data = connection.topology as PassthroughData | null;
    if (data === null) return;
    for (let dev = data.devices.shift(); dev !== undefined; dev = data.devices.shift()) {
      driver.kernel.free(ENTRY_BYTES);
      yield* returnDevice(connection, dev, false);
    }
    connection.topology = null;
    driver.kernel.free(DATA_BYTES);
  }

  /** The bus of each device in turn, but not of one below a bridge that is exported as well (PT-05, PT-09). */
  *publishRoots(connection: Connection, publish: PublishRoot): Steps<number> {
    const data = connection.topology as PassthroughData;
    yield* lockList(data.lock);
    let err = 0;
    for (let i = 0; i < data.devices.length && err === 0; i++) {
      const dev = data.devices[i] as PciDevice;
      if (dev.upstream.some((bridge) => data.devices.includes(bridge))) continue;
      err = publish(connection, dev.domain, dev.bus);
    }
    data.lock.release();
    return err;
  }

  /** The list is not looked at (PT-06). */
  addressLock(): null {
    return null;
  }

  /** Never fails and does not look whether the device is here (PT-06). */
  getPcifrontDev(dev: PciDevice): FrontendAddress {
    return { domain: dev.domain, bus: dev.bus, devfn: dev.devfn };
  }
}
