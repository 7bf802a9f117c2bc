import { EAGAIN, EBUSY } from '../../abi/errno.ts';
import { XenbusStateClosed, XenbusStateInitialising } from '../../abi/xenbus.ts';
import type { Steps } from '../../platform/scheduler.ts';
import type { Kernel } from '../kernel.ts';
import { LogLevel } from '../log.ts';
import { XenbusDevice } from './device.ts';
import { absolutePath, BACKEND_ROOT, isAtOrUnder, relativePath } from './paths.ts';
import { readDriverState, switchState } from './state.ts';
import type { XenbusWatch, XenwatchQueue } from './watch.ts';

/** A backend driver. Its functions run in xenwatch. */
export interface XenbusDriver {
  /** @returns 0, or a negative errno: the device stays without a driver */
  probe(xdev: XenbusDevice): Steps<number>;
  /** The frontend's state node was touched; `state` is what it holds now. */
  otherendChanged(xdev: XenbusDevice, state: number): Steps;
  remove(xdev: XenbusDevice): Steps;
}

const TYPE = 'pci';
/** Components of a backend's path relative to its domain: `backend/pci/<frontend>/<devid>`. */
const NODE_DEPTH = 4;

/** The xen-backend bus for devices of type pci: finds backend nodes, binds the driver to them, removes them. */
export class BackendBus {
  readonly devices: XenbusDevice[] = [];
  private driver: XenbusDriver | null = null;
  private watch: XenbusWatch | null = null;
  private readonly kernel: Kernel;
  private readonly queue: XenwatchQueue;

  constructor(kernel: Kernel, queue: XenwatchQueue) {
    this.kernel = kernel;
    this.queue = queue;
  }

  /** Binds `driver` to the backends there are (as soon as xenwatch runs) and to those to come; -EBUSY if one is registered. */
  register(driver: XenbusDriver): number {
    if (this.driver !== null) return -EBUSY;
    this.driver = driver;
    this.watch = this.queue.register(BACKEND_ROOT, (path) => this.changed(path));
    return 0;
  }

  /** -EAGAIN while the driver has a device (STUB-29); else 0. */
  *unregister(): Steps<number> {
    if (this.devices.some((xdev) => xdev.binding !== null)) return -EAGAIN;
    this.driver = null;
    this.devices.length = 0;
    const { watch } = this;
    this.watch = null;
    if (watch !== null) yield* this.queue.unregister(watch);
    return 0;
  }

  /** Takes a device off the bus: the driver's removal, then state Closed if the node still exists (XB-55, XB-56). */
  *remove(xdev: XenbusDevice): Steps {
    if (xdev.removed) return;
    xdev.removed = true;
    this.devices.splice(this.devices.indexOf(xdev), 1);
    const { binding } = xdev;
    if (binding === null) return;
    xdev.binding = null;
    yield* this.queue.unregister(binding.watch);
    yield* binding.driver.remove(xdev);
    switchState(this.kernel, xdev, XenbusStateClosed);
  }

  /** Something at or under the backend directory changed. */
  private *changed(path: string): Steps {
    const { xenbus } = this.kernel;
    const node = relativePath(path);
    if (!xenbus.exists(path)) {
      for (const xdev of this.devices.slice()) {
        if (isAtOrUnder(xdev.nodename, node)) yield* this.remove(xdev);
      }
      return;
    }
    if (path === BACKEND_ROOT) {
      yield* this.probeAll();
      return;
    }
    const parts = node.split('/');
    if (parts.length >= NODE_DEPTH && parts[1] === TYPE)
      yield* this.probeNode(parts.slice(0, NODE_DEPTH).join('/'));
  }

  private *probeAll(): Steps {
    const { xenbus } = this.kernel;
    const dir = `backend/${TYPE}`;
    for (const frontend of xenbus.list(dir)) {
      for (const devid of xenbus.list(`${dir}/${frontend}`))
        yield* this.probeNode(`${dir}/${frontend}/${devid}`);
    }
  }

  /**
   * Makes a device of a node that has none: only if its state reads Initialising (XB-01), and the frontend's
   * domain and node are named and the latter exists; else nothing, without a trace (XB-02).
   */
  private *probeNode(nodename: string): Steps {
    const { kernel } = this;
    const { xenbus } = kernel;
    if (this.devices.some((xdev) => xdev.nodename === nodename)) return;
    if (readDriverState(xenbus, nodename) !== XenbusStateInitialising) return;
    const frontendId = xenbus.gather(nodename, 'frontend-id', '%d');
    const otherend = xenbus.read(nodename, 'frontend');
    if (typeof frontendId === 'number' || typeof otherend === 'number' || otherend === '') return;
    if (!xenbus.exists(otherend)) return;
    const otherendId = frontendId[0] as number;
    const id = nodename.slice(nodename.lastIndexOf('/') + 1);
    const name = `${TYPE}-${otherendId}-${id}`;
    if (this.devices.some((xdev) => xdev.name === name)) return;
    const xdev = new XenbusDevice(nodename, otherend, otherendId, name);
    this.devices.push(xdev);
    yield* this.bind(xdev);
  }

  /** Lets the driver probe the device; only then is the frontend's state watched (XB-04). */
  private *bind(xdev: XenbusDevice): Steps {
    const { driver, kernel } = this;
    if (driver === null) return;
    const err = yield* driver.probe(xdev);
    if (err < 0) {
      kernel.log.print(
        LogLevel.Err,
        `xen-backend ${xdev.name}: probe failed with error ${err}`,
        xdev.otherendId,
      );
      return;
    }
    const path = absolutePath(xdev.otherend, 'state');
    const changed = () => this.otherendChanged(xdev, driver);
    xdev.binding = { driver, watch: this.queue.register(path, changed, xdev.otherendId) };
  }

  private *otherendChanged(xdev: XenbusDevice, driver: XenbusDriver): Steps {
    if (xdev.removed) return;
    yield* driver.otherendChanged(xdev, readDriverState(this.kernel.xenbus, xdev.otherend));
  }
}
