import {
  PCI_CAP_ID_EXP,
  PCI_CAP_ID_MSIX,
  PCI_CAPABILITY_LIST,
  PCI_CFG_SPACE_EXP_SIZE,
  PCI_EXP_DEVCAP,
  PCI_EXP_DEVCAP_FLR,
  PCI_EXP_FLAGS,
  PCI_MSIX_FLAGS,
  PCI_MSIX_PBA,
  PCI_MSIX_TABLE,
  PCI_REVISION_ID,
  PCI_SRIOV_BAR,
  PCI_SRIOV_CTRL,
  PCI_SRIOV_CTRL_MSE,
  PCI_SRIOV_CTRL_VFE,
  PCI_SRIOV_NUM_VF,
  PCI_STATUS,
  PCI_STATUS_CAP_LIST,
  PCI_SUBSYSTEM_VENDOR_ID,
} from '../../abi/pci-regs.ts';
import { type FunctionDescription, sameAddress } from './description.ts';
import { word } from './register-definition.ts';
import { sriovOffset, vfAddress, vfRegions } from './sr-iov.ts';
import { decodeVfBars } from './vf-bars.ts';

const SRIOV_TOTAL_VFS = 0x0e;
const EXPRESS_AT = 0x40;
const MSIX_AT = 0x80;
const MSIX_VECTORS = 4;
/** Where VF BARs go that firmware left unassigned: above all that dumps hold; one such area per bus. */
const AREA = 0x3000_0000_0000;
const AREA_PER_BUS = 0x1_0000_0000;
const AREA_PER_BAR = 0x1000_0000;

function put(config: Uint8Array, at: number, size: number, value: number): void {
  for (let i = 0; i < size; i++) config[at + i] = Math.floor(value / 2 ** (8 * i)) & 0xff;
}

/** Configuration space of a VF: ids and BARs read 0xffff and 0; PCIe with FLR, and MSI-X when there is a BAR for it. */
function vfConfig(pf: FunctionDescription, tableBar: number | undefined): Uint8Array {
  const config = new Uint8Array(PCI_CFG_SPACE_EXP_SIZE);
  put(config, 0, 4, 0xffffffff);
  put(config, PCI_STATUS, 2, PCI_STATUS_CAP_LIST);
  config.set(pf.config.subarray(PCI_REVISION_ID, PCI_REVISION_ID + 4), PCI_REVISION_ID);
  config.set(
    pf.config.subarray(PCI_SUBSYSTEM_VENDOR_ID, PCI_SUBSYSTEM_VENDOR_ID + 4),
    PCI_SUBSYSTEM_VENDOR_ID,
  );
  config[PCI_CAPABILITY_LIST] = EXPRESS_AT;
  config[EXPRESS_AT] = PCI_CAP_ID_EXP;
  config[EXPRESS_AT + 1] = tableBar === undefined ? 0 : MSIX_AT;
  put(config, EXPRESS_AT + PCI_EXP_FLAGS, 2, 0x0002);
  put(config, EXPRESS_AT + PCI_EXP_DEVCAP, 4, PCI_EXP_DEVCAP_FLR | 0x8000); // role-based error reporting
  if (tableBar !== undefined) {
    config[MSIX_AT] = PCI_CAP_ID_MSIX;
    put(config, MSIX_AT + PCI_MSIX_FLAGS, 2, MSIX_VECTORS - 1);
    put(config, MSIX_AT + PCI_MSIX_TABLE, 4, tableBar);
    put(config, MSIX_AT + PCI_MSIX_PBA, 4, 0x800 | tableBar);
  }
  return config;
}

/** The PF with `count` VFs enabled, decoding, and every VF BAR assigned. */
function enableVfs(pf: FunctionDescription, sriov: number, count: number): FunctionDescription {
  const config = pf.config.slice();
  config[sriov + PCI_SRIOV_CTRL] |= PCI_SRIOV_CTRL_VFE | PCI_SRIOV_CTRL_MSE;
  put(config, sriov + PCI_SRIOV_NUM_VF, 2, count);
  for (const bar of decodeVfBars(pf, sriov)) {
    if (bar.address !== 0) continue;
    const area = bar.is64 ? AREA + pf.bus * AREA_PER_BUS : 0x8000_0000;
    const address = area + bar.index * AREA_PER_BAR;
    const type = config[bar.register] & 0xf;
    put(config, sriov + PCI_SRIOV_BAR + 4 * bar.index, bar.is64 ? 8 : 4, address + type);
  }
  return { ...pf, config };
}

/**
 * Makes the VFs of a physical function whose dump has none: the PF with them enabled first, then the VFs.
 * @param count how many; at most TotalVFs
 * @throws RangeError when the function has no SR-IOV capability, too few VFs, or a VF would lie on another's address
 */
export function synthesiseVfs(pf: FunctionDescription, count: number): FunctionDescription[] {
  const sriov = sriovOffset(pf.config);
  if (sriov === 0) throw new RangeError('the function has no SR-IOV capability');
  const total = word(pf.config, sriov + SRIOV_TOTAL_VFS);
  if (count < 1 || count > total) throw new RangeError(`the function has ${total} VFs, not ${count}`);
  const enabled = enableVfs(pf, sriov, count);
  const bars = decodeVfBars(enabled, sriov);
  const vfs = Array.from({ length: count }, (_, n): FunctionDescription => {
    const address = vfAddress(enabled, sriov, n);
    if (sameAddress(address, pf)) throw new RangeError('VF offset or stride of the function is 0');
    return {
      ...address,
      name: `${pf.name} (VF ${n})`.trim(),
      source: pf.source,
      line: 0,
      machine: pf.machine,
      config: vfConfig(pf, bars[0]?.index),
      known: PCI_CFG_SPACE_EXP_SIZE,
      masks: null,
      powerOn: null,
      regions: vfRegions(enabled, sriov, n),
      isVf: true,
      physfnAddress: { domain: pf.domain, bus: pf.bus, devfn: pf.devfn },
      irq: 0,
      warnings: [],
    };
  });
  const addresses = new Set(vfs.map((vf) => (vf.bus << 8) | vf.devfn));
  if (addresses.size !== count) throw new RangeError('VF offset or stride of the function is 0');
  return [enabled, ...vfs];
}
