import type { Steps } from '../../platform/scheduler.ts';
import type { Kernel } from '../kernel.ts';
import type { PageMapping } from '../page-mapping.ts';
import { BackendBus, type XenbusDriver } from './bus.ts';
import type { XenbusDevice } from './device.ts';
import { absolutePath } from './paths.ts';
import { RingMappings } from './ring.ts';
import { devFatal, readDriverState, switchState } from './state.ts';
import { XenbusStore } from './store.ts';
import { type XenbusWatch, XenwatchQueue } from './watch.ts';

export type { XenbusDriver } from './bus.ts';

/** The host kernel's xenbus: its access to xenstore, its watches and the bus of backend devices. */
export class XenbusCore extends XenbusStore {
  readonly xenwatch: XenwatchQueue;
  readonly rings: RingMappings;
  private readonly bus: BackendBus;

  constructor(kernel: Kernel) {
    super(kernel);
    this.xenwatch = new XenwatchQueue(kernel);
    this.rings = new RingMappings(kernel);
    this.bus = new BackendBus(kernel, this.xenwatch);
  }

  /** Backend devices on the bus, oldest first. */
  get devices(): readonly XenbusDevice[] {
    return this.bus.devices;
  }

  /** Registers the one backend driver; its probes run in xenwatch. 0, or -EBUSY. */
  registerBackend(driver: XenbusDriver): number {
    return this.bus.register(driver);
  }

  /** Unregisters the backend driver; -EAGAIN while it has a device (STUB-29). */
  unregister(): Steps<number> {
    return this.bus.unregister();
  }

  /** Takes a device off the bus (`device_unregister`), see XB-55 and XB-56. */
  unregisterDevice(xdev: XenbusDevice): Steps {
    return this.bus.remove(xdev);
  }

  /** State that the node in `dir` holds; unreadable is Unknown (XB-05). */
  readDriverState(dir: string): number {
    return readDriverState(this, dir);
  }

  /** Writes the device's own state (XB-07, XB-08). */
  switchState(xdev: XenbusDevice, state: number): void {
    switchState(this.kernel, xdev, state);
  }

  /** Reports an error in log and xenstore and goes to Closing (XB-60). `err` is negative, and given back. */
  devFatal(xdev: XenbusDevice, err: number, message: string): number {
    return devFatal(this.kernel, xdev, err, message);
  }

  /** The toolstack keeps the backend although its frontend closed: key `online` is non-zero (XB-51). */
  isOnline(xdev: XenbusDevice): boolean {
    return this.readUnsigned(xdev.nodename, 'online', 0) !== 0;
  }

  /** Watches a node and what lies under it; `callback` runs in xenwatch, the first time at once. */
  watchPath(path: string, callback: (path: string) => Steps): XenbusWatch {
    return this.xenwatch.register(absolutePath(path), callback);
  }

  /** Ends a watch; outside xenwatch it waits for a running callback. */
  unregisterWatch(watch: XenbusWatch): Steps {
    return this.xenwatch.unregister(watch);
  }

  /** Maps a page of the frontend; a failure is also reported here (XB-23). @returns the mapping, or -ENOENT */
  mapRing(xdev: XenbusDevice, reference: number): PageMapping | number {
    return this.rings.map(xdev, reference);
  }

  unmapRing(xdev: XenbusDevice, mapping: PageMapping): void {
    this.rings.unmap(xdev, mapping);
  }
}
