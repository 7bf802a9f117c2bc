import {
  XenbusStateClosed,
  XenbusStateClosing,
  XenbusStateConnected,
  XenbusStateInitialised,
  XenbusStateReconfiguring,
  XenbusStateUnknown,
} from '../../abi/xenbus.ts';
import type { Steps } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import { attach } from './attach.ts';
import { disconnect } from './disconnect.ts';
import { reconfigure } from './reconfigure.ts';

/** The frontend's state node was touched and now holds `state` (state machine 5.2); other states are ignored. */
export function* frontendChanged(connection: Connection, state: number): Steps {
  const { xdev } = connection;
  const { kernel, seams } = connection.driver;
  switch (state) {
    case XenbusStateInitialised:
      yield* attach(connection);
      break;
    case XenbusStateReconfiguring:
      yield* reconfigure(connection, XenbusStateReconfiguring);
      break;
    case XenbusStateConnected:
      if (seams.mayFollowConnected(connection)) kernel.xenbus.switchState(xdev, XenbusStateConnected);
      break;
    case XenbusStateClosing:
      yield* disconnect(connection);
      kernel.xenbus.switchState(xdev, XenbusStateClosing);
      break;
    case XenbusStateClosed:
      yield* seams.frontendClosed(connection);
      if (!kernel.xenbus.isOnline(xdev)) yield* kernel.xenbus.unregisterDevice(xdev);
      break;
    case XenbusStateUnknown:
      yield* kernel.xenbus.unregisterDevice(xdev);
      break;
  }
}

/** Whether a frontend that says Connected makes the backend say so too: always, with or without page and channel (XB-27). */
export function mayFollowConnected(_connection: Connection): boolean {
  return true;
}

/** Frontend Closed: disconnect first, then announce Closed (XB-51). */
export function* frontendClosed(connection: Connection): Steps {
  yield* disconnect(connection);
  connection.driver.kernel.xenbus.switchState(connection.xdev, XenbusStateClosed);
}
