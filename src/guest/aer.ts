import { PCI_ERS_RESULT_CAN_RECOVER, PCI_ERS_RESULT_NONE, PCI_ERS_RESULT_RECOVERED } from '../abi/aer.ts';
import {
  AER_BUS,
  AER_CMD,
  AER_DEVFN,
  AER_DOMAIN,
  AER_ERR,
  SH_AER,
  XEN_PCI_OP_aer_detected,
  XEN_PCI_OP_aer_mmio,
  XEN_PCI_OP_aer_slotreset,
  XEN_PCIB_active,
} from '../abi/pciif.ts';
import type { Frontend } from './frontend.ts';

/** Serves one AER request with a driver that recovers from everything (FE-20, FE-21). */
export function serviceAer(frontend: Frontend): void {
  const { page } = frontend;
  const known = frontend.devices.some(
    (device) =>
      device.domain === page.read32(SH_AER + AER_DOMAIN) &&
      device.bus === page.read32(SH_AER + AER_BUS) &&
      device.devfn === page.read32(SH_AER + AER_DEVFN),
  );
  answerAer(frontend, known ? driverAnswer(page.read32(SH_AER + AER_CMD)) : PCI_ERS_RESULT_NONE);
}

/** Writes `result`, clears PCIB_active and sends the event. */
export function answerAer(frontend: Frontend, result: number): void {
  frontend.page.write32(SH_AER + AER_ERR, result);
  frontend.clearFlag(XEN_PCIB_active);
  frontend.notify();
}

function driverAnswer(cmd: number): number {
  switch (cmd) {
    case XEN_PCI_OP_aer_detected:
      return PCI_ERS_RESULT_CAN_RECOVER;
    case XEN_PCI_OP_aer_mmio:
    case XEN_PCI_OP_aer_slotreset:
      return PCI_ERS_RESULT_RECOVERED;
    default:
      return PCI_ERS_RESULT_NONE;
  }
}
