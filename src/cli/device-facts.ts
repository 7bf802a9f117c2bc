import {
  PCI_CLASS_PROG,
  PCI_DEVICE_ID,
  PCI_HEADER_TYPE,
  PCI_HEADER_TYPE_MULTIFUNCTION,
  PCI_HEADER_TYPE_NORMAL,
  PCI_INTERRUPT_PIN,
  PCI_REVISION_ID,
  PCI_SRIOV_VF_DID,
  PCI_SUBSYSTEM_ID,
  PCI_SUBSYSTEM_VENDOR_ID,
  PCI_VENDOR_ID,
  pciName,
} from '../abi/pci-regs.ts';
import { writableMap } from '../campaign/writable-map.ts';
import { type WritableRegister, writableRegisters } from '../campaign/writable-registers.ts';
import type { Profile } from '../changes/profiles.ts';
import type { LibraryDevice } from '../executor/device-library.ts';
import type { BarDescription } from '../platform/pci/bars.ts';
import { buildLayout } from '../platform/pci/build-layout.ts';
import type { FunctionDescription } from '../platform/pci/description.ts';
import type { RegisterLayout } from '../platform/pci/layout.ts';
import { word } from '../platform/pci/register-definition.ts';
import { type CapabilityFact, capabilityFacts } from './capability-facts.ts';

/** An address range, for showing. */
export interface RegionFact {
  /** `BAR0`, `ROM`, `VF BAR0`. */
  readonly name: string;
  readonly kind: BarDescription['kind'];
  /** First address; 0 none assigned. */
  readonly address: number;
  /** Bytes. */
  readonly size: number;
  /** The dump tells the size; otherwise it is guessed from address and contents. */
  readonly sizeTold: boolean;
  readonly is64: boolean;
  readonly prefetchable: boolean;
}

/** All that `device` tells about one function. */
export interface DeviceFacts {
  readonly description: FunctionDescription;
  /** `0000:03:00.0` */
  readonly address: string;
  /** As the host knows them: a VF's come from its physical function. */
  readonly vendorId: number;
  readonly deviceId: number;
  readonly subsystemVendorId: number | null;
  readonly subsystemId: number | null;
  /** 24 bits: base class, subclass, programming interface. */
  readonly classCode: number;
  readonly revision: number;
  /** Without the multifunction bit. */
  readonly headerType: number;
  readonly multifunction: boolean;
  /** 0 none, 1 `A` to 4 `D`. */
  readonly interruptPin: number;
  /** Physical function of a VF. */
  readonly physicalFunction: string | null;
  readonly resetMethods: RegisterLayout['resetMethods'];
  readonly regions: readonly RegionFact[];
  readonly capabilities: readonly CapabilityFact[];
  readonly warnings: readonly string[];
  /** The driver takes the function, so that a guest can have it. */
  readonly assignable: boolean;
  readonly registers: readonly WritableRegister[];
}

/** Reads a function and asks the backend what its guest may write. */
export function deviceFacts(device: LibraryDevice, profile: Profile): DeviceFacts {
  const { description } = device;
  const { config, warnings, physfnAddress } = description;
  const layout = buildLayout(description);
  const map = writableMap(device, profile);
  const assignable = map.default !== null;
  const hasSubsystem = layout.headerType === PCI_HEADER_TYPE_NORMAL;
  const refusal = `the driver does not take it, so no guest can have it (header type ${layout.headerType})`;
  return {
    description,
    address: pciName(description.domain, description.bus, description.devfn),
    ...idsOf(device),
    subsystemVendorId: hasSubsystem ? word(config, PCI_SUBSYSTEM_VENDOR_ID) : null,
    subsystemId: hasSubsystem ? word(config, PCI_SUBSYSTEM_ID) : null,
    classCode: config[PCI_CLASS_PROG] | (word(config, PCI_CLASS_PROG + 1) << 8),
    revision: config[PCI_REVISION_ID],
    headerType: layout.headerType,
    multifunction: (config[PCI_HEADER_TYPE] & PCI_HEADER_TYPE_MULTIFUNCTION) !== 0,
    interruptPin: config[PCI_INTERRUPT_PIN],
    physicalFunction:
      physfnAddress === null ? null : pciName(physfnAddress.domain, physfnAddress.bus, physfnAddress.devfn),
    resetMethods: layout.resetMethods,
    regions: [
      ...layout.bars.map((bar) =>
        regionFact(bar, bar.index === 6 ? 'ROM' : `BAR${bar.index}`, bar.index, description),
      ),
      ...layout.vfBars.map((bar) => regionFact(bar, `VF BAR${bar.index}`, bar.index + 7, description)),
    ],
    capabilities: capabilityFacts(description, layout),
    warnings: [...warnings.map(({ text }) => text), ...(assignable ? [] : [refusal])],
    assignable,
    registers: writableRegisters(description, map),
  };
}

/** A VF has no ids in hardware: the vendor is its physical function's, the device is in that one's SR-IOV capability. */
function idsOf({ description, companions }: LibraryDevice): Pick<DeviceFacts, 'vendorId' | 'deviceId'> {
  const { config, isVf } = description;
  const [physical] = companions;
  if (isVf && physical !== undefined) {
    const { sriov } = buildLayout(physical);
    const deviceId = sriov === 0 ? 0xffff : word(physical.config, sriov + PCI_SRIOV_VF_DID);
    return { vendorId: word(physical.config, PCI_VENDOR_ID), deviceId };
  }
  return { vendorId: word(config, PCI_VENDOR_ID), deviceId: word(config, PCI_DEVICE_ID) };
}

/** @param index number in the dump's list of regions */
function regionFact(
  bar: BarDescription,
  name: string,
  index: number,
  { regions }: FunctionDescription,
): RegionFact {
  const { kind, address, size, is64, prefetchable } = bar;
  const sizeTold = regions.some((region) => region.index === index && region.size > 0);
  return { name, kind, address, size, sizeTold, is64, prefetchable };
}
