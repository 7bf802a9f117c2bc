import { PCI_ERS_RESULT_CAN_RECOVER, PCI_ERS_RESULT_RECOVERED } from '../abi/aer.ts';
import type { FoundDevice } from './scan.ts';

/** Error handlers of a guest's driver; one that knows nothing of errors has none. */
export interface ErrorHandlers {
  /** @param state the channel state that the request carries */
  errorDetected?(state: number): number;
  mmioEnabled?(): number;
  slotReset?(): number;
  resume?(): void;
}

/** A driver that recovers from everything. */
const recovering: ErrorHandlers = Object.freeze({
  errorDetected: () => PCI_ERS_RESULT_CAN_RECOVER,
  mmioEnabled: () => PCI_ERS_RESULT_RECOVERED,
  slotReset: () => PCI_ERS_RESULT_RECOVERED,
  resume() {},
});

/** Driver of a device; null: it has none. */
export type DriverOf = (device: FoundDevice) => ErrorHandlers | null;

/** Every device has a driver that recovers from everything. */
export const allRecover: DriverOf = () => recovering;
