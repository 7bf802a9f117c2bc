import { Worker } from 'node:worker_threads';

/** Words shared with the thread: what is being waited for (0: nothing), for whom, and how long at most (ms). */
const TICKET = 0;
const GROUP = 1;
const LIMIT = 2;
const WORDS = 3;
/** Between two looks, milliseconds. */
const EVERY_MS = 20;

/**
 * Plain text, because a thread of a TypeScript file cannot be started everywhere this runs. Ends the process group that
 * is waited for too long; a negative ticket says that it did.
 */
const source = `
const { workerData } = require('node:worker_threads');
const words = new Int32Array(workerData);
const idle = new Int32Array(new SharedArrayBuffer(4));
let seen = 0;
let since = 0;
for (;;) {
  Atomics.wait(idle, 0, 0, ${EVERY_MS});
  const ticket = Atomics.load(words, ${TICKET});
  if (ticket !== seen) {
    seen = ticket;
    since = performance.now();
  } else if (ticket > 0 && performance.now() - since >= Atomics.load(words, ${LIMIT})) {
    const group = Atomics.load(words, ${GROUP});
    if (Atomics.compareExchange(words, ${TICKET}, ticket, -ticket) !== ticket) continue;
    try { process.kill(-group, 'SIGKILL'); } catch {}
  }
}
`;

/**
 * Bounds what this thread waits for while it is blocked in a read: one store before and one after, for no context
 * switch. The thread is started at the first use and keeps nothing alive.
 */
export class Watchdog {
  private readonly words = new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT));
  private worker: Worker | undefined;
  private ticket = 0;

  /** From now on `group` has `limit` milliseconds. */
  watch(group: number, limit: number): void {
    this.worker ??= this.start();
    this.ticket = (this.ticket % 0x3fff_ffff) + 1;
    Atomics.store(this.words, GROUP, group);
    Atomics.store(this.words, LIMIT, limit);
    Atomics.store(this.words, TICKET, this.ticket);
  }

  /** What was waited for is there, or will not come. True when the group was ended for it. */
  done(): boolean {
    return Atomics.exchange(this.words, TICKET, 0) < 0;
  }

  private start(): Worker {
    const worker = new Worker(source, { eval: true, workerData: this.words.buffer });
    worker.unref();
    return worker;
  }
}
