import { PCI_ERS_RESULT_NONE, PCI_ERS_RESULT_RECOVERED } from '../abi/aer.ts';
import {
  AER_BUS,
  AER_CMD,
  AER_DEVFN,
  AER_DOMAIN,
  AER_ERR,
  SH_AER,
  XEN_PCI_OP_aer_detected,
  XEN_PCI_OP_aer_mmio,
  XEN_PCI_OP_aer_resume,
  XEN_PCI_OP_aer_slotreset,
  XEN_PCIB_active,
} from '../abi/pciif.ts';
import type { ErrorHandlers } from './driver.ts';
import type { Frontend } from './frontend.ts';

/** The guest's kernel calls a handler that is not there (CHG-09). */
export class GuestOops extends Error {
  override readonly name = 'GuestOops';
}

/** Serves one AER request with the driver of the device it is about (FE-20, FE-21). */
export function serviceAer(frontend: Frontend): void {
  const { page } = frontend;
  const cmd = page.read32(SH_AER + AER_CMD);
  const state = page.read32(SH_AER + AER_ERR);
  const device = frontend.devices.find(
    ({ domain, bus, devfn }) =>
      domain === page.read32(SH_AER + AER_DOMAIN) &&
      bus === page.read32(SH_AER + AER_BUS) &&
      devfn === page.read32(SH_AER + AER_DEVFN),
  );
  const driver = device === undefined ? null : frontend.driverOf(device);
  answerAer(frontend, resultOf(frontend, driver, cmd, state));
}

/** Writes `result`, clears PCIB_active and sends the event. */
export function answerAer(frontend: Frontend, result: number): void {
  frontend.page.write32(SH_AER + AER_ERR, result);
  frontend.clearFlag(XEN_PCIB_active);
  frontend.notify();
}

function resultOf(frontend: Frontend, driver: ErrorHandlers | null, cmd: number, state: number): number {
  if (driver?.errorDetected === undefined) return PCI_ERS_RESULT_NONE;
  switch (cmd) {
    case XEN_PCI_OP_aer_detected:
      return driver.errorDetected(state);
    case XEN_PCI_OP_aer_mmio:
      return driver.mmioEnabled?.() ?? missing(frontend, 'mmio_enabled');
    case XEN_PCI_OP_aer_slotreset:
      return driver.slotReset?.() ?? missing(frontend, 'slot_reset');
    case XEN_PCI_OP_aer_resume:
      if (driver.resume === undefined) missing(frontend, 'resume');
      driver.resume?.();
      return PCI_ERS_RESULT_NONE;
    default:
      return PCI_ERS_RESULT_NONE;
  }
}

/** 6.12 goes on without a handler, 6.1 calls it (CHG-09). @throws GuestOops */
function missing(frontend: Frontend, handler: string): number {
  if (frontend.module.kernel.linux === '6.1') throw new GuestOops(`the driver has no ${handler}`);
  return PCI_ERS_RESULT_RECOVERED;
}
