import {
  _XEN_PCIF_active,
  XEN_PCI_ERR_dev_not_found,
  XEN_PCI_ERR_success,
  XEN_PCI_OP_enable_msix,
} from '../../abi/pciif.ts';
import { KernelOops, type PciDevice, Site, type Steps } from '../../host/index.ts';
import { type Connection, PCIB_OP_PENDING } from '../connection.ts';
import { type DeviceData, deviceData } from '../device-data.ts';
import { findDevice, tryFindDevice } from '../topology/topology.ts';
import { logReply, logRequest } from './debug.ts';
import { dispatch } from './dispatch.ts';
import type { Request } from './request.ts';
import { sharedPage } from './shared-page.ts';

/** {@link tryOneOp} as a part of a task's body. */
export function* doOneOp(connection: Connection): Steps {
  const rest = tryOneOp(connection);
  if (rest !== null) yield* rest;
}

/**
 * Serves the request in the connection's slot: copy, look the function up, execute, bring the helper handler in
 * line, reply, complete (EVT-12..20). Nothing of that waits but for the lock of the list of devices.
 * @returns null when the request is served; the rest of the work when the lock was not free
 */
export function tryOneOp(connection: Connection): Steps | null {
  const request = connection.driver.seams.takeRequest(connection);
  logRequest(connection, request);
  const { domain, bus, devfn } = request;
  const dev = tryFindDevice(connection, domain, bus, devfn);
  if (dev === undefined) return waitAndServe(connection, request, domain, bus, devfn);
  serve(connection, request, dev);
  return null;
}

function* waitAndServe(
  connection: Connection,
  request: Request,
  domain: number,
  bus: number,
  devfn: number,
): Steps {
  serve(connection, request, yield* findDevice(connection, domain, bus, devfn));
}

/** Everything from the look-up on (EVT-14..20). @param dev null when there is no such device */
function serve(connection: Connection, request: Request, dev: PciDevice | null): void {
  const { driver } = connection;
  const { seams } = driver;
  let requested = 0;
  if (dev === null) {
    request.err = XEN_PCI_ERR_dev_not_found;
  } else {
    const data = deviceData(dev);
    const enableIntxBefore = data?.enableIntx;
    requested = request.value;
    request.err = dispatch(connection, dev, request);
    if (data !== null && request.err === 0) checkKept(dev, data);
    if (data !== null) seams.controlSync(driver, dev, request.err, data.enableIntx !== enableIntxBefore);
  }
  seams.storeReply(connection, request, vectorsToReturn(connection, request, requested));
  logReply(connection, request);
  complete(connection);
}

/**
 * A request does not keep its device: unbound meanwhile, its data is gone, and the rest of the request looks at it.
 * @throws KernelOops then
 */
function checkKept(dev: PciDevice, data: DeviceData): void {
  if (deviceData(dev) === data) return;
  throw new KernelOops('use-after-free', 'xen_pcibk_do_one_op', `the data of ${dev.name} was freed`);
}

/** How many MSI-X vectors go back: as many as were asked for, and only if they were all set up (EVT-18). */
function vectorsToReturn(connection: Connection, request: Request, requested: number): number {
  if (request.cmd !== XEN_PCI_OP_enable_msix || request.err !== XEN_PCI_ERR_success) return 0;
  return connection.driver.seams.copyBackCount(connection, request, requested);
}

/** Tells the frontend that its request is complete, then allows the next one (EVT-19, EVT-20). */
function complete(connection: Connection): void {
  sharedPage(connection, 'xen_pcibk_do_one_op').clearFlag(_XEN_PCIF_active, Site.xen_pcibk_do_one_op);
  connection.driver.kernel.events.notify(connection.evtchnIrq, connection.domid);
  connection.clearBit(PCIB_OP_PENDING);
}
