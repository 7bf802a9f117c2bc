import { EIO } from '../../abi/errno.ts';
import { KernelOops } from '../../platform/oops.ts';
import { HostCall } from '../../platform/recorder.ts';
import type { Kernel } from '../kernel.ts';
import { hostRead, hostWrite } from './access.ts';
import type { PciDevice } from './device.ts';
import { EXPRESS_CONTROL_WORDS, expressControlWords } from './express.ts';
import { programMsi } from './msi.ts';
import { reprogramMsix } from './msix.ts';
import { SAVED_HEADER_DWORDS, SAVED_STATE_BYTES, SavedState } from './saved-state.ts';
import { enterService, exitService } from './service.ts';

const PCI_X_CMD = 2;

/** Reads what {@link SavedState} holds from the hardware into the device's own buffer (decision 2.14). */
export function saveState(kernel: Kernel, dev: PciDevice): number {
  enterService(kernel, dev, HostCall.SaveState);
  const { savedState } = dev;
  for (let i = 0; i < SAVED_HEADER_DWORDS; i++) savedState.header[i] = hostRead(kernel, dev, 4 * i, 4);
  savedState.expressPresent = expressControlWords(kernel, dev);
  for (let i = 0; i < EXPRESS_CONTROL_WORDS.length; i++) {
    if ((savedState.expressPresent & (1 << i)) === 0) continue;
    savedState.express[i] = hostRead(kernel, dev, dev.expCap + (EXPRESS_CONTROL_WORDS[i] as number), 2);
  }
  savedState.pcixPresent = dev.pcixCap !== 0;
  if (savedState.pcixPresent) savedState.pcix = hostRead(kernel, dev, dev.pcixCap + PCI_X_CMD, 2);
  dev.stateSaved = true;
  return exitService(kernel, dev, HostCall.SaveState);
}

/**
 * Writes the saved state back where the hardware differs (STUB-35): Express control words, the header from its end
 * to its start, PCI-X; then what the host keeps itself: MSI and MSI-X are programmed and enabled again if on
 * (STUB-27). Uses the saved state up. The power state stays as it is (STUB-26).
 */
export function restoreState(kernel: Kernel, dev: PciDevice): void {
  if (!dev.stateSaved) return;
  enterService(kernel, dev, HostCall.RestoreState);
  const { savedState } = dev;
  for (let i = 0; i < EXPRESS_CONTROL_WORDS.length; i++) {
    if ((savedState.expressPresent & (1 << i)) === 0) continue;
    writeIfDifferent(
      kernel,
      dev,
      dev.expCap + (EXPRESS_CONTROL_WORDS[i] as number),
      2,
      savedState.express[i] as number,
    );
  }
  for (let i = SAVED_HEADER_DWORDS - 1; i >= 0; i--) {
    writeIfDifferent(kernel, dev, 4 * i, 4, savedState.header[i] as number);
  }
  if (savedState.pcixPresent) writeIfDifferent(kernel, dev, dev.pcixCap + PCI_X_CMD, 2, savedState.pcix);
  if (dev.msiEnabled) programMsi(kernel, dev);
  if (dev.msixEnabled) reprogramMsix(kernel, dev);
  dev.stateSaved = false;
  exitService(kernel, dev, HostCall.RestoreState);
}

function writeIfDifferent(
  kernel: Kernel,
  dev: PciDevice,
  register: number,
  size: 2 | 4,
  value: number,
): void {
  if (hostRead(kernel, dev, register, size) !== value) hostWrite(kernel, dev, register, size, value);
}

/** A copy of the saved state to keep; null when none is saved or memory is short. Accounted to the driver. */
export function storeSavedState(kernel: Kernel, dev: PciDevice): SavedState | null {
  if (!dev.stateSaved || !kernel.alloc(SAVED_STATE_BYTES)) return null;
  const copy = new SavedState();
  copy.copyFrom(dev.savedState);
  return copy;
}

/**
 * Makes a kept copy the one that the next restore writes; the copy stays. Null: nothing is to be restored, success.
 * @returns 0, or -EIO for an injected fault
 * @throws KernelOops when the copy was freed
 */
export function loadSavedState(kernel: Kernel, dev: PciDevice, state: SavedState | null): number {
  dev.stateSaved = false;
  if (state === null) return 0;
  if (state.freed)
    throw new KernelOops('use-after-free', 'pci_load_saved_state', `${dev.name}: saved state was freed`);
  if (kernel.world.faults.take('loadState')) return -EIO;
  dev.savedState.copyFrom(state);
  dev.stateSaved = true;
  return 0;
}

/** {@link loadSavedState}, then the copy's memory goes back, whatever came of it. */
export function loadAndFreeSavedState(kernel: Kernel, dev: PciDevice, state: SavedState | null): number {
  const err = loadSavedState(kernel, dev, state);
  freeSavedState(kernel, state);
  return err;
}

/** Gives a kept copy's memory back. @throws KernelOops when that was done before */
export function freeSavedState(kernel: Kernel, state: SavedState | null): void {
  if (state === null) return;
  if (state.freed) throw new KernelOops('use-after-free', 'kfree', 'saved state freed twice');
  state.freed = true;
  kernel.free(SAVED_STATE_BYTES);
}
