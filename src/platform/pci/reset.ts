import type { PciFunction } from './function.ts';

/** Ways a function loses its state; argument b of the record `FunctionReset`. */
export const ResetKind = {
  /** PCI Express function level reset. */
  Flr: 1,
  /** Function level reset of the Advanced Features capability. */
  Af: 2,
  /** D3hot to D0 of a function without No_Soft_Reset. */
  Soft: 3,
  /** Secondary bus reset of a bridge above. */
  SecondaryBus: 4,
  /** VF Enable of its physical function was cleared. */
  VfDisable: 5,
} as const;
export type ResetKind = (typeof ResetKind)[keyof typeof ResetKind];

/** Sets the registers back to their power-on values; read-only and sticky bits stay. */
export function resetRegisters(fn: PciFunction): void {
  const { config } = fn;
  const { resetMask, powerOn } = fn.layout;
  for (let i = 0; i < config.length; i++) {
    const mask = resetMask[i];
    config[i] = (config[i] & ~mask) | (powerOn[i] & mask);
  }
}
