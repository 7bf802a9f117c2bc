import { XenbusStateInitialised, XenbusStateInitWait } from '../../abi/xenbus.ts';
import type { Steps } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import { lockList } from '../topology/list-lock.ts';
import { attach } from './attach.ts';
import { readDeviceAddress, readDeviceCount } from './device-address.ts';
import { exportDevice, markServed, publishRoots } from './export.ts';

/**
 * First configuration: exports every device named and publishes the roots, then Initialised (XB-10..15). Does
 * nothing unless the own state is InitWait. Unless that failed, an attach is tried at once (XB-16).
 */
export function* setup(connection: Connection): Steps {
  const { kernel, seams } = connection.driver;
  const lock = seams.connectionLock(connection);
  yield* lockList(lock);
  let err = 0;
  if (kernel.xenbus.readDriverState(connection.xdev.nodename) === XenbusStateInitWait) {
    err = yield* exportAll(connection);
    if (err === 0) kernel.xenbus.switchState(connection.xdev, XenbusStateInitialised);
    else yield* seams.afterFailedSetup(connection, err);
  }
  lock.release();
  if (err === 0) yield* attach(connection);
}

function* exportAll(connection: Connection): Steps<number> {
  const count = readDeviceCount(connection);
  if (typeof count === 'number') return count;
  for (let i = 0; i < (count[0] as number); i++) {
    const address = readDeviceAddress(connection, `dev-${i}`);
    if (typeof address === 'number') return address;
    const err = (yield* exportDevice(connection, address, i)) || markServed(connection, i);
    if (err !== 0) return err;
  }
  return yield* publishRoots(connection);
}

/** What becomes of the devices exported before the one that failed: they stay until the connection goes (XB-17). */
export function* afterFailedSetup(_connection: Connection, _err: number): Steps {}
