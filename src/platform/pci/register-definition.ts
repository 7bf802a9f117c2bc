/** One register: its name, and how hardware treats writes and resets of its bits. Masks are of the register's width. */
export interface RegisterDefinition {
  /** Offset in configuration space. */
  readonly offset: number;
  readonly size: 1 | 2 | 4;
  /** Shown in reports: `COMMAND`, `MSI control`. */
  readonly name: string;
  /** Bits that keep what is written. */
  readonly writable?: number;
  /** Bits that a written 1 clears. */
  readonly w1c?: number;
  /** Writable or clearable bits that a reset leaves alone. */
  readonly sticky?: number;
  /** Value of the writable bits after a reset; 0 unless told. */
  readonly reset?: number;
  /** `Effect` bits of a write to the byte at `offset + effectAt` (0 unless told). */
  readonly effect?: number;
  readonly effectAt?: number;
}

/** What a table of registers depends on. */
export interface RegisterContext {
  readonly config: Uint8Array;
  /** Header type without the multifunction bit. */
  readonly headerType: number;
  readonly isVf: boolean;
  /** It has a PCI Express capability: registers of conventional PCI are then hardwired. */
  readonly express: boolean;
}

export function word(config: Uint8Array, at: number): number {
  return (config[at] ?? 0) | ((config[at + 1] ?? 0) << 8);
}

export function dword(config: Uint8Array, at: number): number {
  return (word(config, at) | (word(config, at + 2) << 16)) >>> 0;
}
