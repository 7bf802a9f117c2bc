import { describeFunction, type FunctionDescription } from '../../../platform/pci/description.ts';
import { parseAddress } from '../../xenbus/testing/test-functions.ts';

/** Offsets of the capabilities of {@link card}. */
export const PM_CAP = 0x40;
export const MSI_CAP = 0x50;
export const MSIX_CAP = 0x60;
export const EXP_CAP = 0x80;
const SRIOV_CAP = 0x100;
const BAR0 = 0xe0000000;
const BAR0_BYTES = 0x10000;

export interface CardOptions {
  /** `03:00.0` or `0001:03:00.0` */
  readonly at: string;
  readonly device?: number;
  /** What the firmware left in COMMAND. */
  readonly command?: number;
  readonly headerType?: number;
  /** Makes this a bridge to that bus. */
  readonly secondaryBus?: number;
  readonly vfOf?: string;
  /** Number of virtual functions it has, right behind it. */
  readonly vfs?: number;
  readonly msix?: boolean;
  /** Best reset method: FLR, power management, or none. */
  readonly reset?: 'flr' | 'pm' | 'none';
  /** Another PM capability inside the first: a malformed list that makes a duplicate field (CONF-30). */
  readonly malformed?: boolean;
  readonly irq?: number;
}

/** A network function with one memory BAR, PM, MSI and, unless left out, MSI-X and FLR; or a bridge. */
export function card(options: CardOptions): FunctionDescription {
  const { at, secondaryBus, vfOf, msix = true, reset = 'flr', irq = 17 } = options;
  const { headerType = secondaryBus === undefined ? 0 : 1 } = options;
  const { vfs = 0 } = options;
  const config = new Uint8Array(vfs > 0 ? 4096 : 256);
  const put = (reg: number, size: number, value: number) => {
    for (let i = 0; i < size; i++) config[reg + i] = (value >>> (8 * i)) & 0xff;
  };
  const address = parseAddress(at);
  put(0x00, 2, 0x8086);
  put(0x02, 2, options.device ?? 0x10d3);
  put(0x04, 2, options.command ?? 0);
  put(0x0a, 2, secondaryBus === undefined ? 0x0200 : 0x0604);
  put(0x0e, 1, headerType);
  put(0x2c, 4, 0x00011af4);
  if (secondaryBus !== undefined) {
    put(0x18, 1, address.bus);
    put(0x19, 1, secondaryBus);
    put(0x1a, 1, secondaryBus);
  }
  const plain = headerType === 0 && vfOf === undefined;
  if (plain) {
    put(0x10, 4, BAR0);
    put(0x3c, 2, irq === 0 ? 0 : 0x0100 | irq);
  }
  if (headerType === 0) {
    put(0x06, 2, 0x0010);
    put(0x34, 1, PM_CAP);
    put(PM_CAP, 4, 0x00030000 | (MSI_CAP << 8) | 0x01);
    put(PM_CAP + 4, 2, reset === 'pm' ? 0 : 0x0008);
    put(MSI_CAP, 4, 0x00800000 | ((msix ? MSIX_CAP : EXP_CAP) << 8) | 0x05);
    if (options.malformed) {
      put(0x34, 1, PM_CAP);
      put(PM_CAP + 1, 1, PM_CAP + 4);
      put(PM_CAP + 4, 2, 0x05);
    }
    if (msix) {
      put(MSIX_CAP, 4, 0x00070000 | (EXP_CAP << 8) | 0x11);
      put(MSIX_CAP + 4, 4, 0x2000);
      put(MSIX_CAP + 8, 4, 0x3000);
    }
    put(EXP_CAP, 4, 0x00020010);
    put(EXP_CAP + 4, 4, reset === 'flr' ? 0x10000000 : 0);
  }
  if (vfs > 0) {
    put(SRIOV_CAP, 4, 0x00010010);
    put(SRIOV_CAP + 0x08, 2, 0x0001);
    put(SRIOV_CAP + 0x0c, 4, (vfs << 16) | vfs);
    put(SRIOV_CAP + 0x10, 2, vfs);
    put(SRIOV_CAP + 0x14, 4, 0x00010001);
    put(SRIOV_CAP + 0x1a, 2, 0x10ed);
  }
  return describeFunction({
    ...address,
    config,
    irq: plain ? irq : 0,
    isVf: vfOf !== undefined,
    physfnAddress: vfOf === undefined ? null : parseAddress(vfOf),
    regions: plain
      ? [{ index: 0, kind: 'mem', address: BAR0, size: BAR0_BYTES, is64: false, prefetchable: false }]
      : [],
  });
}
