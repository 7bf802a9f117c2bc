import { Ev } from '../../platform/recorder.ts';
import type { Steps, Task } from '../../platform/scheduler.ts';
import type { WatchSink } from '../../platform/xenstore.ts';
import type { Kernel } from '../kernel.ts';
import { Mutex } from '../lock.ts';

/** A watch of the host kernel on one xenstore path and what lies under it (`struct xenbus_watch`). */
export class XenbusWatch implements WatchSink {
  /** Absolute path watched; the store's token as well. */
  readonly path: string;
  readonly callback: (path: string) => Steps;
  /** Domain whose node this is when a guest can write it; else -1. */
  readonly guest: number;
  /** Events of this watch in the queue. */
  pending = 0;
  private readonly queue: XenwatchQueue;

  constructor(queue: XenwatchQueue, path: string, callback: (path: string) => Steps, guest: number) {
    this.queue = queue;
    this.path = path;
    this.callback = callback;
    this.guest = guest;
  }

  watchFired(path: string): void {
    this.queue.push(this, path);
  }
}

/**
 * Whether an event of a watch is put in the queue: a guest's node has at most one event waiting (XB-04). The
 * callback reads the current value, so nothing is lost.
 */
export function mayQueueWatchEvent(_kernel: Kernel, watch: XenbusWatch): boolean {
  return watch.guest < 0 || watch.pending === 0;
}

interface XenwatchEvent {
  readonly watch: XenbusWatch;
  readonly path: string;
}

/** Events of all watches, handled one after the other by one task (`xenwatch`). */
export class XenwatchQueue {
  /** Held while a callback runs (`xenwatch_mutex`). */
  readonly mutex: Mutex;
  private readonly kernel: Kernel;
  private readonly events: XenwatchEvent[] = [];
  private readonly watches: XenbusWatch[] = [];
  private task: Task | undefined = undefined;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.mutex = new Mutex(kernel, 'xenwatch_mutex');
  }

  /** Watches `path` (absolute); the store fires the new watch once at once. */
  register(path: string, callback: (path: string) => Steps, guest = -1): XenbusWatch {
    const watch = new XenbusWatch(this, path, callback, guest);
    this.watches.push(watch);
    this.kernel.world.xenstore.watch(path, path, watch);
    return watch;
  }

  /** Ends a watch: drops its queued events and, outside xenwatch, waits until its callback is not running. */
  *unregister(watch: XenbusWatch): Steps {
    const at = this.watches.indexOf(watch);
    if (at < 0) return;
    this.watches.splice(at, 1);
    this.kernel.world.xenstore.unwatch(watch.path, watch.path, watch);
    const inXenwatch = this.kernel.currentTask() === this.task;
    if (!inXenwatch) yield* this.mutex.acquire();
    for (let i = this.events.length - 1; i >= 0; i--) {
      if (this.events[i]?.watch === watch) this.events.splice(i, 1);
    }
    watch.pending = 0;
    if (!inXenwatch) this.mutex.release();
  }

  push(watch: XenbusWatch, path: string): void {
    const { kernel } = this;
    if (!this.watches.includes(watch) || !kernel.seams.mayQueueWatchEvent(kernel, watch)) return;
    watch.pending++;
    this.events.push({ watch, path });
    if (watch.guest >= 0) kernel.emit(Ev.WatchQueued, watch.guest, this.events.length);
    this.task ??= kernel.world.scheduler.spawn('xenwatch', 'xenwatch', -1, this.run());
  }

  private *run(): Steps {
    while (this.events.length > 0) {
      yield* this.mutex.acquire();
      const event = this.events.shift();
      if (event !== undefined) {
        event.watch.pending--;
        yield* event.watch.callback(event.path);
      }
      this.mutex.release();
      if (this.events.length > 0) yield undefined;
    }
    this.task = undefined;
  }
}
