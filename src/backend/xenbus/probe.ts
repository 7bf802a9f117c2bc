import { ENOMEM } from '../../abi/errno.ts';
import { XenbusStateInitialised, XenbusStateInitWait } from '../../abi/xenbus.ts';
import type { Steps, XenbusDevice, XenbusDriver, XenbusWatch } from '../../host/index.ts';
import { Connection } from '../connection.ts';
import type { Pciback } from '../driver.ts';
import { doOp } from '../events/worker.ts';
import { topologyOf } from '../topology/topology.ts';
import { disconnect } from './disconnect.ts';
import { frontendChanged } from './frontend-changed.ts';
import { reconfigure } from './reconfigure.ts';
import { setup } from './setup.ts';

const CONNECTION_BYTES = 704;

/** The driver's face towards the xen-backend bus: makes and frees connections. */
export class PcibackXenbus implements XenbusDriver {
  private readonly driver: Pciback;
  /** Watch of each connection's backend node. */
  private readonly watches = new Map<Connection, XenbusWatch>();

  constructor(driver: Pciback) {
    this.driver = driver;
  }

  /** XB-03: allocate, InitWait, watch the backend node, look at it once directly. */
  *probe(xdev: XenbusDevice): Steps<number> {
    const { driver } = this;
    const { kernel } = driver;
    const connection = allocate(driver, xdev);
    if (connection === null) {
      return kernel.xenbus.devFatal(xdev, -ENOMEM, 'no memory for a connection');
    }
    kernel.xenbus.switchState(xdev, XenbusStateInitWait);
    const watch = kernel.xenbus.watchPath(xdev.nodename, () => backendChanged(connection));
    this.watches.set(connection, watch);
    yield* backendChanged(connection);
    return 0;
  }

  *otherendChanged(xdev: XenbusDevice, state: number): Steps {
    yield* frontendChanged(xdev.driverData as Connection, state);
  }

  /** XB-54: stop watching, disconnect, return the devices, forget the connection. */
  *remove(xdev: XenbusDevice): Steps {
    const connection = xdev.driverData as Connection;
    const { driver } = this;
    yield* driver.kernel.xenbus.unregisterWatch(this.watches.get(connection) as XenbusWatch);
    this.watches.delete(connection);
    yield* driver.seams.disconnectAtRemoval(connection);
    yield* driver.seams.releaseAtRemoval(connection);
    free(connection);
  }
}

/** Makes a connection with its topology data; null when memory is short. */
function allocate(driver: Pciback, xdev: XenbusDevice): Connection | null {
  const { kernel } = driver;
  if (!kernel.alloc(CONNECTION_BYTES)) return null;
  const connection = new Connection(driver, xdev, doOp);
  const topology = topologyOf(connection);
  if (!kernel.alloc(topology.dataBytes)) {
    kernel.free(CONNECTION_BYTES);
    return null;
  }
  topology.init(connection);
  xdev.driverData = connection;
  driver.connections.push(connection);
  return connection;
}

function free(connection: Connection): void {
  const { driver, xdev } = connection;
  xdev.driverData = null;
  driver.connections.splice(driver.connections.indexOf(connection), 1);
  connection.freed = true;
  driver.kernel.free(CONNECTION_BYTES);
}

/** Something at or under the backend node changed; its state decides (5.2). */
function* backendChanged(connection: Connection): Steps {
  const { kernel, seams } = connection.driver;
  const state = kernel.xenbus.readDriverState(connection.xdev.nodename);
  if (state === XenbusStateInitWait) yield* setup(connection);
  else if (seams.watchReconfigures(connection, state)) yield* reconfigure(connection, XenbusStateInitialised);
}

/** Whether a change of the backend node itself, without the frontend, starts a pass: for devices added before it connects (XB-49). */
export function watchReconfigures(_connection: Connection, state: number): boolean {
  return state === XenbusStateInitialised;
}

/** A connection that goes away, however its frontend went, is disconnected like any other (XB-54). */
export function* disconnectAtRemoval(connection: Connection): Steps {
  yield* disconnect(connection);
}

/** A connection that goes away returns every device (XB-54). */
export function* releaseAtRemoval(connection: Connection): Steps {
  yield* topologyOf(connection).releaseDevices(connection);
}
