import {
  PCI_CAP_ID_EXP,
  PCI_CAP_ID_MSI,
  PCI_CAP_ID_MSIX,
  PCI_CAP_ID_PCIX,
  PCI_CAP_ID_PM,
  PCI_CAP_ID_SSVID,
  PCI_HEADER_TYPE,
  PCI_HEADER_TYPE_MASK,
  PCI_HEADER_TYPE_MULTIFUNCTION,
  PCI_HEADER_TYPE_NORMAL,
  PCI_INTERRUPT_PIN,
  PCI_REVISION_ID,
  PCI_SUBSYSTEM_VENDOR_ID,
} from '../../abi/pci-regs.ts';
import type { PciFunction } from '../../platform/pci/function.ts';
import type { Kernel } from '../kernel.ts';
import { hostRead } from './access.ts';
import { readResources } from './bars.ts';
import { findCapability } from './capability.ts';
import { PciDevice } from './device.ts';
import { refreshPowerState } from './power.ts';

const PCI_SSVID_VENDOR_ID = 4;

/** Makes every function of the machine known that is not yet, and the lines of their legacy interrupts. */
export function scanBus(kernel: Kernel): void {
  const { machine } = kernel.world;
  const { devices } = kernel.pci;
  const known = new Map<PciFunction, PciDevice>();
  for (const dev of devices) known.set(dev.fn, dev);
  for (const fn of machine.functions) addFunction(kernel, fn, known);
  devices.sort((a, b) => a.fn.index - b.fn.index);
  for (const dev of devices) linkUpstream(kernel, dev, known);
}

/** A virtual function needs its physical one first. */
function addFunction(kernel: Kernel, fn: PciFunction, known: Map<PciFunction, PciDevice>): PciDevice {
  const present = known.get(fn);
  if (present !== undefined) return present;
  const dev = new PciDevice(kernel, fn, fn.physfn === null ? null : addFunction(kernel, fn.physfn, known));
  known.set(fn, dev);
  readIdentity(kernel, dev);
  dev.pmCap = findCapability(kernel, dev, PCI_CAP_ID_PM);
  dev.msiCap = findCapability(kernel, dev, PCI_CAP_ID_MSI);
  dev.msixCap = findCapability(kernel, dev, PCI_CAP_ID_MSIX);
  dev.expCap = findCapability(kernel, dev, PCI_CAP_ID_EXP);
  dev.pcixCap = findCapability(kernel, dev, PCI_CAP_ID_PCIX);
  readResources(dev);
  refreshPowerState(kernel, dev);
  kernel.irqs.addLegacy(dev.legacyIrq);
  kernel.pci.devices.push(dev);
  return dev;
}

/** IDs of a virtual function come from its physical one, its own registers read all-ones (HDR-01, HDR-02). */
function readIdentity(kernel: Kernel, dev: PciDevice): void {
  const { fn } = dev;
  dev.vendor = fn.vendor;
  dev.device = fn.device;
  const typeByte = hostRead(kernel, dev, PCI_HEADER_TYPE, 1);
  dev.hdrType = typeByte & PCI_HEADER_TYPE_MASK;
  dev.multifunction = (typeByte & PCI_HEADER_TYPE_MULTIFUNCTION) !== 0;
  const classAndRevision = hostRead(kernel, dev, PCI_REVISION_ID, 4);
  dev.class = classAndRevision >>> 8;
  dev.revision = classAndRevision & 0xff;
  if (dev.hdrType === PCI_HEADER_TYPE_NORMAL) readSubsystem(kernel, dev, PCI_SUBSYSTEM_VENDOR_ID);
  else if (dev.isBridge) {
    const base = findCapability(kernel, dev, PCI_CAP_ID_SSVID);
    if (base !== 0) readSubsystem(kernel, dev, base + PCI_SSVID_VENDOR_ID);
  }
  dev.pin = dev.isVirtfn ? 0 : hostRead(kernel, dev, PCI_INTERRUPT_PIN, 1);
  dev.legacyIrq = fn.irqLine;
  dev.irq = fn.irqLine;
}

function readSubsystem(kernel: Kernel, dev: PciDevice, register: number): void {
  dev.subsystemVendor = hostRead(kernel, dev, register, 2);
  dev.subsystemDevice = hostRead(kernel, dev, register + 2, 2);
}

function linkUpstream(kernel: Kernel, dev: PciDevice, known: Map<PciFunction, PciDevice>): void {
  dev.upstream.length = 0;
  for (const fn of kernel.world.machine.upstream(dev.fn)) {
    dev.upstream.push(known.get(fn) as PciDevice);
  }
}
