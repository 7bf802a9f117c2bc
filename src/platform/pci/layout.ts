import type { BarDescription } from './bars.ts';
import type { Capability } from './capabilities.ts';

/** What a write to a byte sets off in hardware, beside storing bits; bits, because one write may touch several bytes. */
export const Effect = {
  Bist: 0x001,
  /** PMCSR: power state. */
  Power: 0x002,
  /** VPD address with the F bit. */
  Vpd: 0x004,
  /** PCIe Device Control: initiate FLR. */
  DeviceControl: 0x008,
  /** AF Control: initiate FLR. */
  AfControl: 0x010,
  /** SR-IOV Control: VF enable. */
  VfEnable: 0x020,
  /** Bus numbers of a bridge. */
  BusNumbers: 0x040,
  /** Bridge Control: secondary bus reset. */
  BridgeControl: 0x080,
} as const;

/** Where a function's MSI-X structures lie. */
export interface MsixTable {
  /** BAR index (BIR) and byte offset in it. */
  readonly bar: number;
  readonly offset: number;
  /** Number of vectors, 1..2048. */
  readonly entries: number;
  readonly pbaBar: number;
  readonly pbaOffset: number;
}

/** How a function can be reset, best first as a host tries them. */
export type ResetMethod = 'flr' | 'af' | 'pm';

/**
 * All that never changes about a function's registers. The arrays are as long as its configuration space;
 * nothing writes to them after they are built, so they are no state.
 */
export interface RegisterLayout {
  readonly writable: Uint8Array;
  readonly w1c: Uint8Array;
  /** {@link Effect} bits per byte. */
  readonly effects: Uint8Array;
  /** Bits a reset sets back, and what to. */
  readonly resetMask: Uint8Array;
  readonly powerOn: Uint8Array;
  /** Header type without the multifunction bit. */
  readonly headerType: number;
  /** Standard capabilities in the order of the list, then extended ones. */
  readonly capabilities: readonly Capability[];
  readonly bars: readonly BarDescription[];
  /** Shares of one VF in the VF BARs of a PF. */
  readonly vfBars: readonly BarDescription[];
  readonly msix: MsixTable | null;
  readonly resetMethods: readonly ResetMethod[];
  /** Offsets of registers with a meaning in hardware; 0 when the function has none. */
  readonly pm: number;
  readonly vpd: number;
  readonly msi: number;
  readonly msixCapability: number;
  readonly express: number;
  readonly af: number;
  readonly sriov: number;
}
