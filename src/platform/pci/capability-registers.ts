import {
  PCI_AF_CAP,
  PCI_AF_CAP_FLR,
  PCI_AF_CTRL,
  PCI_AF_CTRL_FLR,
  PCI_CAP_ID_AF,
  PCI_CAP_ID_AGP,
  PCI_CAP_ID_EXP,
  PCI_CAP_ID_MSI,
  PCI_CAP_ID_MSIX,
  PCI_CAP_ID_PCIX,
  PCI_CAP_ID_PM,
  PCI_CAP_ID_VPD,
  PCI_HEADER_TYPE_NORMAL,
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_64BIT,
  PCI_MSI_FLAGS_ENABLE,
  PCI_MSI_FLAGS_MASKBIT,
  PCI_MSI_FLAGS_QMASK,
  PCI_MSI_FLAGS_QSIZE,
  PCI_MSIX_FLAGS,
  PCI_MSIX_FLAGS_ENABLE,
  PCI_MSIX_FLAGS_MASKALL,
  PCI_MSIX_PBA,
  PCI_MSIX_TABLE,
  PCI_PM_CAP_PME_MASK,
  PCI_PM_CTRL,
  PCI_PM_CTRL_DATA_SEL_MASK,
  PCI_PM_CTRL_PME_ENABLE,
  PCI_PM_CTRL_PME_STATUS,
  PCI_PM_CTRL_STATE_MASK,
  PCI_PM_DATA_REGISTER,
  PCI_PM_PMC,
  PCI_PM_PPB_EXTENSIONS,
  PCI_VPD_ADDR,
  PCI_VPD_DATA,
} from '../../abi/pci-regs.ts';
import type { Capability } from './capabilities.ts';
import { expressRegisters } from './express-registers.ts';
import { extendedCapabilityRegisters } from './extended-capability-registers.ts';
import { Effect } from './layout.ts';
import { type RegisterContext, type RegisterDefinition, word } from './register-definition.ts';

/** PMCSR's Data_Scale: non-zero where the data register, and with it Data_Select, exists. */
const PM_CTRL_DATA_SCALE = 0x6000;

function powerRegisters({ config }: RegisterContext, base: number): RegisterDefinition[] {
  const wakes = (word(config, base + PCI_PM_PMC) & PCI_PM_CAP_PME_MASK) !== 0;
  const data = (word(config, base + PCI_PM_CTRL) & (PM_CTRL_DATA_SCALE | PCI_PM_CTRL_DATA_SEL_MASK)) !== 0;
  const pme = PCI_PM_CTRL_PME_ENABLE | PCI_PM_CTRL_PME_STATUS;
  return [
    { offset: base + PCI_PM_PMC, size: 2, name: 'PM capabilities' },
    {
      offset: base + PCI_PM_CTRL,
      size: 2,
      name: 'PMCSR',
      writable:
        PCI_PM_CTRL_STATE_MASK |
        (wakes ? PCI_PM_CTRL_PME_ENABLE : 0) |
        (data ? PCI_PM_CTRL_DATA_SEL_MASK : 0),
      w1c: wakes ? PCI_PM_CTRL_PME_STATUS : 0,
      sticky: pme,
      effect: Effect.Power,
    },
    { offset: base + PCI_PM_PPB_EXTENSIONS, size: 1, name: 'PM bridge extensions' },
    { offset: base + PCI_PM_DATA_REGISTER, size: 1, name: 'PM data' },
  ];
}

function vpdRegisters(base: number): RegisterDefinition[] {
  return [
    {
      offset: base + PCI_VPD_ADDR,
      size: 2,
      name: 'VPD address',
      writable: 0xffff,
      effect: Effect.Vpd,
      effectAt: 1,
    },
    { offset: base + PCI_VPD_DATA, size: 4, name: 'VPD data', writable: 0xffffffff },
  ];
}

function msiRegisters({ config }: RegisterContext, base: number): RegisterDefinition[] {
  const flags = word(config, base + PCI_MSI_FLAGS);
  const wide = (flags & PCI_MSI_FLAGS_64BIT) !== 0;
  const data = base + (wide ? 12 : 8);
  const capable = Math.min(32, 1 << ((flags & PCI_MSI_FLAGS_QMASK) >> 1));
  const registers: RegisterDefinition[] = [
    {
      offset: base + PCI_MSI_FLAGS,
      size: 2,
      name: 'MSI control',
      writable: PCI_MSI_FLAGS_ENABLE | (capable > 1 ? PCI_MSI_FLAGS_QSIZE : 0),
    },
    { offset: base + 4, size: 4, name: 'MSI address', writable: 0xfffffffc },
    { offset: data, size: 2, name: 'MSI data', writable: 0xffff },
  ];
  if (wide) registers.push({ offset: base + 8, size: 4, name: 'MSI upper address', writable: 0xffffffff });
  if ((flags & PCI_MSI_FLAGS_MASKBIT) !== 0) {
    const vectors = capable === 32 ? 0xffffffff : (1 << capable) - 1;
    registers.push({ offset: data + 4, size: 4, name: 'MSI mask', writable: vectors });
    registers.push({ offset: data + 8, size: 4, name: 'MSI pending' });
  }
  return registers;
}

function msixRegisters(base: number): RegisterDefinition[] {
  const writable = PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL;
  return [
    { offset: base + PCI_MSIX_FLAGS, size: 2, name: 'MSI-X control', writable },
    { offset: base + PCI_MSIX_TABLE, size: 4, name: 'MSI-X table' },
    { offset: base + PCI_MSIX_PBA, size: 4, name: 'MSI-X PBA' },
  ];
}

function afRegisters({ config }: RegisterContext, base: number): RegisterDefinition[] {
  const flr = ((config[base + PCI_AF_CAP] ?? 0) & PCI_AF_CAP_FLR) !== 0;
  return [
    { offset: base + PCI_AF_CAP, size: 1, name: 'AF capabilities' },
    {
      offset: base + PCI_AF_CTRL,
      size: 1,
      name: 'AF control',
      writable: flr ? PCI_AF_CTRL_FLR : 0,
      effect: flr ? Effect.AfControl : 0,
    },
    { offset: base + PCI_AF_CTRL + 1, size: 1, name: 'AF status' },
  ];
}

function pcixRegisters({ headerType }: RegisterContext, base: number): RegisterDefinition[] {
  if (headerType !== PCI_HEADER_TYPE_NORMAL) return [];
  return [
    { offset: base + 2, size: 2, name: 'PCI-X command', writable: 0x007f },
    { offset: base + 4, size: 4, name: 'PCI-X status', w1c: 0x200c0000 },
  ];
}

function agpRegisters(base: number): RegisterDefinition[] {
  return [
    { offset: base + 4, size: 4, name: 'AGP status' },
    { offset: base + 8, size: 4, name: 'AGP command', writable: 0xff000317 },
  ];
}

function bodyRegisters(context: RegisterContext, { id, offset, extended }: Capability): RegisterDefinition[] {
  if (extended) return extendedCapabilityRegisters(context.config, id, offset);
  switch (id) {
    case PCI_CAP_ID_PM:
      return powerRegisters(context, offset);
    case PCI_CAP_ID_VPD:
      return vpdRegisters(offset);
    case PCI_CAP_ID_MSI:
      return msiRegisters(context, offset);
    case PCI_CAP_ID_MSIX:
      return msixRegisters(offset);
    case PCI_CAP_ID_EXP:
      return expressRegisters(context, offset);
    case PCI_CAP_ID_AF:
      return afRegisters(context, offset);
    case PCI_CAP_ID_PCIX:
      return pcixRegisters(context, offset);
    case PCI_CAP_ID_AGP:
      return agpRegisters(offset);
    default:
      return [];
  }
}

/** Registers of a capability, its header first. What is not listed is read-only. */
export function capabilityRegisters(context: RegisterContext, capability: Capability): RegisterDefinition[] {
  const { offset, extended, name } = capability;
  const header: RegisterDefinition = { offset, size: extended ? 4 : 2, name: `${name} header` };
  return [header, ...bodyRegisters(context, capability)];
}
