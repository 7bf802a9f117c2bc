/** What is known about one PCI function before it is put into a machine: plain data, made by the dump parser or by hand. */

export interface PciAddress {
  /** PCI segment, 0..0xffffffff (Linux calls it domain). */
  readonly domain: number;
  readonly bus: number;
  /** Slot << 3 | function. */
  readonly devfn: number;
}

export type RegionKind = 'io' | 'mem' | 'rom';

/** Region numbers as Linux numbers resources: 0..5 BARs, 6 expansion ROM, 7..12 BARs that all VFs of a PF share. */
export const ROM_REGION = 6;
export const VF_REGION_0 = 7;
export const REGION_COUNT = 13;

/** An address range a function decodes. */
export interface RegionDescription {
  /** 0..12, see {@link ROM_REGION} and {@link VF_REGION_0}; of a 64-bit BAR the lower register's number. */
  readonly index: number;
  readonly kind: RegionKind;
  /** First address; 0 when none is assigned. Up to 2^53. */
  readonly address: number;
  /** Bytes, a power of two; of a VF BAR the size of one VF's share; 0 when unknown. */
  readonly size: number;
  readonly is64: boolean;
  readonly prefetchable: boolean;
}

/** True bit masks of a function's registers, as long as its configuration space; recorded from (emulated) hardware. */
export interface RecordedMasks {
  /** Bits that keep what is written. */
  readonly writable: Uint8Array;
  /** Bits that a written 1 clears. */
  readonly w1c: Uint8Array;
}

/** Something odd in a dump or a function that does not keep it from being loaded. */
export interface DumpWarning {
  /** Line in the source, 1-based; 0 when it concerns no line. */
  readonly line: number;
  readonly text: string;
}

export interface FunctionDescription extends PciAddress {
  /** Rest of the line that introduces the function: `Ethernet controller: Intel Corporation ...`; may be empty. */
  readonly name: string;
  /** Where it came from: a file's name. */
  readonly source: string;
  /** Line of `source` on which it begins, 1-based; 0 when made by hand. */
  readonly line: number;
  /** A source may hold the functions of several machines; 0-based. Addresses are unique per machine. */
  readonly machine: number;
  /** Bytes of configuration space: 256 or 4096 of them; bytes that were not in the source are 0. */
  readonly config: Uint8Array;
  /** How many bytes of `config` the source holds: 64, 128, 256 or 4096. */
  readonly known: number;
  readonly masks: RecordedMasks | null;
  /** Values after a reset, as long as `config`; null: derived from `config`. */
  readonly powerOn: Uint8Array | null;
  /** Regions the source tells of, ascending by index; those it does not are read from the BAR registers. */
  readonly regions: readonly RegionDescription[];
  /** SR-IOV virtual function: ids read 0xffff and BARs 0. */
  readonly isVf: boolean;
  /** Physical function of a VF; null when unknown or not a VF. */
  readonly physfnAddress: PciAddress | null;
  /** Legacy interrupt number the source tells of; 0: none. */
  readonly irq: number;
  readonly warnings: readonly DumpWarning[];
}

/** Everything of a description that has a sensible default. */
export type FunctionDefaults = Omit<FunctionDescription, 'domain' | 'bus' | 'devfn' | 'config'>;

/** A description with defaults for all that `given` leaves out; config is padded to 256 or 4096 bytes. */
export function describeFunction(
  given: Pick<FunctionDescription, 'bus' | 'devfn' | 'config'> & Partial<FunctionDescription>,
): FunctionDescription {
  const size = given.config.length > 256 ? 4096 : 256;
  const config = new Uint8Array(size);
  config.set(given.config.subarray(0, size));
  const defaults: FunctionDefaults = {
    name: '',
    source: '',
    line: 0,
    machine: 0,
    known: size,
    masks: null,
    powerOn: null,
    regions: [],
    isVf: false,
    physfnAddress: null,
    irq: 0,
    warnings: [],
  };
  return { domain: 0, ...defaults, ...given, config };
}

/** The same function at another address (machines whose addresses collide). */
export function withAddress(description: FunctionDescription, at: PciAddress): FunctionDescription {
  return { ...description, domain: at.domain, bus: at.bus, devfn: at.devfn };
}

export function sameAddress(a: PciAddress, b: PciAddress): boolean {
  return a.domain === b.domain && a.bus === b.bus && a.devfn === b.devfn;
}

/** Order of addresses as lspci sorts them: negative when `a` comes first. */
export function compareAddresses(a: PciAddress, b: PciAddress): number {
  return a.domain - b.domain || a.bus - b.bus || a.devfn - b.devfn;
}
