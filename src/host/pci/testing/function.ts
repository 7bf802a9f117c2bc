import {
  describeFunction,
  type FunctionDescription,
  type RegionDescription,
} from '../../../platform/pci/description.ts';

/** Offsets of the capabilities of {@link testFunction}. */
export const PM = 0x40;
export const MSI = 0x50;
export const MSIX = 0x70;
export const EXPRESS = 0x80;
export const AF = 0xc8;
export const LINE = 17;

export interface TestFunction {
  readonly domain?: number;
  readonly bus?: number;
  readonly devfn?: number;
  readonly command?: number;
  readonly pin?: number;
  /** How the function can be reset. */
  readonly reset?: 'flr' | 'af' | 'pm' | 'none';
  readonly msi?: boolean;
  readonly msixEntries?: number;
  readonly extended?: boolean;
  /** A PCI Express function; a conventional one has MWI. */
  readonly express?: boolean;
  readonly headerType?: number;
  readonly regions?: readonly Partial<RegionDescription>[];
  readonly noSoftReset?: boolean;
  /** D1 and D2 exist. */
  readonly intermediate?: boolean;
  readonly isVf?: boolean;
}

function set16(config: Uint8Array, at: number, value: number): void {
  config[at] = value & 0xff;
  config[at + 1] = value >> 8;
}

function set32(config: Uint8Array, at: number, value: number): void {
  set16(config, at, value & 0xffff);
  set16(config, at + 2, value >>> 16);
}

/** A 64-bit memory BAR, an I/O BAR and a ROM. */
const defaultRegions: readonly Partial<RegionDescription>[] = [
  { index: 0, kind: 'mem', address: 0x8_e000_0000, size: 0x10000, is64: true, prefetchable: true },
  { index: 2, kind: 'io', address: 0xe000, size: 0x20 },
  { index: 6, kind: 'rom', address: 0xf7000000, size: 0x10000 },
];

function writeBars(config: Uint8Array, regions: readonly Partial<RegionDescription>[]): void {
  for (const { index = 0, kind, address = 0, is64, prefetchable } of regions) {
    const low = kind === 'io' ? 1 : kind === 'mem' ? (is64 ? 4 : 0) | (prefetchable ? 8 : 0) : 0;
    set32(config, kind === 'rom' ? 0x30 : 0x10 + 4 * index, ((address % 2 ** 32) | low) >>> 0);
    if (is64) set32(config, 0x14 + 4 * index, Math.floor(address / 2 ** 32));
  }
}

interface Capability {
  readonly at: number;
  readonly id: number;
  fill(config: Uint8Array): void;
}

function capabilities(options: TestFunction): Capability[] {
  const { msi = true, msixEntries = 4, reset = 'flr', noSoftReset = false, intermediate = false } = options;
  const list: Capability[] = [];
  list.push({
    at: PM,
    id: 0x01,
    fill: (config) => {
      set16(config, PM + 2, 0x0003 | (intermediate ? 0x0600 : 0));
      set16(config, PM + 4, noSoftReset || reset === 'none' ? 0x0008 : 0);
    },
  });
  if (msi) list.push({ at: MSI, id: 0x05, fill: (config) => set16(config, MSI + 2, 0x0080) });
  if (msixEntries > 0) {
    const fill = (config: Uint8Array) => {
      set16(config, MSIX + 2, msixEntries - 1);
      set32(config, MSIX + 4, 0x2000);
      set32(config, MSIX + 8, 0x3000);
    };
    list.push({ at: MSIX, id: 0x11, fill });
  }
  const express = (config: Uint8Array) => {
    set16(config, EXPRESS + 2, 0x0002);
    set32(config, EXPRESS + 4, reset === 'flr' ? 0x10008000 : 0x00008000);
    set16(config, EXPRESS + 8, 0x2810);
  };
  if (options.express ?? true) list.push({ at: EXPRESS, id: 0x10, fill: express });
  if (reset === 'af') {
    const fill = (config: Uint8Array) => {
      config[AF + 2] = 6;
      config[AF + 3] = 3;
    };
    list.push({ at: AF, id: 0x13, fill });
  }
  return list;
}

/** A type-0 function with PM, MSI (64-bit), MSI-X (table in BAR 0) and PCI Express; 03:00.0 on line 17. */
export function testFunction(options: TestFunction = {}): FunctionDescription {
  const { domain = 0, bus = 3, devfn = 0, command = 0, pin = 1, extended = true, headerType = 0 } = options;
  const { regions = defaultRegions, isVf = false } = options;
  const config = new Uint8Array(extended ? 4096 : 256);
  set32(config, 0x00, isVf ? 0xffffffff : 0x15218086);
  set16(config, 0x04, command);
  set16(config, 0x06, 0x0010);
  set32(config, 0x08, 0x02000001);
  config[0x0e] = headerType;
  if (!isVf) writeBars(config, regions);
  set32(config, 0x2c, 0x00018086);
  config[0x3c] = LINE;
  config[0x3d] = pin;
  let link = 0x34;
  for (const { at, id, fill } of capabilities(options)) {
    config[link] = at;
    config[at] = id;
    link = at + 1;
    fill(config);
  }
  const full = regions.map(
    (region) => ({ is64: false, prefetchable: false, ...region }) as RegionDescription,
  );
  const physfnAddress = isVf ? { domain, bus, devfn: 0 } : null;
  return describeFunction({
    domain,
    bus,
    devfn,
    config,
    regions: full,
    irq: pin === 0 ? 0 : LINE,
    isVf,
    physfnAddress,
    name: 'test',
  });
}

/** A bridge at 00:1c.0 that forwards to bus 3. */
export function testBridge(): FunctionDescription {
  const config = new Uint8Array(256);
  set32(config, 0x00, 0x34201234);
  set32(config, 0x08, 0x06040000);
  set16(config, 0x04, 0x0007);
  config[0x0e] = 1;
  config[0x18] = 0;
  config[0x19] = 3;
  config[0x1a] = 3;
  return describeFunction({ bus: 0, devfn: 0xe0, config, name: 'bridge' });
}
