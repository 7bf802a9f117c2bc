import { PCI_DEVFN } from '../../../abi/pci-regs.ts';
import { describeFunction, type FunctionDescription } from '../../../platform/pci/description.ts';

/** Capabilities of {@link testCard}. */
export const PM = 0x40;
export const VPD = 0x48;
export const MSI = 0x50;
export const MSIX = 0x70;
export const VENDOR_CAPABILITY = 0x80;
/** Registers without any field; plain read-write storage in hardware. */
export const SCRATCH = 0xe0;
export const EXTENDED_SCRATCH = 0x100;

/** Resources of {@link testCard} (A.4). */
export const MEM_START = 0x8_e000_0000;
export const MEM_SIZE = 0x10000;
export const IO_START = 0xe000;
export const IO_SIZE = 0x20;
export const ROM_START = 0xf700_0000;
export const ROM_SIZE = 0x10000;

/** Configuration space under construction, with its true masks. */
export class CardImage {
  readonly config = new Uint8Array(4096);
  readonly writable = new Uint8Array(4096);
  readonly w1c = new Uint8Array(4096);

  /** Sets a register of `size` bytes, the bits that keep what is written, and those a written 1 clears. */
  put(reg: number, size: number, value: number, writable = 0, w1c = 0): this {
    for (let i = 0; i < size; i++) {
      this.config[reg + i] = value >>> (8 * i);
      this.writable[reg + i] = writable >>> (8 * i);
      this.w1c[reg + i] = w1c >>> (8 * i);
    }
    return this;
  }
}

/**
 * A type 0 network card with PIN 1 and IRQ 17: 64-bit memory in BAR0/1, I/O in BAR2, a ROM; PM, VPD, MSI (64-bit
 * address), MSI-X and a vendor specific capability; 4096 bytes.
 */
export function testCard(
  change: (image: CardImage) => void = () => {},
  given: Partial<FunctionDescription> = {},
): FunctionDescription {
  const image = new CardImage()
    .put(0x00, 4, 0x10c9_8086)
    .put(0x04, 2, 0x0000, 0x077f)
    .put(0x06, 2, 0x0010, 0, 0xf900)
    .put(0x08, 4, 0x0200_0001)
    .put(0x0c, 1, 0x10, 0xff)
    .put(0x0d, 1, 0x40, 0xff)
    .put(0x0f, 1, 0x80, 0x4f)
    .put(0x10, 4, 0xe000_000c, 0xffff_0000)
    .put(0x14, 4, 0x0000_0008, 0xffff_ffff)
    .put(0x18, 4, 0x0000_e001, 0xffff_ffe0)
    .put(0x2c, 4, 0xa03c_8086)
    .put(0x30, 4, ROM_START, 0xffff_0001)
    .put(0x34, 1, PM)
    .put(0x3c, 4, 0x0807_010b, 0xff)
    .put(PM, 4, 0xfe03_0001 | (VPD << 8))
    .put(PM + 4, 4, 0x4200_0000, 0x1f03, 0x8000)
    .put(VPD, 4, 0x0003 | (MSI << 8), 0xffff_0000)
    .put(VPD + 4, 4, 0x1234_5678, 0xffff_ffff)
    .put(MSI, 4, 0x0080_0005 | (MSIX << 8), 0x0071_0000)
    .put(MSI + 4, 4, 0xfee0_0000, 0xffff_fffc)
    .put(MSI + 12, 2, 0x4021, 0xffff)
    .put(MSIX, 4, 0x0003_0011 | (VENDOR_CAPABILITY << 8), 0xc000_0000)
    .put(MSIX + 4, 4, 0x0000_0000)
    .put(MSIX + 8, 4, 0x0000_0800)
    .put(VENDOR_CAPABILITY, 4, 0x0008_0009)
    .put(SCRATCH, 4, 0x7766_5544, 0xffff_ffff)
    .put(SCRATCH + 4, 4, 0xbbaa_9988, 0xffff_ffff)
    .put(EXTENDED_SCRATCH, 4, 0, 0)
    .put(EXTENDED_SCRATCH + 4, 4, 0x1122_3344, 0xffff_ffff);
  change(image);
  return describeFunction({
    bus: 3,
    devfn: PCI_DEVFN(0, 0),
    config: image.config,
    masks: { writable: image.writable, w1c: image.w1c },
    irq: 17,
    regions: [
      { index: 0, kind: 'mem', address: MEM_START, size: MEM_SIZE, is64: true, prefetchable: true },
      { index: 2, kind: 'io', address: IO_START, size: IO_SIZE, is64: false, prefetchable: false },
      { index: 6, kind: 'rom', address: ROM_START, size: ROM_SIZE, is64: false, prefetchable: false },
    ],
    ...given,
  });
}
