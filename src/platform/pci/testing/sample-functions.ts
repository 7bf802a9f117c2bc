/** Small functions with known registers, for the tests of this and of higher layers. */
import { PCI_DEVFN } from '../../../abi/pci-regs.ts';
import { describeFunction, type FunctionDescription } from '../description.ts';

/** Little-endian bytes into a configuration space. */
export function put(config: Uint8Array, at: number, size: number, value: number): void {
  for (let i = 0; i < size; i++) config[at + i] = Math.floor(value / 2 ** (8 * i)) & 0xff;
}

/** Offsets of the capabilities of {@link sampleEndpoint}. */
export const ENDPOINT = Object.freeze({
  pm: 0x40,
  msi: 0x50,
  msix: 0x70,
  vpd: 0x90,
  express: 0xa0,
  aer: 0x100,
});

interface Options {
  readonly bus?: number;
  readonly slot?: number;
  readonly irq?: number;
  readonly noSoftReset?: boolean;
  readonly flr?: boolean;
}

/**
 * PCIe endpoint 8086:10c9 with the BARs of vector A.4 (64-bit prefetchable memory 0x8e0000000 + 64K in BAR0/1, I/O
 * 0xe000 + 32 in BAR2, ROM 0xf7000000 + 64K), PM with D1 and D2, MSI (64-bit, 4 vectors, maskable), MSI-X (8 entries in BAR0),
 * VPD, PCIe, AER; pin A on line 11.
 */
export function sampleEndpoint(options: Options = {}): FunctionDescription {
  const { bus = 3, slot = 0, irq = 11, noSoftReset = false, flr = true } = options;
  const config = new Uint8Array(4096);
  put(config, 0x00, 4, 0x10c98086);
  put(config, 0x04, 4, 0x00100007);
  put(config, 0x08, 4, 0x02000001);
  put(config, 0x10, 8, 0x8_e000_000c);
  put(config, 0x18, 4, 0x0000e001);
  put(config, 0x2c, 4, 0xa03c8086);
  put(config, 0x30, 4, 0xf7000000);
  config[0x34] = ENDPOINT.pm;
  put(config, 0x3c, 2, 0x0100 | irq);
  put(config, ENDPOINT.pm, 4, 0xce03_5001); // PME from D0, D3hot, D3cold
  put(config, ENDPOINT.pm + 4, 2, 0x2000 | (noSoftReset ? 8 : 0)); // a data register exists
  put(config, ENDPOINT.msi, 4, 0x0184_7005);
  put(config, ENDPOINT.msix, 4, 0x0007_9011);
  put(config, ENDPOINT.msix + 4, 4, 0x0000_2000);
  put(config, ENDPOINT.msix + 8, 4, 0x0000_3000);
  put(config, ENDPOINT.vpd, 4, 0x0000_a003);
  put(config, ENDPOINT.express, 4, 0x0002_0010);
  put(config, ENDPOINT.express + 4, 4, flr ? 0x10008000 : 0x8000);
  put(config, ENDPOINT.express + 8, 2, 0x2810);
  put(config, ENDPOINT.aer, 4, 0x0001_0001);
  const regions = [
    { index: 0, kind: 'mem' as const, address: 0x8_e000_0000, size: 0x10000, is64: true, prefetchable: true },
    { index: 2, kind: 'io' as const, address: 0xe000, size: 0x20, is64: false, prefetchable: false },
    { index: 6, kind: 'rom' as const, address: 0xf700_0000, size: 0x10000, is64: false, prefetchable: false },
  ];
  return describeFunction({
    name: 'Ethernet controller: sample',
    bus,
    devfn: PCI_DEVFN(slot, 0),
    config,
    regions,
  });
}

/** Conventional PCI function 1022:2000 with an I/O and a memory BAR, no capabilities; pin A on line 11; no reset. */
export function sampleConventional(options: Options = {}): FunctionDescription {
  const { bus = 0, slot = 3, irq = 11 } = options;
  const config = new Uint8Array(256);
  put(config, 0x00, 4, 0x20001022);
  put(config, 0x04, 4, 0x02800003);
  put(config, 0x08, 4, 0x02000010);
  put(config, 0x10, 4, 0x0000c001);
  put(config, 0x14, 4, 0xfebd1000);
  put(config, 0x3c, 4, 0xff060100 | irq);
  config[0x48] = 0x5a; // a register of the device's own
  return describeFunction({
    name: 'Ethernet controller: conventional',
    bus,
    devfn: PCI_DEVFN(slot, 0),
    config,
  });
}

/** PCIe root port 0000:00:1c.0 with `secondary` to `subordinate` behind it, PM at 0x40. */
export function sampleBridge(
  secondary: number,
  subordinate: number,
  slot = 0x1c,
  bus = 0,
): FunctionDescription {
  const config = new Uint8Array(256);
  put(config, 0x00, 4, 0x9d108086);
  put(config, 0x04, 4, 0x00100007);
  put(config, 0x08, 4, 0x060400f1);
  config[0x0e] = 1;
  put(config, 0x18, 3, bus | (secondary << 8) | (subordinate << 16));
  config[0x34] = 0x40;
  put(config, 0x40, 4, 0xc803_5001);
  put(config, 0x50, 4, 0x0042_0010);
  return describeFunction({ name: 'PCI bridge: sample', bus, devfn: PCI_DEVFN(slot, 0), config });
}

/** PF 8086:10c9 at 04:00.0 with PCIe, FLR and room for 8 VFs (device id 0x10ca, offset 0x80, stride 2), none enabled. */
export function samplePhysicalFunction(): FunctionDescription {
  const endpoint = sampleEndpoint({ bus: 4 });
  const config = endpoint.config.slice();
  const at = 0x160;
  put(config, ENDPOINT.aer, 4, 0x1601_0001);
  put(config, at, 4, 0x0001_0010);
  put(config, at + 0x0c, 4, 0x0008_0008);
  put(config, at + 0x14, 4, 0x0002_0080);
  put(config, at + 0x18, 4, 0x10ca_0000);
  put(config, at + 0x1c, 4, 0x553);
  put(config, at + 0x20, 4, 1);
  put(config, at + 0x24, 4, 0x0000_000c);
  put(config, at + 0x30, 4, 0x0000_000c);
  return { ...endpoint, name: 'Ethernet controller: PF', config };
}
