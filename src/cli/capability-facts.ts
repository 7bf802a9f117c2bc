import {
  PCI_CAP_ID_EXP,
  PCI_CAP_ID_MSI,
  PCI_CAP_ID_MSIX,
  PCI_CAP_ID_PM,
  PCI_EXP_FLAGS,
  PCI_EXP_FLAGS_TYPE,
  PCI_EXP_FLAGS_VERS,
  PCI_EXT_CAP_ID_SRIOV,
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_64BIT,
  PCI_MSI_FLAGS_MASKBIT,
  PCI_MSI_FLAGS_QMASK,
  PCI_PM_CAP_D1,
  PCI_PM_CAP_D2,
  PCI_PM_PMC,
  PCI_SRIOV_NUM_VF,
} from '../abi/pci-regs.ts';
import type { Capability } from '../platform/pci/capabilities.ts';
import type { FunctionDescription } from '../platform/pci/description.ts';
import type { RegisterLayout } from '../platform/pci/layout.ts';
import { word } from '../platform/pci/register-definition.ts';

/** A member of a capability list, for showing. */
export interface CapabilityFact extends Capability {
  /** What its own registers tell; may be empty. */
  readonly detail: string;
}

const SRIOV_TOTAL_VF = 0x0e;

const portTypes: readonly (string | undefined)[] = Object.freeze([
  'endpoint',
  'legacy endpoint',
  undefined,
  undefined,
  'root port',
  'upstream port',
  'downstream port',
  'PCIe to PCI bridge',
  'PCI to PCIe bridge',
  'root complex integrated endpoint',
  'root complex event collector',
]);

/** Standard capabilities in the order of their list, then extended ones. */
export function capabilityFacts({ config }: FunctionDescription, layout: RegisterLayout): CapabilityFact[] {
  return layout.capabilities.map((capability) => ({
    ...capability,
    detail: detail(config, layout, capability),
  }));
}

function detail(
  config: Uint8Array,
  { msix }: RegisterLayout,
  { id, offset, extended, version }: Capability,
): string {
  if (extended) {
    const extra = id === PCI_EXT_CAP_ID_SRIOV ? `, ${virtualFunctions(config, offset)}` : '';
    return `version ${version}${extra}`;
  }
  switch (id) {
    case PCI_CAP_ID_PM:
      return powerStates(word(config, offset + PCI_PM_PMC));
    case PCI_CAP_ID_MSI:
      return messages(word(config, offset + PCI_MSI_FLAGS));
    case PCI_CAP_ID_MSIX:
      return msix === null
        ? ''
        : `${plural(msix.entries, 'vector')}, table in BAR${msix.bar} at 0x${msix.offset.toString(16)}`;
    case PCI_CAP_ID_EXP: {
      const flags = word(config, offset + PCI_EXP_FLAGS);
      const type = (flags & PCI_EXP_FLAGS_TYPE) >> 4;
      return `version ${flags & PCI_EXP_FLAGS_VERS}, ${portTypes[type] ?? `port type ${type}`}`;
    }
    default:
      return '';
  }
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function powerStates(capabilities: number): string {
  const states = [
    'D0',
    ...(capabilities & PCI_PM_CAP_D1 ? ['D1'] : []),
    ...(capabilities & PCI_PM_CAP_D2 ? ['D2'] : []),
    'D3',
  ];
  return states.join(' ');
}

function messages(flags: number): string {
  const vectors = plural(1 << ((flags & PCI_MSI_FLAGS_QMASK) >> 1), 'vector');
  const width = flags & PCI_MSI_FLAGS_64BIT ? ', 64-bit' : '';
  return `${vectors}${width}${flags & PCI_MSI_FLAGS_MASKBIT ? ', maskable' : ''}`;
}

function virtualFunctions(config: Uint8Array, offset: number): string {
  return `${word(config, offset + PCI_SRIOV_NUM_VF)} of ${plural(word(config, offset + SRIOV_TOTAL_VF), 'VF')}`;
}
