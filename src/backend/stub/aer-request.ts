import { PCI_ERS_RESULT_CAN_RECOVER, PCI_ERS_RESULT_NONE, PCI_ERS_RESULT_RECOVERED } from '../../abi/aer.ts';
import {
  XEN_PCI_OP_aer_detected,
  XEN_PCI_OP_aer_mmio,
  XEN_PCI_OP_aer_resume,
  XEN_PCI_OP_aer_slotreset,
} from '../../abi/pciif.ts';
import type { SiteName } from '../../host/index.ts';

/** The four callbacks of AER recovery. */
export type AerCallbackName = 'error_detected' | 'mmio_enabled' | 'slot_reset' | 'resume';

/** What one callback sends to the frontend, and what it makes of the outcome. */
export interface AerRequest {
  readonly name: AerCallbackName;
  /** Function of the driver that looks at the page. */
  readonly site: SiteName;
  /** `XEN_PCI_OP_aer_*` (AER-05). */
  readonly cmd: number;
  /** `pci_channel_io_*` that goes out with it. */
  readonly state: number;
  /** Result without an answer (AER-01); resume has none and its value is not used. */
  readonly fallback: number;
  /** A frontend without an AER handler is killed (AER-04). */
  readonly killsWithoutHandler: boolean;
  /** A frontend without an AER handler leaves a line (AER-04 as corrected). */
  readonly logsWithoutHandler: boolean;
}

/** Commands, defaults and reactions per callback; `state` is io_normal but for error_detected (AER-05). */
export const aerRequests: Readonly<Record<AerCallbackName, AerRequest>> = Object.freeze({
  error_detected: Object.freeze({
    name: 'error_detected',
    site: 'xen_pcibk_error_detected',
    cmd: XEN_PCI_OP_aer_detected,
    state: 1,
    fallback: PCI_ERS_RESULT_CAN_RECOVER,
    killsWithoutHandler: true,
    logsWithoutHandler: false,
  }),
  mmio_enabled: Object.freeze({
    name: 'mmio_enabled',
    site: 'xen_pcibk_mmio_enabled',
    cmd: XEN_PCI_OP_aer_mmio,
    state: 1,
    fallback: PCI_ERS_RESULT_RECOVERED,
    killsWithoutHandler: false,
    logsWithoutHandler: true,
  }),
  slot_reset: Object.freeze({
    name: 'slot_reset',
    site: 'xen_pcibk_slot_reset',
    cmd: XEN_PCI_OP_aer_slotreset,
    state: 1,
    fallback: PCI_ERS_RESULT_RECOVERED,
    killsWithoutHandler: false,
    logsWithoutHandler: true,
  }),
  resume: Object.freeze({
    name: 'resume',
    site: 'xen_pcibk_error_resume',
    cmd: XEN_PCI_OP_aer_resume,
    state: 1,
    fallback: PCI_ERS_RESULT_NONE,
    killsWithoutHandler: true,
    logsWithoutHandler: true,
  }),
});
