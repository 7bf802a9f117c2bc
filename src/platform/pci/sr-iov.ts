import {
  PCI_EXT_CAP_ID_SRIOV,
  PCI_SRIOV_CTRL,
  PCI_SRIOV_CTRL_VFE,
  PCI_SRIOV_NUM_VF,
  PCI_SRIOV_VF_DID,
  PCI_SRIOV_VF_OFFSET,
  PCI_SRIOV_VF_STRIDE,
} from '../../abi/pci-regs.ts';
import { extendedCapabilities, findCapability } from './capabilities.ts';
import type { FunctionDescription, PciAddress, RegionDescription } from './description.ts';
import type { PciFunction } from './function.ts';
import { word } from './register-definition.ts';
import { decodeVfBars } from './vf-bars.ts';

const BYTES = 0x40;

/** Offset of a PF's SR-IOV capability in its configuration space; 0 when there is none. */
export function sriovOffset(config: Uint8Array): number {
  const found = findCapability(
    extendedCapabilities(config, () => {}),
    PCI_EXT_CAP_ID_SRIOV,
    true,
  );
  return found === undefined || found.offset + BYTES > config.length ? 0 : found.offset;
}

/** Number of VFs that exist according to a PF's registers: NumVFs when VF Enable is set, else 0. */
export function enabledVfs(config: Uint8Array, sriov: number): number {
  if (sriov === 0 || (word(config, sriov + PCI_SRIOV_CTRL) & PCI_SRIOV_CTRL_VFE) === 0) return 0;
  return word(config, sriov + PCI_SRIOV_NUM_VF);
}

/** Address of VF number `n` (0-based) of a PF: its routing id is the PF's plus offset plus n times stride. */
export function vfAddress(pf: FunctionDescription, sriov: number, n: number): PciAddress {
  const offset = word(pf.config, sriov + PCI_SRIOV_VF_OFFSET);
  const stride = word(pf.config, sriov + PCI_SRIOV_VF_STRIDE);
  const routingId = ((pf.bus << 8) | pf.devfn) + offset + n * stride;
  return { domain: pf.domain, bus: (routingId >> 8) & 0xff, devfn: routingId & 0xff };
}

/** Device id that a host gives the VFs of a PF; `undefined` when the PF has no SR-IOV capability. */
export function vfDeviceId(pf: PciFunction): number | undefined {
  const { sriov } = pf.layout;
  return sriov === 0 ? undefined : word(pf.config, sriov + PCI_SRIOV_VF_DID);
}

/** Regions of VF number `n`: its shares of the PF's VF BARs. */
export function vfRegions(pf: FunctionDescription, sriov: number, n: number): RegionDescription[] {
  return decodeVfBars(pf, sriov).map(({ index, kind, address, size, is64, prefetchable }) => {
    return { index, kind, address: address === 0 ? 0 : address + n * size, size, is64, prefetchable };
  });
}
