import { PCI_ERS_RESULT_NONE } from '../../abi/aer.ts';
import {
  _XEN_PCIB_active,
  AER_BUS,
  AER_CMD,
  AER_DEVFN,
  AER_DOMAIN,
  AER_ERR,
  SH_AER,
} from '../../abi/pciif.ts';
import { LogLevel, type PageMapping, Site, type Steps } from '../../host/index.ts';
import { type Connection, PCIB_AER_WAIT, PCIB_OP_PENDING } from '../connection.ts';
import type { Pciback, StubDevice } from '../driver.ts';
import { lateEoi } from '../events/late-eoi.ts';
import { lockList } from '../topology/list-lock.ts';
import type { AerRequest } from './aer-request.ts';

const SITE = Site.common_process;
/** Seconds the host waits for the frontend's answer (AER-12). */
export const AER_WAIT_SECONDS = 300;

/**
 * Seam: has the frontend handle an error of its device: posts the request in `sh.aer` and waits for the answer (AER-10 to
 * AER-14). The fields lie in memory the guest can write (AER-17).
 * @returns `PCI_ERS_RESULT_*` as the frontend gave it; NONE when the device has no address there (AER-18)
 */
export function* sendToFrontend(
  driver: Pciback,
  psdev: StubDevice,
  connection: Connection,
  page: PageMapping,
  request: AerRequest,
): Steps<number> {
  const { kernel, seams } = driver;
  if (!(yield* post(driver, psdev, connection, page, request))) return PCI_ERS_RESULT_NONE;
  connection.setBit(PCIB_AER_WAIT);
  page.setFlag(_XEN_PCIB_active, SITE);
  kernel.events.notify(connection.evtchnIrq, connection.domid);
  lateEoi(connection, false);
  const answered = yield* seams.waitForAnswer(driver, psdev, connection, page);
  if (!connection.testBit(PCIB_OP_PENDING)) lateEoi(connection, false);
  return seams.takeAnswer(driver, psdev, connection, page, request, answered);
}

/** Fills `sh.aer`, the address under the list's lock; false when the topology has none for the device (AER-10). */
function* post(
  driver: Pciback,
  { dev }: StubDevice,
  connection: Connection,
  page: PageMapping,
  request: AerRequest,
): Steps<boolean> {
  page.store32(SH_AER + AER_CMD, request.cmd, SITE);
  page.store32(SH_AER + AER_ERR, request.state, SITE);
  const lock = driver.topology?.addressLock(connection) ?? null;
  if (lock !== null) yield* lockList(lock);
  const address = driver.topology?.getPcifrontDev(dev, connection) ?? null;
  if (address !== null) {
    page.store32(SH_AER + AER_DOMAIN, address.domain, SITE);
    page.store32(SH_AER + AER_BUS, address.bus, SITE);
    page.store32(SH_AER + AER_DEVFN, address.devfn, SITE);
  }
  lock?.release();
  if (address === null) {
    driver.kernel.log.print(
      LogLevel.Err,
      `pciback ${dev.name}: the frontend has no such device`,
      connection.domid,
    );
  }
  return address !== null;
}

/**
 * Seam: waits until the frontend has cleared PCIB_active, under the lock the callback holds (AER-12, STUB-24). All
 * waiters share one queue and look at their own page when woken (EVT-08).
 */
export function* waitForAnswer(
  driver: Pciback,
  psdev: StubDevice,
  connection: Connection,
  page: PageMapping,
): Steps<boolean> {
  const { seams } = driver;
  const answered = () => seams.aerWaitOver(driver, psdev, connection, page);
  return yield* driver.aerWaitQueue.waitTimeout(answered, seams.aerWaitSeconds(driver));
}

/** Seam: longest wait for an answer, in seconds. */
export function aerWaitSeconds(_driver: Pciback): number {
  return AER_WAIT_SECONDS;
}

/** Seam: the wait is over because the frontend has answered. */
export function aerWaitOver(
  _driver: Pciback,
  _psdev: StubDevice,
  _connection: Connection,
  page: PageMapping,
): boolean {
  return !page.testFlag(_XEN_PCIB_active, SITE);
}

/**
 * Seam: what the exchange ended with: the frontend's answer, or a timeout (AER-13, AER-14). The flag is looked at again
 * only when the wait was not over by it.
 */
export function takeAnswer(
  driver: Pciback,
  psdev: StubDevice,
  connection: Connection,
  page: PageMapping,
  request: AerRequest,
  answered: boolean,
): number {
  const { seams } = driver;
  if (!answered && page.testFlag(_XEN_PCIB_active, SITE))
    return seams.aerTimedOut(driver, psdev, connection, page, request);
  connection.clearBit(PCIB_AER_WAIT);
  return seams.aerAnswer(driver, page.fetch32(SH_AER + AER_ERR, SITE), request);
}

/**
 * Seam: nobody answered: the request is withdrawn and the verdict is the callback's default. AER_WAIT stays set, so
 * that a later event finds nobody to wake and no EOI (AER-13, EVT-29).
 */
export function aerTimedOut(
  driver: Pciback,
  { dev }: StubDevice,
  connection: Connection,
  page: PageMapping,
  request: AerRequest,
): number {
  driver.kernel.log.print(
    LogLevel.Err,
    `pciback ${dev.name}: no answer to ${request.name}`,
    connection.domid,
  );
  page.clearFlag(_XEN_PCIB_active, SITE);
  page.store32(SH_AER + AER_ERR, PCI_ERS_RESULT_NONE, SITE);
  return request.fallback;
}

/** Seam: the frontend's answer as the host takes it: whatever it is (AER-14, AER-17). */
export function aerAnswer(_driver: Pciback, answer: number, _request: AerRequest): number {
  return answer;
}
