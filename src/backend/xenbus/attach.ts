import { EFAULT, ENOMEM } from '../../abi/errno.ts';
import { XEN_PCI_MAGIC } from '../../abi/pciif.ts';
import { XenbusStateConnected, XenbusStateInitialised } from '../../abi/xenbus.ts';
import type { ChannelHandler, Steps } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import { handleEvent } from '../events/handler.ts';
import { lockList } from '../topology/list-lock.ts';

/** The backend's end of the event channel. */
class FrontendEvents implements ChannelHandler {
  private readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  handleEvent(irq: number): void {
    handleEvent(this.connection, irq);
  }
}

/** Connects page and channel and goes to Connected, once both ends are Initialised (XB-20..26). */
export function* attach(connection: Connection): Steps {
  const { driver, xdev } = connection;
  const lock = driver.seams.connectionLock(connection);
  yield* lockList(lock);
  if (driver.seams.mayAttach(connection) && connect(connection) === 0) {
    driver.kernel.xenbus.switchState(xdev, XenbusStateConnected);
  }
  lock.release();
}

/** Both ends read Initialised (XB-20). That makes attach one-shot: Initialised is never entered again (XB-26). */
export function mayAttach(connection: Connection): boolean {
  const { xdev } = connection;
  const { xenbus } = connection.driver.kernel;
  return (
    xenbus.readDriverState(xdev.nodename) === XenbusStateInitialised &&
    xenbus.readDriverState(xdev.otherend) === XenbusStateInitialised
  );
}

/** Reads what the frontend published, in this order (XB-21, XB-22), and connects to it. */
function connect(connection: Connection): number {
  const { xdev } = connection;
  const { kernel } = connection.driver;
  const { xenbus } = kernel;
  const unreadable = (err: number): number => {
    xenbus.devFatal(xdev, err, 'configuration from frontend unreadable');
    return err;
  };
  const reference = xenbus.gather(xdev.otherend, 'pci-op-ref', '%u');
  if (typeof reference === 'number') return unreadable(reference);
  const channel = xenbus.gather(xdev.otherend, 'event-channel', '%u');
  if (typeof channel === 'number') return unreadable(channel);
  const magic = xenbus.read(xdev.otherend, 'magic');
  if (typeof magic === 'number') return unreadable(magic);
  // It is read into memory of its own.
  if (!kernel.alloc(magic.length + 1)) return unreadable(-ENOMEM);
  kernel.free(magic.length + 1);
  if (magic !== XEN_PCI_MAGIC) {
    xenbus.devFatal(xdev, -EFAULT, `version mismatch (${magic}/${XEN_PCI_MAGIC})`);
    return -EFAULT;
  }
  return connectPageAndChannel(connection, reference[0] as number, channel[0] as number);
}

/** Maps the page (XB-23), then binds the channel (XB-24); the handler may run before this returns (EVT-07). */
function connectPageAndChannel(connection: Connection, reference: number, channel: number): number {
  const { xdev, driver } = connection;
  const { xenbus, events } = driver.kernel;
  const page = xenbus.mapRing(xdev, reference);
  if (typeof page === 'number') return driver.seams.pageNotMapped(connection, page);
  connection.page = page;
  const irq = events.bindInterdomainLateEoi(
    xdev.otherendId,
    channel,
    new FrontendEvents(connection),
    xdev.stats,
  );
  if (irq < 0) {
    driver.seams.afterFailedBind(connection);
    xenbus.devFatal(xdev, irq, 'event channel cannot be bound');
    return irq;
  }
  connection.evtchnIrq = irq;
  return 0;
}

/** The frontend's page cannot be mapped: an ordinary failure of the attach (XB-23). @returns the negative errno */
export function pageNotMapped(connection: Connection, err: number): number {
  connection.driver.kernel.xenbus.devFatal(connection.xdev, err, 'Error mapping other domain page in ours.');
  return err;
}

/** What is undone when the channel cannot be bound: nothing, the page stays mapped until disconnect (XB-24, XB-61). */
export function afterFailedBind(_connection: Connection): void {}
