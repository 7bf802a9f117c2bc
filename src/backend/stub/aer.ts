import { PCI_ERS_RESULT_DISCONNECT, PCI_ERS_RESULT_NONE } from '../../abi/aer.ts';
import { _XEN_PCIB_AERHANDLER } from '../../abi/pciif.ts';
import { KernelOops, LogLevel, type Mutex, type PciDevice, Site, type Steps } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import type { Pciback, StubDevice } from '../driver.ts';
import { type AerRequest, aerRequests } from './aer-request.ts';
import { findByDevice } from './find.ts';
import { killDomain } from './kill.ts';
import { dropReference } from './references.ts';

/** An error was seen on the device's bus. @param state `pci_channel_io_*` */
export function errorDetected(driver: Pciback, dev: PciDevice, state: number): Steps<number> {
  return callback(driver, dev, { ...aerRequests.error_detected, state });
}

/** Memory access works again. */
export function mmioEnabled(driver: Pciback, dev: PciDevice): Steps<number> {
  return callback(driver, dev, aerRequests.mmio_enabled);
}

/** The slot was reset. */
export function slotReset(driver: Pciback, dev: PciDevice): Steps<number> {
  return callback(driver, dev, aerRequests.slot_reset);
}

/** Recovery is over. */
export function* errorResume(driver: Pciback, dev: PciDevice): Steps {
  yield* callback(driver, dev, aerRequests.resume);
}

/** One callback, alone over all devices and against their return (AER-16); `PCI_ERS_RESULT_*`. */
function* callback(driver: Pciback, dev: PciDevice, request: AerRequest): Steps<number> {
  const lock = driver.seams.aerLock(driver, dev);
  yield* lock.acquire();
  const psdev = findByDevice(driver, dev);
  if (psdev !== null) psdev.references++;
  const result = yield* handle(driver, dev, psdev, request);
  if (psdev !== null) dropReference(driver, psdev);
  lock.release();
  return result;
}

/** The decision of 6.3, first match wins. */
function* handle(
  driver: Pciback,
  dev: PciDevice,
  psdev: StubDevice | null,
  request: AerRequest,
): Steps<number> {
  const { log } = driver.kernel;
  if (psdev === null || psdev.pdev === null) {
    log.print(LogLevel.Err, `pciback ${dev.name}: ${request.name} of a device that no guest has`);
    return request.fallback;
  }
  const connection = psdev.pdev;
  checkAlive(connection, request);
  const { page } = connection;
  if (page === null) {
    log.print(LogLevel.Err, `pciback ${dev.name}: no page of the guest that has it`, connection.domid);
    killDomain(driver, connection);
    return request.fallback;
  }
  if (!page.testFlag(_XEN_PCIB_AERHANDLER, Site[request.site])) {
    if (request.logsWithoutHandler) {
      log.print(LogLevel.Err, `pciback ${dev.name}: the guest handles no ${request.name}`, connection.domid);
    }
    if (request.killsWithoutHandler) killDomain(driver, connection);
    return request.fallback;
  }
  const answer = yield* driver.seams.sendToFrontend(driver, psdev, connection, page, request);
  if (driver.seams.answerKills(driver, request, answer)) killDomain(driver, connection);
  return answer;
}

/** Seam: the lock AER callbacks hold: one for all devices, the one every return needs (AER-16, STUB-24). */
export function aerLock(driver: Pciback, _dev: PciDevice): Mutex {
  return driver.sem;
}

/** Seam: NONE and DISCONNECT end the guest; resume ignores the answer (AER-06). */
export function answerKills(_driver: Pciback, request: AerRequest, answer: number): boolean {
  if (request.name === 'resume') return false;
  return answer === PCI_ERS_RESULT_NONE || answer === PCI_ERS_RESULT_DISCONNECT;
}

/** A device leaked by a failed export still names its freed connection (XB-36). */
function checkAlive(connection: Connection, { site }: AerRequest): void {
  if (connection.freed) throw new KernelOops('use-after-free', site, 'the connection was freed');
}
