import type { Steps } from '../../host/index.ts';
import { type Connection, INVALID_EVTCHN_IRQ } from '../connection.ts';
import { lockList, type SleepingLock } from '../topology/list-lock.ts';

/** Lock under which setup, attach, reconfigure and disconnect exclude each other (XB-06); held while sleeping. */
export function connectionLock(connection: Connection): SleepingLock {
  return connection.devLock;
}

/** Drops channel and page if there are any (XB-53). Devices stay assigned. */
export function* disconnect(connection: Connection): Steps {
  const { seams } = connection.driver;
  const lock = seams.connectionLock(connection);
  yield* lockList(lock);
  yield* seams.tearDown(connection);
  lock.release();
}

/**
 * Order of a disconnect (EVT-24): first no more events, then wait for the worker, which may still use the page and
 * completes its request unheard, and only then unmap.
 */
export function* tearDown(connection: Connection): Steps {
  const { seams } = connection.driver;
  yield* seams.unbindChannel(connection);
  yield* seams.flushWorker(connection);
  seams.unmapPage(connection);
}

/** Unbinds the channel, if one is bound; a run of the handler in progress is waited for. */
export function* unbindChannel(connection: Connection): Steps {
  yield* connection.driver.kernel.events.unbindFromIrqHandler(connection.evtchnIrq);
  connection.evtchnIrq = INVALID_EVTCHN_IRQ;
}

/** Waits until no request is queued or served. */
export function* flushWorker(connection: Connection): Steps {
  yield* connection.opWork.flush();
}

/** Unmaps the page if it is mapped, and forgets it (EVT-25). */
export function unmapPage(connection: Connection): void {
  const { page } = connection;
  if (page === null) return;
  connection.driver.kernel.xenbus.unmapRing(connection.xdev, page);
  connection.driver.seams.forgetPage(connection);
}

/** Clears the reference to the page, which AER callbacks test (EVT-25, AER-03). */
export function forgetPage(connection: Connection): void {
  connection.page = null;
}
