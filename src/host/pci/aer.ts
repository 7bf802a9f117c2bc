import {
  PCI_ERS_RESULT_CAN_RECOVER,
  PCI_ERS_RESULT_DISCONNECT,
  PCI_ERS_RESULT_NEED_RESET,
  PCI_ERS_RESULT_NO_AER_DRIVER,
  PCI_ERS_RESULT_NONE,
  PCI_ERS_RESULT_RECOVERED,
  pci_channel_io_frozen,
  pci_channel_io_normal,
  pci_channel_io_perm_failure,
} from '../../abi/aer.ts';
import { PCI_BRIDGE_CONTROL, PCI_BRIDGE_CTL_BUS_RESET } from '../../abi/pci-regs.ts';
import { AerCallback, Ev, HostCall } from '../../platform/recorder.ts';
import type { Steps } from '../../platform/scheduler.ts';
import type { Kernel } from '../kernel.ts';
import { LogLevel } from '../log.ts';
import { hostRead, hostWrite } from './access.ts';
import type { PciDevice } from './device.ts';
import type { PciErrorHandlers } from './driver.ts';
import { enterService, exitService } from './service.ts';

/**
 * The host's recovery after an error of `dev` (AER-22): every driver on the bus is asked; CAN_RECOVER goes on with
 * mmio_enabled, NEED_RESET with slot_reset, and only RECOVERED at the end with resume. A frozen channel has the bus
 * reset in between. A permanent failure marks the function as gone (CONF-35) and ends there.
 * @param state `pci_channel_io_*`
 * @returns the verdict; `PCI_ERS_RESULT_RECOVERED` means success
 */
export function* recover(kernel: Kernel, dev: PciDevice, state: number): Steps<number> {
  const affected = affectedBy(kernel, dev);
  let status = yield* ask(kernel, affected, AerCallback.ErrorDetected, PCI_ERS_RESULT_CAN_RECOVER, state);
  if (state === pci_channel_io_perm_failure) return failed(kernel, dev, status);
  if (state === pci_channel_io_frozen && !resetBus(kernel, dev)) return failed(kernel, dev, status);
  if (status === PCI_ERS_RESULT_CAN_RECOVER) {
    status = yield* ask(kernel, affected, AerCallback.MmioEnabled, PCI_ERS_RESULT_RECOVERED, state);
  }
  if (status === PCI_ERS_RESULT_NEED_RESET) {
    status = yield* ask(kernel, affected, AerCallback.SlotReset, PCI_ERS_RESULT_RECOVERED, state);
  }
  if (status !== PCI_ERS_RESULT_RECOVERED) return failed(kernel, dev, status);
  yield* ask(kernel, affected, AerCallback.Resume, status, pci_channel_io_normal);
  kernel.log.print(LogLevel.Info, `pcieport ${dev.name}: device recovery successful`);
  return status;
}

function failed(kernel: Kernel, dev: PciDevice, status: number): number {
  kernel.log.print(LogLevel.Info, `pcieport ${dev.name}: device recovery failed`);
  return status;
}

/** The function itself and what shares the nearest bridge above it; without a bridge, itself. */
function affectedBy(kernel: Kernel, dev: PciDevice): PciDevice[] {
  const bridge = dev.upstream[0];
  if (bridge === undefined) return [dev];
  return kernel.pci.devices.filter((other) => other === dev || other.upstream.includes(bridge));
}

/** Runs one callback on every affected function that has a driver, and merges the votes into `status`. */
function* ask(
  kernel: Kernel,
  affected: readonly PciDevice[],
  callback: number,
  status: number,
  state: number,
): Steps<number> {
  let merged = status;
  for (const dev of affected) {
    if (callback === AerCallback.ErrorDetected) setErrorState(dev, state);
    yield* dev.lock.acquire();
    if (callback === AerCallback.Resume) setErrorState(dev, pci_channel_io_normal);
    const handlers = dev.driver?.errorHandlers ?? null;
    if (handlers !== null) {
      const vote = yield* call(handlers, dev, callback, state);
      kernel.emit(Ev.AerVerdict, dev.fn.index, callback, vote);
      if (callback !== AerCallback.Resume) merged = kernel.seams.mergeAerResult(kernel, merged, vote);
    }
    dev.lock.release();
  }
  return merged;
}

/** Nothing comes back from a permanent failure. */
function setErrorState(dev: PciDevice, state: number): void {
  if (!dev.disconnected) dev.errorState = state;
}

function* call(handlers: PciErrorHandlers, dev: PciDevice, callback: number, state: number): Steps<number> {
  if (callback === AerCallback.ErrorDetected) return yield* handlers.errorDetected(dev, state);
  if (callback === AerCallback.MmioEnabled) return yield* handlers.mmioEnabled(dev);
  if (callback === AerCallback.SlotReset) return yield* handlers.slotReset(dev);
  yield* handlers.resume(dev);
  return 0;
}

/** Seam: joins one more vote to the verdict so far; a value that is no vote wins over an optimistic verdict (AER-22). */
export function mergeAerResult(_kernel: Kernel, verdict: number, vote: number): number {
  if (vote === PCI_ERS_RESULT_NO_AER_DRIVER) return vote;
  if (vote === PCI_ERS_RESULT_NONE) return verdict;
  if (verdict === PCI_ERS_RESULT_CAN_RECOVER || verdict === PCI_ERS_RESULT_RECOVERED) return vote;
  if (verdict === PCI_ERS_RESULT_DISCONNECT && vote === PCI_ERS_RESULT_NEED_RESET) return vote;
  return verdict;
}

/** Secondary bus reset at the bridge above; without one a function reset. False when there is no way. */
function resetBus(kernel: Kernel, dev: PciDevice): boolean {
  const bridge = dev.upstream[0];
  if (bridge === undefined) return kernel.pci.resetFunction(dev) === 0;
  enterService(kernel, bridge, HostCall.ResetFunction);
  const control = hostRead(kernel, bridge, PCI_BRIDGE_CONTROL, 2);
  hostWrite(kernel, bridge, PCI_BRIDGE_CONTROL, 2, control | PCI_BRIDGE_CTL_BUS_RESET);
  hostWrite(kernel, bridge, PCI_BRIDGE_CONTROL, 2, control & ~PCI_BRIDGE_CTL_BUS_RESET);
  exitService(kernel, bridge, HostCall.ResetFunction);
  return true;
}
