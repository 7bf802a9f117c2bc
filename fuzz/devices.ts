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

/** The ones that have both MSI and MSI-X. */
export const WITH_BOTH: readonly string[] = Object.freeze(['e1000e', 'megasas']);

/** Mostly those of `wanted` that are among `devices`; all of them otherwise, and where there are too few. */
export function mostly(
  wanted: readonly string[],
  devices: readonly string[],
  random: Random,
  count = 1,
): readonly string[] {
  const there = wanted.filter((name) => devices.includes(name));
  return there.length < count || random.oneIn(3) ? devices : there;
}
