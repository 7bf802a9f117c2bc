import { ENOSPC } from '../../abi/errno.ts';
import { KernelOops } from '../../platform/oops.ts';
import type { IrqKind } from '../irq-core.ts';
import type { Kernel } from '../kernel.ts';
import type { PciDevice } from './device.ts';
import { pirqDomain } from './owner.ts';

/** Message address of the boot processor's local APIC. */
export const MSI_ADDRESS = 0xfee00000;
/** Interrupt vectors of the processor that messages may use. */
const FIRST_VECTOR = 0x30;
const VECTORS = 0xb0;

/** Message data that the host programs for an IRQ. */
export function messageData(irq: number): number {
  return FIRST_VECTOR + (irq % VECTORS);
}

/**
 * Allocates an IRQ and maps its pirq for the owner of `dev` (OPS-22).
 * @returns the IRQ, or -ENOSPC when there is no pirq
 */
export function allocateVector(
  kernel: Kernel,
  dev: PciDevice,
  kind: Exclude<IrqKind, 'legacy' | 'event'>,
): number {
  if (kernel.world.faults.take('pirq')) return -ENOSPC;
  const irq = kernel.irqs.allocate(kind);
  kernel.irqs.mapPirq(irq, pirqDomain(dev));
  return irq;
}

/** Frees IRQs and their pirqs, each for the domain it was mapped for. @throws KernelOops as `IrqCore.free` */
export function freeVectors(kernel: Kernel, irqs: number[]): void {
  for (const irq of irqs) kernel.irqs.free(irq);
  irqs.length = 0;
}

/** A disable after the bookkeeping was destroyed by a second enable (XSA-157). @throws KernelOops */
export function checkDamage(dev: PciDevice, site: string): void {
  if (dev.msiDamage === 'descriptors-lost') {
    throw new KernelOops('bug', site, `${dev.name}: list of MSI descriptors is empty`);
  }
  if (dev.msiDamage === 'descriptors-freed') {
    throw new KernelOops('use-after-free', site, `${dev.name}: MSI descriptors were freed`);
  }
}
