import {
  PCI_BASE_ADDRESS_MEM_PREFETCH,
  PCI_BASE_ADDRESS_MEM_TYPE_64,
  PCI_BASE_ADDRESS_SPACE_IO,
  PCI_ROM_ADDRESS,
  PCI_ROM_ADDRESS1,
} from '../abi/pci-regs.ts';
import type { PciFunction } from '../platform/pci/function.ts';
import type { Setup } from '../program/program.ts';
import type { FunctionFacts } from './execution.ts';

/**
 * Facts of a function of a set-up's machine, as its dump tells them.
 * @param device its place in the set-up's list, -1 for one that is there besides
 */
export function functionFacts(
  fn: PciFunction,
  setup: Setup,
  device: number,
  atStart: Pick<FunctionFacts, 'domidAtStart' | 'baseline'>,
): FunctionFacts {
  const { layout } = fn;
  const given = setup.devices[device];
  return {
    index: fn.index,
    address: fn.name,
    name: given?.name ?? fn.description.name,
    isVf: fn.isVf,
    physfn: fn.physfn?.index ?? -1,
    headerType: layout.headerType,
    configSize: fn.configSize,
    pm: layout.pm,
    vpd: layout.vpd,
    msi: layout.msi,
    msix: layout.msixCapability,
    msixTableSize: layout.msix?.entries ?? 0,
    legacyIrq: fn.irqLine,
    hasResetMethod: fn.resetMethods.length > 0,
    assigned: assignedBars(fn),
    hostSharesLine: given?.hostSharesLine === true,
    permissiveAtStart: given?.permissive === true || setup.permissive === true,
    interruptControlAtStart: given?.interruptControl === true,
    ...atStart,
  };
}

/** What each address register holds; one that reads 0 though the host knows its address: what it would hold (HDR-33). */
function assignedBars(fn: PciFunction): Map<number, number> {
  const view = new DataView(fn.config.buffer, fn.config.byteOffset, fn.config.length);
  const rom = fn.layout.headerType === 1 ? PCI_ROM_ADDRESS1 : PCI_ROM_ADDRESS;
  const registers =
    fn.layout.headerType === 1 ? [0x10, 0x14, rom] : [0x10, 0x14, 0x18, 0x1c, 0x20, 0x24, rom];
  const assigned = new Map(registers.map((register) => [register, view.getUint32(register, true)]));
  for (const { address, is64, kind, prefetchable, register } of fn.bars) {
    if (assigned.get(register) !== 0 || address === 0) continue;
    const type =
      kind === 'io'
        ? PCI_BASE_ADDRESS_SPACE_IO
        : (is64 ? PCI_BASE_ADDRESS_MEM_TYPE_64 : 0) | (prefetchable ? PCI_BASE_ADDRESS_MEM_PREFETCH : 0);
    assigned.set(register, ((address % 2 ** 32) | type) >>> 0);
    if (is64) assigned.set(register + 4, Math.floor(address / 2 ** 32));
  }
  return assigned;
}
