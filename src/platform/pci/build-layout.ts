import {
  PCI_AF_CAP,
  PCI_AF_CAP_FLR,
  PCI_AF_CAP_TP,
  PCI_CAP_ID_AF,
  PCI_CAP_ID_EXP,
  PCI_CAP_ID_MSI,
  PCI_CAP_ID_MSIX,
  PCI_CAP_ID_PM,
  PCI_CAP_ID_VPD,
  PCI_EXP_DEVCAP,
  PCI_EXP_DEVCAP_FLR,
  PCI_EXT_CAP_ID_SRIOV,
  PCI_HEADER_TYPE,
  PCI_HEADER_TYPE_BRIDGE,
  PCI_HEADER_TYPE_MASK,
  PCI_HEADER_TYPE_NORMAL,
  PCI_MSIX_FLAGS,
  PCI_MSIX_FLAGS_QSIZE,
  PCI_MSIX_PBA,
  PCI_MSIX_TABLE,
  PCI_MSIX_TABLE_BIR,
  PCI_PM_CTRL,
  PCI_PM_CTRL_NO_SOFT_RESET,
} from '../../abi/pci-regs.ts';
import { decodeBars } from './bars.ts';
import { type Capability, findCapability, type Warn, walkCapabilities } from './capabilities.ts';
import { capabilityRegisters } from './capability-registers.ts';
import type { FunctionDescription } from './description.ts';
import { headerRegisters } from './header-registers.ts';
import type { MsixTable, RegisterLayout, ResetMethod } from './layout.ts';
import { buildMasks, type Masks } from './masks.ts';
import { dword, type RegisterContext, type RegisterDefinition, word } from './register-definition.ts';
import { decodeVfBars } from './vf-bars.ts';

const MSIX_ENTRY_BYTES = 16;

function decodeMsix(config: Uint8Array, base: number): MsixTable | null {
  if (base === 0) return null;
  const table = dword(config, base + PCI_MSIX_TABLE);
  const pba = dword(config, base + PCI_MSIX_PBA);
  return {
    bar: table & PCI_MSIX_TABLE_BIR,
    offset: (table & ~PCI_MSIX_TABLE_BIR) >>> 0,
    entries: (word(config, base + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_QSIZE) + 1,
    pbaBar: pba & PCI_MSIX_TABLE_BIR,
    pbaOffset: (pba & ~PCI_MSIX_TABLE_BIR) >>> 0,
  };
}

/** Bytes of BAR `index` that the MSI-X structures need. */
function msixBytes(msix: MsixTable | null, index: number): number {
  if (msix === null) return 0;
  const table = msix.bar === index ? msix.offset + msix.entries * MSIX_ENTRY_BYTES : 0;
  const pba = msix.pbaBar === index ? msix.pbaOffset + Math.ceil(msix.entries / 64) * 8 : 0;
  return Math.max(table, pba);
}

function resetMethodsOf(config: Uint8Array, at: { express: number; af: number; pm: number }): ResetMethod[] {
  const methods: ResetMethod[] = [];
  if (at.express !== 0 && (dword(config, at.express + PCI_EXP_DEVCAP) & PCI_EXP_DEVCAP_FLR) !== 0)
    methods.push('flr');
  const af = at.af === 0 ? 0 : config[at.af + PCI_AF_CAP];
  if ((af & PCI_AF_CAP_FLR) !== 0 && (af & PCI_AF_CAP_TP) !== 0) methods.push('af');
  if (at.pm !== 0 && (word(config, at.pm + PCI_PM_CTRL) & PCI_PM_CTRL_NO_SOFT_RESET) === 0)
    methods.push('pm');
  return methods;
}

/** What the registers of a function depend on: its layout without the masks, which follow from the registers. */
type Facts = Omit<RegisterLayout, keyof Masks>;

/** Every register that header and capabilities define, in the order header, standard, extended capabilities. */
export function registersOf(description: FunctionDescription, facts: Facts): RegisterDefinition[] {
  const { headerType, capabilities, bars, express } = facts;
  const { config, isVf } = description;
  const context: RegisterContext = { config, headerType, isVf, express: express !== 0 };
  // Only the first capability of a kind, and a whole one, does something; others merely hold bits.
  const working = [facts.pm, facts.vpd, express, facts.af, facts.sriov];
  const ofCapability = (capability: Capability): RegisterDefinition[] => {
    const registers = capabilityRegisters(context, capability);
    return working.includes(capability.offset)
      ? registers
      : registers.map((register) => ({ ...register, effect: 0 }));
  };
  return [...headerRegisters(context, bars), ...capabilities.flatMap(ofCapability)];
}

const noWarning: Warn = () => {};

/** A function whose bytes are all-ones answered nothing when it was dumped: it has no registers to speak of. */
export function answersNothing({ config, isVf }: FunctionDescription): boolean {
  return !isVf && dword(config, 0) === 0xffffffff && config[PCI_HEADER_TYPE] === 0xff;
}

const layouts = new WeakMap<FunctionDescription, RegisterLayout>();

/** The layout of a function, worked out once for each description: neither ever changes, so that machines share them. */
export function layoutOf(description: FunctionDescription): RegisterLayout {
  let layout = layouts.get(description);
  if (layout === undefined) {
    layout = buildLayout(description);
    layouts.set(description, layout);
  }
  return layout;
}

/** Works out the registers of a function. Never throws: nonsense in the bytes is taken for what it can be, and warned of. */
export function buildLayout(description: FunctionDescription, warn: Warn = noWarning): RegisterLayout {
  const { config } = description;
  const gone = answersNothing(description);
  if (gone) warn('the function reads all-ones: it did not answer when it was dumped');
  const headerType = config[PCI_HEADER_TYPE] & PCI_HEADER_TYPE_MASK;
  if (headerType > 2 && !gone) warn(`header type 0x${headerType.toString(16)} is none of 0, 1, 2`);
  const capabilities = gone ? [] : walkCapabilities(config, warn);
  const offsetOf = (id: number, size: number, extended = false): number => {
    const found: Capability | undefined = findCapability(capabilities, id, extended);
    // One that is cut off by the end of its space has registers, but no meaning.
    return found === undefined || found.offset + size > (extended ? config.length : 256) ? 0 : found.offset;
  };
  const at = {
    pm: offsetOf(PCI_CAP_ID_PM, 8),
    vpd: offsetOf(PCI_CAP_ID_VPD, 8),
    msi: offsetOf(PCI_CAP_ID_MSI, 10),
    msixCapability: offsetOf(PCI_CAP_ID_MSIX, 12),
    express: offsetOf(PCI_CAP_ID_EXP, 12),
    af: offsetOf(PCI_CAP_ID_AF, 6),
    sriov: offsetOf(PCI_EXT_CAP_ID_SRIOV, 0x40, true),
  };
  const msix = decodeMsix(config, at.msixCapability);
  const bars = gone ? [] : decodeBars(description, headerType, (index) => msixBytes(msix, index), warn);
  if (msix !== null && headerType === PCI_HEADER_TYPE_NORMAL && !bars.some((bar) => bar.index === msix.bar)) {
    warn(`the MSI-X table lies in BAR${msix.bar}, which does not exist`);
  }
  const facts: Facts = {
    headerType,
    capabilities,
    bars,
    vfBars: at.sriov === 0 ? [] : decodeVfBars(description, at.sriov),
    msix,
    resetMethods: headerType > PCI_HEADER_TYPE_BRIDGE ? [] : resetMethodsOf(config, at),
    ...at,
  };
  const registers = gone ? [] : registersOf(description, facts);
  return { ...facts, ...buildMasks(description, registers, capabilities) };
}
