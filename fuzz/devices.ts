import type { Random } from '../src/program/random.ts';

/**
 * Shipped devices that between them have every capability, interrupt mode and kind of function that the driver has
 * code for. Many others (bridges, a second port of the same controller) show nothing that these do not.
 */
export const TELLING: readonly string[] = Object.freeze([
  'e1000e',
  'virtio-net',
  'nvme-sriov#02:00.0',
  'nvme-sriov#02:00.1',
  'megasas',
  'xhci',
  'edu',
  'rtl8139',
  'pcnet',
]);

/** Of those the ones that have MSI-X. */
export const WITH_MSIX: readonly string[] = Object.freeze([
  'e1000e',
  'virtio-net',
  'nvme-sriov#02:00.0',
  'nvme-sriov#02:00.1',
  'megasas',
  'xhci',
]);

/** Those with MSI, MSI-X or both, and one with nothing but its line. */
export const EACH_MODE: readonly string[] = Object.freeze(['e1000e', 'megasas', 'rtl8139']);

/** Files of `corpus/devices`; a device of another dump was handed in. */
export const SHIPPED: readonly string[] = Object.freeze([
  'e1000',
  'e1000e',
  'edu',
  'ich9-usb',
  'intel-hda',
  'ivshmem',
  'lsi53c895a',
  'megasas',
  'multifunction',
  'nvme-sriov',
  'pci-bridge',
  'pcie-root-port',
  'pcie-switch',
  'pcnet',
  'q35-chipset',
  'rtl8139',
  'vga-std',
  'virtio-blk',
  'virtio-net',
  'xhci',
]);

/** Most devices that a target draws for one set-up. */
const MOST_DRAWN = 3;

/**
 * Mostly those of `wanted` that are among `devices`, and those that were handed in; otherwise all. Two times in three
 * only those that were handed in, if they are enough: it is them that somebody wants to know about.
 */
export function mostly(
  wanted: readonly string[],
  devices: readonly string[],
  random: Random,
  count = 1,
): readonly string[] {
  const handedIn = devices.filter(isHandedIn);
  if (handedIn.length >= Math.max(count, MOST_DRAWN) && !random.oneIn(3)) return handedIn;
  const there = devices.filter((name) => wanted.includes(name) || isHandedIn(name));
  return there.length < count || random.oneIn(3) ? devices : there;
}

const isHandedIn = (name: string): boolean => !SHIPPED.includes(name.replace(/[#~].*$/, ''));
