import {
  PCI_EXT_CAP_ID_ERR,
  PCI_EXT_CAP_ID_SRIOV,
  PCI_SRIOV_BAR,
  PCI_SRIOV_CTRL,
  PCI_SRIOV_NUM_VF,
  PCI_SRIOV_VF_DID,
  PCI_SRIOV_VF_OFFSET,
  PCI_SRIOV_VF_STRIDE,
} from '../../abi/pci-regs.ts';
import { Effect } from './layout.ts';
import { dword, type RegisterDefinition } from './register-definition.ts';

/** Extended capability ids beside those in the abi. */
const ACS = 0x0d;
const ARI = 0x0e;
const ATS = 0x0f;
const PRI = 0x13;
const RESIZABLE_BAR = 0x15;
const TPH = 0x17;
const LTR = 0x18;
const PASID = 0x1b;
const DPC = 0x1d;
const L1_SUBSTATES = 0x1e;
const PTM = 0x1f;

const UNCORRECTABLE = 0x07fff030;
const CORRECTABLE = 0x0000f1c1;
const SRIOV_SYSTEM_PAGE_SIZE = 0x20;
const SRIOV_BARS = 6;

/** AER: status, mask and severity are sticky. */
function aerRegisters(base: number): RegisterDefinition[] {
  const sticky = 0xffffffff;
  return [
    { offset: base + 0x04, size: 4, name: 'AER uncorrectable status', w1c: UNCORRECTABLE, sticky },
    { offset: base + 0x08, size: 4, name: 'AER uncorrectable mask', writable: UNCORRECTABLE, sticky },
    { offset: base + 0x0c, size: 4, name: 'AER uncorrectable severity', writable: UNCORRECTABLE, sticky },
    { offset: base + 0x10, size: 4, name: 'AER correctable status', w1c: CORRECTABLE, sticky },
    { offset: base + 0x14, size: 4, name: 'AER correctable mask', writable: CORRECTABLE, sticky },
    { offset: base + 0x18, size: 4, name: 'AER control', writable: 0x0140, sticky },
    { offset: base + 0x1c, size: 4, name: 'AER header log' },
  ];
}

/** Bits of a VF BAR that hold what is written, from its type bits; the sizes are not known from a dump. */
function vfBarRegisters(config: Uint8Array, base: number): RegisterDefinition[] {
  const registers: RegisterDefinition[] = [];
  for (let index = 0; index < SRIOV_BARS; index++) {
    const offset = base + PCI_SRIOV_BAR + 4 * index;
    const value = dword(config, offset);
    const name = `SR-IOV VF BAR${index}`;
    registers.push({ offset, size: 4, name, writable: value === 0 ? 0 : 0xfffff000 });
    if ((value & 6) === 4 && index < SRIOV_BARS - 1) {
      registers.push({ offset: offset + 4, size: 4, name: `SR-IOV VF BAR${++index}`, writable: 0xffffffff });
    }
  }
  return registers;
}

function sriovRegisters(config: Uint8Array, base: number): RegisterDefinition[] {
  const pageSizes = dword(config, base + SRIOV_SYSTEM_PAGE_SIZE - 4);
  return [
    { offset: base + 0x04, size: 4, name: 'SR-IOV capabilities' },
    {
      offset: base + PCI_SRIOV_CTRL,
      size: 2,
      name: 'SR-IOV control',
      writable: 0x001f,
      effect: Effect.VfEnable,
    },
    { offset: base + 0x0a, size: 2, name: 'SR-IOV status', w1c: 0x0001 },
    { offset: base + 0x0c, size: 2, name: 'SR-IOV InitialVFs' },
    { offset: base + 0x0e, size: 2, name: 'SR-IOV TotalVFs' },
    { offset: base + PCI_SRIOV_NUM_VF, size: 2, name: 'SR-IOV NumVFs', writable: 0xffff },
    { offset: base + PCI_SRIOV_VF_OFFSET, size: 2, name: 'SR-IOV VF offset' },
    { offset: base + PCI_SRIOV_VF_STRIDE, size: 2, name: 'SR-IOV VF stride' },
    { offset: base + PCI_SRIOV_VF_DID, size: 2, name: 'SR-IOV VF device id' },
    { offset: base + 0x1c, size: 4, name: 'SR-IOV page sizes' },
    {
      offset: base + SRIOV_SYSTEM_PAGE_SIZE,
      size: 4,
      name: 'SR-IOV system page size',
      writable: pageSizes,
      reset: 1,
    },
    ...vfBarRegisters(config, base),
  ];
}

function dpcRegisters(base: number): RegisterDefinition[] {
  return [
    { offset: base + 0x06, size: 2, name: 'DPC control', writable: 0x00bf },
    { offset: base + 0x08, size: 2, name: 'DPC status', w1c: 0x0009, sticky: 0x0009 },
  ];
}

function priRegisters(base: number): RegisterDefinition[] {
  return [
    { offset: base + 0x04, size: 2, name: 'PRI control', writable: 0x0003 },
    { offset: base + 0x06, size: 2, name: 'PRI status', w1c: 0x0003 },
    { offset: base + 0x0c, size: 4, name: 'PRI allocation', writable: 0xffffffff },
  ];
}

function rebarRegisters(config: Uint8Array, base: number): RegisterDefinition[] {
  const count = Math.min(6, (dword(config, base + 8) >> 5) & 7);
  return Array.from({ length: count }, (_, i) => ({
    offset: base + 8 + 8 * i,
    size: 4 as const,
    name: `Resizable BAR control ${i}`,
    writable: 0x3f00,
    sticky: 0x3f00, // a host does not expect sizes to change under it
  }));
}

/** Registers of an extended capability at `base`; the control registers of kinds that devices commonly have. */
export function extendedCapabilityRegisters(
  config: Uint8Array,
  id: number,
  base: number,
): RegisterDefinition[] {
  const control = (offset: number, name: string, writable: number): RegisterDefinition[] => [
    { offset: base + offset, size: 2, name, writable },
  ];
  switch (id) {
    case PCI_EXT_CAP_ID_ERR:
      return aerRegisters(base);
    case PCI_EXT_CAP_ID_SRIOV:
      return sriovRegisters(config, base);
    case ACS:
      return control(6, 'ACS control', 0x007f);
    case ARI:
      return control(6, 'ARI control', 0x0003);
    case ATS:
      return control(6, 'ATS control', 0x801f);
    case PRI:
      return priRegisters(base);
    case RESIZABLE_BAR:
      return rebarRegisters(config, base);
    case TPH:
      return control(8, 'TPH control', 0x0307);
    case LTR:
      return [
        ...control(4, 'LTR max snoop latency', 0x1fff),
        ...control(6, 'LTR max no-snoop latency', 0x1fff),
      ];
    case PASID:
      return control(6, 'PASID control', 0x0007);
    case DPC:
      return dpcRegisters(base);
    case L1_SUBSTATES:
      return [{ offset: base + 8, size: 4, name: 'L1 PM substates control', writable: 0xe3ffff0f }];
    case PTM:
      return [{ offset: base + 8, size: 4, name: 'PTM control', writable: 0x0000ff03 }];
    default:
      return [];
  }
}
