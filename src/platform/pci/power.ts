import { PCI_PM_CAP_D1, PCI_PM_CAP_D2 } from '../../abi/pci-regs.ts';

export const D3HOT = 3;

/**
 * Power state (0..3) after software asks for `wanted` in PMCSR. Hardware discards a request for a state it lacks
 * (`pmc` says which it has) and one for a shallower state other than D0.
 */
export function nextPowerState(from: number, wanted: number, pmc: number): number {
  if (wanted === 0 || wanted === D3HOT) return wanted;
  if (wanted < from) return from;
  const supported = wanted === 1 ? (pmc & PCI_PM_CAP_D1) !== 0 : (pmc & PCI_PM_CAP_D2) !== 0;
  return supported ? wanted : from;
}
