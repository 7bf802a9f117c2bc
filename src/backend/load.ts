import { ENODEV } from '../abi/errno.ts';
import type { Kernel, PciDevice, Steps } from '../host/index.ts';
import { type Parameters, Pciback } from './driver.ts';
import type { BackendSeams } from './seams.ts';
import type { AttributeName } from './stub/attributes/attribute.ts';
import { addHidden } from './stub/hide.ts';
import { freeDeviceIds } from './stub/ids.ts';
import { StubDriver } from './stub/pci-driver.ts';
import { initDevicesLate } from './stub/seize.ts';
import { showAttribute, storeAttribute } from './stub/sysfs.ts';
import { VirtualFunctionNotifier } from './stub/virtual-functions.ts';
import { registerXenbus, unregisterXenbus } from './xenbus/index.ts';

export type { AttributeName };

export interface LoadOptions {
  /** Built without the PV protocol: binding, reset and sysfs only (STUB-03). */
  readonly stubOnly: boolean;
}

/** A loaded driver: its instance, and the ways into it that root and the host have. */
export class LoadedDriver {
  readonly driver: Pciback;
  /** What devices are bound to. */
  readonly pciDriver: StubDriver;
  private readonly notifier: VirtualFunctionNotifier;

  constructor(driver: Pciback) {
    this.driver = driver;
    this.pciDriver = new StubDriver(driver);
    this.notifier = new VirtualFunctionNotifier(driver);
  }

  /** Root writes a driver attribute; the byte count, or a negative errno. */
  store(attribute: AttributeName, value: string): Steps<number> {
    return storeAttribute(this.pciDriver, attribute, value);
  }

  /** Root reads a driver attribute: at most 4095 bytes of text, or a negative errno. */
  read(attribute: AttributeName): string | number {
    return showAttribute(this.pciDriver, attribute);
  }

  /**
   * The host's error recovery calls the driver, the device's lock held, or runs as a whole (AER-22).
   * @param callback as programs name it: `detected`, `mmio`, `slot_reset`, `resume`, or `recover` for the whole
   * @param state `pci_channel_io_*`
   * @returns `PCI_ERS_RESULT_*`, 0 for resume
   */
  *callAer(dev: PciDevice, callback: string, state: number): Steps<number> {
    if (callback === 'recover') return yield* this.driver.kernel.pci.recover(dev, state);
    yield* dev.lock.acquire();
    const result = yield* this.callHandler(dev, callback, state);
    dev.lock.release();
    return result;
  }

  /** Registers the stub with the PCI core, with its attributes (SYS-14), and initialises what it seized (STUB-07). */
  *register(): Steps<number> {
    const { driver, pciDriver } = this;
    const { pci } = driver.kernel;
    yield* pci.registerDriver(pciDriver);
    const err = pciDriver.createAttributes();
    if (err !== 0) {
      yield* pci.unregisterDriver(pciDriver);
      return err;
    }
    initDevicesLate(driver);
    pci.notifiers.push(this.notifier);
    return 0;
  }

  /** Takes all that back; the devices end without a driver (STUB-29). */
  *unregister(): Steps {
    const { driver, pciDriver } = this;
    const { pci } = driver.kernel;
    pci.notifiers.splice(pci.notifiers.indexOf(this.notifier), 1);
    pciDriver.removeAttributes();
    yield* pci.unregisterDriver(pciDriver);
    freeDeviceIds(driver);
  }

  private *callHandler(dev: PciDevice, callback: string, state: number): Steps<number> {
    const { errorHandlers } = this.pciDriver;
    if (callback === 'detected') return yield* errorHandlers.errorDetected(dev, state);
    if (callback === 'mmio') return yield* errorHandlers.mmioEnabled(dev);
    if (callback === 'slot_reset') return yield* errorHandlers.slotReset(dev);
    yield* errorHandlers.resume(dev);
    return 0;
  }
}

/**
 * Loads the driver: match list from `hide`, PCI driver, attributes, late initialisation, xenbus (STUB-01, STUB-02).
 * @param seams the core's own table, or one that changes have wrapped
 * @returns the loaded driver, or a negative errno: -ENODEV outside the initial domain
 */
export function* loadPciback(
  kernel: Kernel,
  parameters: Partial<Parameters>,
  seams: BackendSeams,
  { stubOnly }: LoadOptions,
): Steps<LoadedDriver | number> {
  if (!kernel.config.initialDomain) return -ENODEV;
  const driver = new Pciback(kernel, seams, parameters, stubOnly);
  const hidden = addHidden(driver);
  if (hidden !== 0) return hidden;
  const loaded = new LoadedDriver(driver);
  const err = yield* loaded.register();
  if (err !== 0) return err;
  const registered = stubOnly ? 0 : registerXenbus(driver);
  if (registered === 0) return loaded;
  yield* loaded.unregister();
  return registered;
}

/**
 * Unloads the driver (STUB-29).
 * @returns 0, or -EAGAIN while a connection exists
 */
export function* unloadPciback(loaded: LoadedDriver): Steps<number> {
  if (!loaded.driver.stubOnly) {
    const err = yield* unregisterXenbus(loaded.driver);
    if (err !== 0) return err;
  }
  yield* loaded.unregister();
  return 0;
}
