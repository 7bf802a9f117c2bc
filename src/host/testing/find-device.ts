import type { Kernel } from '../kernel.ts';
import type { PciDevice } from '../pci/device.ts';

/** The host's record of the function at an address; undefined when it knows none there. */
export function findDevice(
  { pci }: Kernel,
  domain: number,
  bus: number,
  devfn: number,
): PciDevice | undefined {
  return pci.devices.find((dev) => dev.domain === domain && dev.bus === bus && dev.devfn === devfn);
}
