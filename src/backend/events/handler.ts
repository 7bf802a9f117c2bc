import { _XEN_PCIB_active, _XEN_PCIF_active } from '../../abi/pciif.ts';
import { Site } from '../../host/index.ts';
import { type Connection, PCIB_AER_WAIT, PCIB_EOI_PENDING, PCIB_OP_PENDING } from '../connection.ts';
import { sharedPage } from '../operations/shared-page.ts';
import { lateEoi } from './late-eoi.ts';

/** A request waits and no worker runs; marks the worker as running (EVT-05). */
export function testOpPending(connection: Connection): boolean {
  const page = sharedPage(connection, 'xen_pcibk_test_op_pending');
  if (!page.testFlag(_XEN_PCIF_active, Site.xen_pcibk_test_op_pending)) return false;
  return !connection.testAndSetBit(PCIB_OP_PENDING);
}

/** The frontend has served an AER request that is waited for (EVT-04, 29). */
export function aerAnswered(connection: Connection): boolean {
  const page = sharedPage(connection, 'xen_pcibk_test_and_schedule_op');
  if (page.testFlag(_XEN_PCIB_active, Site.xen_pcibk_test_and_schedule_op)) return false;
  return connection.testBit(PCIB_AER_WAIT);
}

/**
 * Starts the worker, wakes AER waiters, or both (EVT-04, table 2.2). All waiters share one queue; each looks at
 * its own page (EVT-08).
 * @returns false when there was nothing to do
 */
export function testAndScheduleOp(connection: Connection): boolean {
  const { driver } = connection;
  let found = false;
  if (driver.seams.testOpPending(connection)) {
    connection.opWork.schedule();
    found = true;
  }
  if (driver.seams.aerAnswered(connection)) {
    driver.aerWaitQueue.wakeAll();
    found = true;
  }
  return found;
}

/** The handler's own EOI: only for an event that found nothing to do, as spurious (EVT-04). */
export function eoiInHandler(connection: Connection, found: boolean): void {
  if (!found) lateEoi(connection, true);
}

/**
 * An event came in on `irq`, which may not be recorded yet (EVT-02, 03). The page is mapped before the channel is
 * bound and unmapped after it is unbound; nothing here checks (EVT-06).
 */
export function handleEvent(connection: Connection, irq: number): void {
  const { driver } = connection;
  if (connection.evtchnIrq !== irq) connection.evtchnIrq = irq;
  if (connection.testAndSetBit(PCIB_EOI_PENDING)) {
    driver.kernel.log.warn('xen_pcibk_handle_event', 'IRQ while EOI pending');
  }
  driver.seams.eoiInHandler(connection, testAndScheduleOp(connection));
}
