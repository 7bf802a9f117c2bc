import { PCI_INTERRUPT_LINE, PCI_INTERRUPT_PIN } from '../../abi/pci-regs.ts';
import type { FunctionDescription } from './description.ts';

/** Value of the line register that means "not connected". */
const UNCONNECTED = 255;

/**
 * Legacy interrupt number of a function, 0 for none: what the source tells, else the Interrupt Line register.
 * A function without a pin has no line; neither has a VF.
 */
export function legacyLine(description: FunctionDescription): number {
  const { config, irq, isVf } = description;
  const pin = config[PCI_INTERRUPT_PIN];
  if (isVf || pin === 0 || pin > 4) return 0;
  if (irq > 0 && irq !== UNCONNECTED) return irq;
  const line = config[PCI_INTERRUPT_LINE];
  return line === UNCONNECTED ? 0 : line;
}
