import { pci_channel_io_normal, pci_channel_io_perm_failure } from '../../abi/aer.ts';
import { PCI_HEADER_TYPE_BRIDGE, pciName } from '../../abi/pci-regs.ts';
import type { PciFunction } from '../../platform/pci/function.ts';
import type { Kernel } from '../kernel.ts';
import { Mutex } from '../lock.ts';
import type { PciDriver } from './driver.ts';
import { PCI_STD_NUM_RESOURCES, Resource } from './resources.ts';
import { SavedState } from './saved-state.ts';

export type { BusNotifier, PciDriver, PciErrorHandlers } from './driver.ts';
export { PCI_ROM_RESOURCE, PCI_STD_NUM_RESOURCES, Resource } from './resources.ts';
export { SavedState } from './saved-state.ts';

/** Where a read leaves its result. */
export class ConfigValue {
  value = 0;
}

/** One vector of an MSI-X request: the table index asked for, and the IRQ the host answers with. */
export interface MsixEntry {
  vector: number;
  entry: number;
}

/** `pci_dev.current_state` */
export const PCI_D0 = 0;
export const PCI_D1 = 1;
export const PCI_D2 = 2;
export const PCI_D3hot = 3;
export const PCI_UNKNOWN = -1;

/** What of the host's MSI bookkeeping a second enable destroyed (XSA-157): the next disable meets it. */
export type MsiDamage = 'none' | 'descriptors-lost' | 'descriptors-freed';

/** A function as the host's PCI core knows it (`struct pci_dev`): its own bookkeeping, apart from the registers. */
export class PciDevice {
  readonly fn: PciFunction;
  readonly domain: number;
  readonly bus: number;
  readonly devfn: number;
  /** `0000:03:00.0` */
  readonly name: string;
  /** Bridges above it, nearest first. */
  readonly upstream: PciDevice[] = [];

  /** Cached identity; a virtual function's comes from its physical function (HDR-01, HDR-02). */
  vendor = 0;
  device = 0;
  subsystemVendor = 0;
  subsystemDevice = 0;
  /** 24 bits: base class, sub-class, programming interface. */
  class = 0;
  revision = 0;
  /** Header type without the multifunction bit. */
  hdrType = 0;
  multifunction = false;
  /** Interrupt pin, 0 none. */
  pin = 0;
  /** Capability bases as found at scan time, 0 none. */
  pmCap = 0;
  msiCap = 0;
  msixCap = 0;
  expCap = 0;
  pcixCap = 0;

  /** Current host IRQ: the legacy one, or the MSI one while MSI is on (HDR-03); 0 none. */
  irq = 0;
  legacyIrq = 0;
  /** Enable count (`en_cnt`). */
  enableCnt = 0;
  isBusmaster = false;
  msiEnabled = false;
  msixEnabled = false;
  /** MSI must not be used for this function or below this bridge (OPS-07). */
  noMsi = false;
  /** Power state as the host last set or saw it; -1 unknown. */
  currentState: number = PCI_UNKNOWN;
  /** D1 and D2 must not be used here or below this bridge; D3 must not be used here (CAP-11). */
  noD1D2 = false;
  noD3 = false;
  /** The platform (firmware) can power the function and its hook succeeds (CAP-11). */
  platformPower = false;
  readonly isVirtfn: boolean;
  readonly physfn: PciDevice | null;
  /** BAR 0..5 and the ROM (index 6). */
  readonly resource: readonly Resource[];

  driver: PciDriver | null = null;
  driverData: unknown = null;
  driverOverride: string | null = null;
  /** Hypervisor's owner of the function, -1 none (XB-35). */
  ownerDomid = -1;
  readonly savedState = new SavedState();
  stateSaved = false;
  /** `PCI_DEV_FLAGS_ASSIGNED`: a backend driver has it. */
  assigned = false;
  /** `pci_channel_io_*`: of the last error, or that the function is gone for good. */
  errorState = pci_channel_io_normal;
  /** Interrupt known to the hypervisor, -1 not set up (CHG-04). */
  gsi = -1;
  /** How often the hypervisor was told of a reset (CHG-02). */
  resetNotices = 0;
  readonly lock: Mutex;

  /** IRQs allocated for MSI, and for MSI-X in the order of the request. */
  readonly msiIrqs: number[] = [];
  readonly msixIrqs: number[] = [];
  /** Table index of each of `msixIrqs`. */
  readonly msixIndices: number[] = [];
  msiDamage: MsiDamage = 'none';

  constructor(kernel: Kernel, fn: PciFunction, physfn: PciDevice | null = null) {
    this.fn = fn;
    this.domain = fn.domain;
    this.bus = fn.bus;
    this.devfn = fn.devfn;
    this.name = pciName(fn.domain, fn.bus, fn.devfn);
    this.isVirtfn = fn.isVf;
    this.physfn = physfn;
    this.lock = new Mutex(kernel, 'device_lock');
    const resources: Resource[] = [];
    for (let i = 0; i < PCI_STD_NUM_RESOURCES; i++) resources.push(new Resource());
    this.resource = resources;
  }

  /** The host knows that the function is gone for good (CONF-35, `pci_dev_is_disconnected`). */
  get disconnected(): boolean {
    return this.errorState === pci_channel_io_perm_failure;
  }

  get isBridge(): boolean {
    return this.hdrType === PCI_HEADER_TYPE_BRIDGE;
  }

  /** MSI or MSI-X is on (`pci_dev_msi_enabled`). */
  get messageSignalled(): boolean {
    return this.msiEnabled || this.msixEnabled;
  }
}
