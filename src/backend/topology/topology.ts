import type { PciDevice, Steps } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import type { Pciback } from '../driver.ts';
import { lockList, type SleepingLock } from './list-lock.ts';
import { PassthroughTopology } from './passthrough.ts';
import { VpciTopology } from './vpci.ts';

/** Writes the frontend-side address of device number `devid` to xenstore; 0 or a negative errno (XB-33). */
export type PublishDevice = (
  connection: Connection,
  domain: number,
  bus: number,
  devfn: number,
  devid: number,
) => number;

/** Offers a root bus to the frontend; 0 or a negative errno (XB-37). */
export type PublishRoot = (connection: Connection, domain: number, bus: number) => number;

/** Address of a device as its frontend sees it. */
export interface FrontendAddress {
  readonly domain: number;
  readonly bus: number;
  readonly devfn: number;
}

/** How the exported devices of one connection appear to its frontend (VPCI, PT). */
export interface Topology {
  readonly name: 'vpci' | 'passthrough';
  /** Memory that the data of a connection takes; {@link releaseDevices} gives it back. */
  readonly dataBytes: number;
  /** Makes the data of a new connection, whose memory the caller has got. */
  init(connection: Connection): void;
  /** Whether a device may be exported at all. */
  accepts(connection: Connection, dev: PciDevice): boolean;
  /** Lock of the connection's device list; null when the connection has no list. */
  listLock(connection: Connection): SleepingLock | null;
  /** False for an address at which no device can be, so that the list is not looked at. */
  hasBus(domain: number, bus: number): boolean;
  /** Device at an address as the frontend names it, or null. The caller holds the list's lock. */
  getPciDev(connection: Connection, domain: number, bus: number, devfn: number): PciDevice | null;
  /** Adds a taken device and publishes its address; 0 or a negative errno. */
  addDevice(connection: Connection, dev: PciDevice, devid: number, publish: PublishDevice): Steps<number>;
  /** Removes a device and returns it to the stub; one that is not here is left alone. @param lockHeld the caller owns the device's lock */
  releaseDevice(connection: Connection, dev: PciDevice, lockHeld: boolean): Steps;
  /** Returns every device and frees the connection's data. */
  releaseDevices(connection: Connection): Steps;
  /** Offers the roots the frontend is to scan; 0 or the first error. */
  publishRoots(connection: Connection, publish: PublishRoot): Steps<number>;
  /** Lock under which {@link getPcifrontDev} looks and its answer is used; null: none. */
  addressLock(connection: Connection): SleepingLock | null;
  /** Address of an exported device for an AER request, or null when it has none. */
  getPcifrontDev(dev: PciDevice, connection: Connection): FrontendAddress | null;
}

/** The topology for all connections of a driver (PT-07). */
export function chooseTopology(driver: Pciback): Topology {
  return driver.parameters.passthrough ? new PassthroughTopology() : new VpciTopology();
}

/** The topology of a driver that has connections: it is chosen before the first. */
export function topologyOf({ driver }: Connection): Topology {
  return driver.topology as Topology;
}

/** {@link findDevice} for the request path: without a task switch; `undefined` when the list's lock is not free. */
export function tryFindDevice(
  connection: Connection,
  domain: number,
  bus: number,
  devfn: number,
): PciDevice | null | undefined {
  const topology = topologyOf(connection);
  const lock = topology.listLock(connection);
  if (lock === null || !topology.hasBus(domain, bus)) return null;
  if (!lock.tryAcquire()) return undefined;
  const dev = topology.getPciDev(connection, domain, bus, devfn);
  lock.release();
  return dev;
}

/** Device at an address as the frontend names it, or null; takes the list's lock (VPCI-09, VPCI-10, PT-04). */
export function* findDevice(
  connection: Connection,
  domain: number,
  bus: number,
  devfn: number,
): Steps<PciDevice | null> {
  const topology = topologyOf(connection);
  const lock = topology.listLock(connection);
  if (lock === null || !topology.hasBus(domain, bus)) return null;
  yield* lockList(lock);
  const dev =
    topology.listLock(connection) === lock ? topology.getPciDev(connection, domain, bus, devfn) : null;
  lock.release();
  return dev;
}
