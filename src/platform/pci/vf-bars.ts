import {
  PCI_BASE_ADDRESS_MEM_PREFETCH,
  PCI_BASE_ADDRESS_MEM_TYPE_64,
  PCI_SRIOV_BAR,
} from '../../abi/pci-regs.ts';
import { roundUpToPowerOfTwo } from './bar-size.ts';
import type { BarDescription } from './bars.ts';
import { type FunctionDescription, VF_REGION_0 } from './description.ts';
import { dword } from './register-definition.ts';

const SRIOV_BARS = 6;
/** Share of one VF when the source does not tell: enough for any table, and a whole page. */
const DEFAULT_SHARE = 0x4000;

/**
 * VF BARs of a PF: `address` is where the first VF's share begins, `size` one VF's share. `index` is the BAR's number
 * in the VF, 0..5. BARs with a register of zero are not implemented.
 */
export function decodeVfBars({ config, regions }: FunctionDescription, sriov: number): BarDescription[] {
  const found: BarDescription[] = [];
  for (let index = 0; index < SRIOV_BARS; index++) {
    const register = sriov + PCI_SRIOV_BAR + 4 * index;
    const raw = dword(config, register);
    if (raw === 0 || raw === 0xffffffff) continue;
    const is64 = (raw & PCI_BASE_ADDRESS_MEM_TYPE_64) !== 0 && index < SRIOV_BARS - 1;
    const low = (raw & ~0xf) >>> 0;
    const assigned = is64 ? low + dword(config, register + 4) * 0x1_0000_0000 : low;
    const told = regions.find((region) => region.index === VF_REGION_0 + index);
    const address = Number.isSafeInteger(assigned) ? assigned || (told?.address ?? 0) : 0;
    const size = roundUpToPowerOfTwo(Math.max(told?.size || DEFAULT_SHARE, 0x1000));
    const prefetchable = (raw & PCI_BASE_ADDRESS_MEM_PREFETCH) !== 0;
    found.push({ index, kind: 'mem', address, size, is64, prefetchable, register, inHardware: true });
    if (is64) index++;
  }
  return found;
}
