import { type Connection, PCIB_EOI_PENDING } from '../connection.ts';

/** Ends an event: once per event taken, whoever calls first (EVT-26). */
export function lateEoi(connection: Connection, spurious: boolean): void {
  if (!connection.testAndClearBit(PCIB_EOI_PENDING)) return;
  connection.driver.kernel.events.lateEoi(connection.evtchnIrq, spurious);
}
