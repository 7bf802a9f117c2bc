import {
  XenbusStateClosing,
  XenbusStateInitialised,
  XenbusStateInitialising,
  XenbusStateReconfigured,
  XenbusStateUnknown,
} from '../../abi/xenbus.ts';
import type { Steps } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import { lockList } from '../topology/list-lock.ts';
import { readDeviceAddress, readDeviceCount } from './device-address.ts';
import { exportDevice, markServed, publishRoots, removeDevice } from './export.ts';

/**
 * Processes the state-N entries: 1 adds device N, 5 takes it away (XB-40..48). Does nothing unless the own state is
 * `expected`: Reconfiguring when the frontend followed there, Initialised when the backend node changed before the
 * frontend was connected. Any failure ends the pass (XB-47); only a complete first kind ends in Reconfigured.
 */
export function* reconfigure(connection: Connection, expected: number): Steps {
  const { kernel, seams } = connection.driver;
  const lock = seams.connectionLock(connection);
  yield* lockList(lock);
  if (
    seams.mayReconfigure(connection, expected) &&
    (yield* processEntries(connection)) === 0 &&
    expected !== XenbusStateInitialised
  ) {
    kernel.xenbus.switchState(connection.xdev, XenbusStateReconfigured);
  }
  lock.release();
}

/** Seam: the own state reads `expected` (XB-40). What was written last stays what the next switch compares with (XB-07). */
export function mayReconfigure({ driver, xdev }: Connection, expected: number): boolean {
  return driver.kernel.xenbus.readDriverState(xdev.nodename) === expected;
}

function* processEntries(connection: Connection): Steps<number> {
  const { xenbus } = connection.driver.kernel;
  const count = readDeviceCount(connection);
  if (typeof count === 'number') return count;
  for (let i = 0; i < (count[0] as number); i++) {
    const state = xenbus.readUnsigned(connection.xdev.nodename, `state-${i}`, XenbusStateUnknown);
    let err = 0;
    if (state === XenbusStateInitialising) err = yield* addEntry(connection, i);
    else if (state === XenbusStateClosing) err = yield* removeEntry(connection, i);
    if (err !== 0) return err;
  }
  return 0;
}

/** XB-43: other than in setup, roots are published per device and before state-N. */
function* addEntry(connection: Connection, devid: number): Steps<number> {
  const address = readDeviceAddress(connection, `dev-${devid}`);
  if (typeof address === 'number') return address;
  return (
    (yield* exportDevice(connection, address, devid)) ||
    (yield* publishRoots(connection)) ||
    markServed(connection, devid)
  );
}

/** XB-44, XB-45: the address the frontend knows counts, vdev-N. */
function* removeEntry(connection: Connection, devid: number): Steps<number> {
  const address = readDeviceAddress(connection, `vdev-${devid}`);
  if (typeof address === 'number') return address;
  const err = yield* removeDevice(connection, address);
  return err !== 0 && connection.driver.seams.skipsUnknownUnplug(connection, devid) ? 0 : err;
}

/**
 * Whether the unplug of an address where nothing is may be passed over: no, the pass stops there without an error
 * report and the state stays Reconfiguring (XB-44, XB-46).
 */
export function skipsUnknownUnplug(_connection: Connection, _devid: number): boolean {
  return false;
}
