import { describeFunction, type FunctionDescription } from '../../../platform/pci/description.ts';

/** Legacy line of the test function. */
export const LEGACY_IRQ = 17;
/** Offsets of the capabilities of the test function. */
export const PM_CAP = 0x40;
export const MSI_CAP = 0x50;
export const MSIX_CAP = 0x60;
export const MEMORY_BASE = 0xe0000000;
const MEMORY_SIZE = 0x10000;
const IO_BASE = 0xe000;
const IO_SIZE = 0x20;

/** What the test function is to look like. */
export interface FunctionOptions {
  readonly msi?: boolean;
  /** Entries of the MSI-X table; 0 for no MSI-X. */
  readonly msixEntries?: number;
  readonly headerType?: number;
  readonly irq?: number;
  readonly isVf?: boolean;
  readonly devfn?: number;
  readonly command?: number;
}

function put(config: Uint8Array, reg: number, size: number, value: number): void {
  for (let i = 0; i < size; i++) config[reg + i] = (value >>> (8 * i)) & 0xff;
}

/** A network function at 03:00.0 with a memory and an I/O BAR, PIN 1, power management, MSI and MSI-X. */
export function testFunction(options: FunctionOptions = {}): FunctionDescription {
  const { msi = true, msixEntries = 8, headerType = 0, irq = LEGACY_IRQ, isVf = false, devfn = 0 } = options;
  const config = new Uint8Array(256);
  put(config, 0x00, 2, isVf ? 0xffff : 0x8086);
  put(config, 0x02, 2, isVf ? 0xffff : 0x10d3);
  put(config, 0x04, 2, options.command ?? 0);
  put(config, 0x06, 2, 0x0010);
  put(config, 0x0a, 2, headerType === 1 ? 0x0604 : 0x0200);
  put(config, 0x0e, 1, headerType);
  if (!isVf && headerType === 0) {
    put(config, 0x10, 4, MEMORY_BASE);
    put(config, 0x14, 4, IO_BASE | 1);
  }
  if (headerType === 1) {
    put(config, 0x18, 1, 3);
    put(config, 0x19, 1, 9);
    put(config, 0x1a, 1, 9);
  }
  put(config, 0x3c, 1, irq);
  put(config, 0x3d, 1, irq === 0 ? 0 : 1);
  addCapabilities(config, msi, msixEntries);
  const regions = [
    { index: 0, kind: 'mem', address: MEMORY_BASE, size: MEMORY_SIZE, is64: false, prefetchable: false },
    { index: 1, kind: 'io', address: IO_BASE, size: IO_SIZE, is64: false, prefetchable: false },
  ] as const;
  return describeFunction({
    bus: 3,
    devfn,
    config,
    irq,
    isVf,
    physfnAddress: isVf ? { domain: 0, bus: 3, devfn: 0 } : null,
    regions: headerType === 0 ? [...regions] : [],
  });
}

function addCapabilities(config: Uint8Array, msi: boolean, msixEntries: number): void {
  const chain = [PM_CAP, ...(msi ? [MSI_CAP] : []), ...(msixEntries > 0 ? [MSIX_CAP] : [])];
  put(config, 0x34, 1, PM_CAP);
  for (const [i, at] of chain.entries()) put(config, at + 1, 1, chain[i + 1] ?? 0);
  put(config, PM_CAP, 1, 0x01);
  put(config, PM_CAP + 2, 2, 0x0003);
  if (msi) {
    put(config, MSI_CAP, 1, 0x05);
    put(config, MSI_CAP + 2, 2, 0x0080);
  }
  if (msixEntries > 0) {
    put(config, MSIX_CAP, 1, 0x11);
    put(config, MSIX_CAP + 2, 2, msixEntries - 1);
    put(config, MSIX_CAP + 4, 4, 0x2000);
    put(config, MSIX_CAP + 8, 4, 0x3000);
  }
}
