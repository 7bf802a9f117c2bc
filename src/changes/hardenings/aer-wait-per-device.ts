import { PCI_ERS_RESULT_NONE } from '../../abi/aer.ts';
import { type Connection, PCIB_AER_WAIT } from '../../backend/connection.ts';
import type { Pciback, StubDevice } from '../../backend/driver.ts';
import type { PageMapping, PciDevice, Steps } from '../../host/index.ts';
import { type Hardening, wrapBackend } from '../change.ts';
import { isExported } from '../exported.ts';

/** Waits without the lock that every return needs. The device's own lock still keeps its return away. */
function* unlocked<T>(driver: Pciback, dev: PciDevice, wait: Steps<T>): Steps<T> {
  const lock = driver.seams.aerLock(driver, dev);
  lock.release();
  const result = yield* wait;
  yield* lock.acquire();
  return result;
}

/**
 * Waits until the connection's only AER slot is free: without the global lock two devices of one guest may have an
 * error at the same time.
 * @returns false when the exchange cannot take place any more
 */
function* slotFree(
  driver: Pciback,
  { dev }: StubDevice,
  connection: Connection,
  page: PageMapping,
): Steps<boolean> {
  const possible = () => connection.page === page && isExported(connection, dev);
  const over = () => !connection.testBit(PCIB_AER_WAIT) || !possible();
  while (connection.testBit(PCIB_AER_WAIT)) {
    const seconds = driver.seams.aerWaitSeconds(driver);
    yield* unlocked(driver, dev, driver.aerWaitQueue.waitTimeout(over, seconds));
    if (!over() || !possible()) return false;
  }
  return true;
}

export const aerWaitPerDevice: Hardening = {
  kind: 'hardening',
  id: 'aer-wait-per-device',
  title: 'the wait for an answer to an AER request holds up nobody else',
  cause:
    'The host waits up to 300 seconds for the answer of one guest with the lock that every return of any device ' +
    "needs, in xenwatch too: a guest that does not answer blocks the detach and the destruction of all others'. The " +
    'return of the device itself has to end the wait, because it needs the lock of the device.',
  rules: ['AER-12', 'AER-16', 'STUB-24'],
  reach: 'guest and host fault',
  severity: 'medium',
  oracles: ['starvation'],
  conflicts: [],
  apply: (seams) => {
    const oneAtATime = wrapBackend(
      seams,
      'sendToFrontend',
      (previous) =>
        function* (driver, psdev, connection, page, request) {
          if (!(yield* slotFree(driver, psdev, connection, page))) return PCI_ERS_RESULT_NONE;
          const answer = yield* previous(driver, psdev, connection, page, request);
          connection.clearBit(PCIB_AER_WAIT);
          driver.aerWaitQueue.wakeAll();
          return answer;
        },
    );
    const withoutLock = wrapBackend(
      oneAtATime,
      'waitForAnswer',
      (previous) => (driver, psdev, connection, page) =>
        unlocked(driver, psdev.dev, previous(driver, psdev, connection, page)),
    );
    const ended = wrapBackend(
      withoutLock,
      'aerWaitOver',
      (previous) => (driver, psdev, connection, page) =>
        !isExported(connection, psdev.dev) || previous(driver, psdev, connection, page),
    );
    const looked = wrapBackend(
      ended,
      'takeAnswer',
      (previous) => (driver, psdev, connection, page, request, answered) =>
        previous(driver, psdev, connection, page, request, answered && isExported(connection, psdev.dev)),
    );
    const none = wrapBackend(
      looked,
      'aerTimedOut',
      (previous) => (driver, psdev, connection, page, request) => {
        const result = previous(driver, psdev, connection, page, request);
        return isExported(connection, psdev.dev) ? result : PCI_ERS_RESULT_NONE;
      },
    );
    return wrapBackend(
      none,
      'beforeReturn',
      (previous) =>
        function* (connection, dev) {
          yield* previous(connection, dev);
          connection.driver.aerWaitQueue.wakeAll();
        },
    );
  },
};
