import { pci_channel_io_perm_failure } from '../../abi/aer.ts';
import type { Steps } from '../../platform/scheduler.ts';
import type { Kernel } from '../kernel.ts';
import { readConfig, writeConfig } from './access.ts';
import { recover } from './aer.ts';
import { clearMaster, intx, setMaster } from './bus-master.ts';
import { findCapability } from './capability.ts';
import type { ConfigValue, MsixEntry, PciDevice, SavedState } from './device.ts';
import type { BusNotifier, PciDriver } from './driver.ts';
import { bindDevice, registerDriver, unbindDevice, unregisterDriver } from './driver-core.ts';
import { disableDevice, enableDevice } from './enable.ts';
import { raiseInterrupt } from './interrupt.ts';
import { disableMsi, enableMsi } from './msi.ts';
import { disableMsix, enableMsix } from './msix.ts';
import { clearMwi, setMwi } from './mwi.ts';
import { findOwner, registerOwner, unregisterOwner } from './owner.ts';
import { prepareMsix, releaseMsix } from './physdev.ts';
import { setPowerState } from './power.ts';
import { resetFunction } from './reset.ts';
import { scanBus } from './scan.ts';
import {
  freeSavedState,
  loadAndFreeSavedState,
  loadSavedState,
  restoreState,
  saveState,
  storeSavedState,
} from './state.ts';

/**
 * The host's PCI core: what a PCI driver may ask of it. Each service lives in a file of its own; statuses are 0 or
 * a negative errno unless said otherwise, those of config accesses are `PCIBIOS_*` (positive) or a negative errno.
 */
export class PciCore {
  /** Known functions in the order of the machine. */
  readonly devices: PciDevice[] = [];
  readonly drivers: PciDriver[] = [];
  readonly notifiers: BusNotifier[] = [];
  /** MSI is switched off for the whole host (OPS-07). */
  noMsi = false;
  /** Environment: negative errno with which the hypervisor refuses what it is told of a function, or 0. */
  physdevError = 0;
  private readonly kernel: Kernel;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  /** Makes every function of the machine known that is not yet. */
  scan(): void {
    scanBus(this.kernel);
  }

  /** Reads `size` bytes; on failure `out.value` is all-ones of that width (CONF-06, CONF-33..35). */
  readConfig(dev: PciDevice, reg: number, size: 1 | 2 | 4, out: ConfigValue): number {
    return readConfig(this.kernel, dev, reg, size, out);
  }

  /** Writes the low `size` bytes of `value` (CONF-33..35). */
  writeConfig(dev: PciDevice, reg: number, size: 1 | 2 | 4, value: number): number {
    return writeConfig(this.kernel, dev, reg, size, value);
  }

  /** Base of the first capability `id`, 0 none; walks the list now (CAP-02). */
  findCapability(dev: PciDevice, id: number): number {
    return findCapability(this.kernel, dev, id);
  }

  enableDevice(dev: PciDevice): number {
    return enableDevice(this.kernel, dev);
  }

  disableDevice(dev: PciDevice): void {
    disableDevice(this.kernel, dev);
  }

  setMaster(dev: PciDevice): void {
    setMaster(this.kernel, dev);
  }

  clearMaster(dev: PciDevice): void {
    clearMaster(this.kernel, dev);
  }

  setMwi(dev: PciDevice): number {
    return setMwi(this.kernel, dev);
  }

  clearMwi(dev: PciDevice): void {
    clearMwi(this.kernel, dev);
  }

  /** Sets (enable false) or clears (enable true) hardware INTX_DISABLE. */
  intx(dev: PciDevice, enable: boolean): void {
    intx(this.kernel, dev, enable);
  }

  /** @param state 0..3 (D0..D3hot) */
  setPowerState(dev: PciDevice, state: number): number {
    return setPowerState(this.kernel, dev, state);
  }

  /** Turns exactly one MSI vector on; `dev.irq` becomes its IRQ (OPS-04, OPS-07). */
  enableMsi(dev: PciDevice): number {
    return enableMsi(this.kernel, dev);
  }

  /** @throws KernelOops when a handler is still installed, or after a second enable (XSA-157) */
  disableMsi(dev: PciDevice): void {
    disableMsi(this.kernel, dev);
  }

  /** Turns exactly `count` vectors on and stores their IRQs in `entries[i].vector` (OPS-15..23). */
  enableMsix(dev: PciDevice, entries: MsixEntry[], count: number): number {
    return enableMsix(this.kernel, dev, entries, count);
  }

  /** @throws KernelOops as {@link disableMsi} */
  disableMsix(dev: PciDevice): void {
    disableMsix(this.kernel, dev);
  }

  saveState(dev: PciDevice): number {
    return saveState(this.kernel, dev);
  }

  /** Writes the saved state back; does nothing unless one is saved or loaded. */
  restoreState(dev: PciDevice): void {
    restoreState(this.kernel, dev);
  }

  /** Keeps a copy of the saved state; null when none is saved or memory is short. */
  storeSavedState(dev: PciDevice): SavedState | null {
    return storeSavedState(this.kernel, dev);
  }

  /** Makes a kept copy the one to restore; `null` only forgets the present one, with success. */
  loadSavedState(dev: PciDevice, state: SavedState | null): number {
    return loadSavedState(this.kernel, dev, state);
  }

  loadAndFreeSavedState(dev: PciDevice, state: SavedState | null): number {
    return loadAndFreeSavedState(this.kernel, dev, state);
  }

  /** Gives a kept copy's memory back without loading it. */
  freeSavedState(state: SavedState | null): void {
    freeSavedState(this.kernel, state);
  }

  /** Resets the function by the best method it has, without saving or restoring anything. */
  resetFunction(dev: PciDevice): number {
    return resetFunction(this.kernel, dev);
  }

  /** Tells the hypervisor of a reset (CHG-02); 6.1 does not. */
  notifyReset(dev: PciDevice): number {
    return this.kernel.seams.notifyReset(this.kernel, dev);
  }

  /** Looks the device's GSI up and sets it up with the hypervisor (CHG-04); 6.1 does not. */
  setupGsi(dev: PciDevice): number {
    return this.kernel.seams.setupGsi(this.kernel, dev);
  }

  /** Announces to the hypervisor that the function will be given away (STUB-10 step 5). */
  prepareMsix(dev: PciDevice): number {
    return prepareMsix(this.kernel, dev);
  }

  /** Takes the announcement back (STUB-31). */
  releaseMsix(dev: PciDevice): number {
    return releaseMsix(this.kernel, dev);
  }

  /** @returns false when an owner is registered already, which stays (XB-35) */
  registerOwner(dev: PciDevice, domid: number): boolean {
    return registerOwner(this.kernel, dev, domid);
  }

  /** @returns 0, or -ENODEV when none is registered (XB-35) */
  unregisterOwner(dev: PciDevice): number {
    return unregisterOwner(this.kernel, dev);
  }

  /** @returns domid, or -ENODEV (XB-35) */
  findOwner(dev: PciDevice): number {
    return findOwner(dev);
  }

  /** Marks the function as gone for good (CONF-35). */
  markDisconnected(dev: PciDevice): void {
    dev.errorState = pci_channel_io_perm_failure;
  }

  /** Registers a driver and offers it every function without one. */
  registerDriver(driver: PciDriver): Steps {
    return registerDriver(this.kernel, driver);
  }

  /** Unbinds the driver from all its functions and forgets it. */
  unregisterDriver(driver: PciDriver): Steps {
    return unregisterDriver(this.kernel, driver);
  }

  /** Writing a device's name to the driver's `bind`: 0 or a negative errno. */
  bind(dev: PciDevice, driver: PciDriver): Steps<number> {
    return bindDevice(this.kernel, dev, driver);
  }

  /** Writing a device's name to its driver's `unbind`. */
  unbind(dev: PciDevice): Steps {
    return unbindDevice(this.kernel, dev);
  }

  /**
   * AER recovery begun for an error of `dev` (AER-22).
   * @param state `pci_channel_io_*`
   * @returns the final verdict; `PCI_ERS_RESULT_RECOVERED` is success
   */
  recover(dev: PciDevice, state: number): Steps<number> {
    return recover(this.kernel, dev, state);
  }

  /** The function signals an interrupt in the mode it is in; true when somebody took it. */
  interrupt(dev: PciDevice): boolean {
    return raiseInterrupt(this.kernel, dev);
  }
}
