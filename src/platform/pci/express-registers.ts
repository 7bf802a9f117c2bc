import {
  PCI_EXP_DEVCAP,
  PCI_EXP_DEVCAP_FLR,
  PCI_EXP_DEVCTL,
  PCI_EXP_DEVCTL_BCR_FLR,
  PCI_EXP_DEVSTA,
  PCI_EXP_FLAGS,
  PCI_EXP_FLAGS_SLOT,
  PCI_EXP_FLAGS_TYPE,
  PCI_EXP_FLAGS_VERS,
} from '../../abi/pci-regs.ts';
import { Effect } from './layout.ts';
import { dword, type RegisterContext, type RegisterDefinition, word } from './register-definition.ts';

const TYPE_ROOT_PORT = 4;
const TYPE_DOWNSTREAM = 6;
const TYPE_PCIE_TO_PCI = 7;
const TYPE_RC_ENDPOINT = 9;
const TYPE_RC_EVENT_COLLECTOR = 10;

/** Device Control after a reset: relaxed ordering, no snoop, read requests of 512 bytes. */
const DEVCTL_RESET = 0x2810;
/** Max_Payload_Size survives a function level reset. */
const DEVCTL_PAYLOAD = 0x00e0;

/** Registers of the PCI Express capability at `base`; which exist depends on its version, port type and slot. */
export function expressRegisters({ config, isVf }: RegisterContext, base: number): RegisterDefinition[] {
  const flags = word(config, base + PCI_EXP_FLAGS);
  const type = (flags & PCI_EXP_FLAGS_TYPE) >> 4;
  const v2 = (flags & PCI_EXP_FLAGS_VERS) >= 2;
  const flr = (dword(config, base + PCI_EXP_DEVCAP) & PCI_EXP_DEVCAP_FLR) !== 0;
  const top = flr || type === TYPE_PCIE_TO_PCI ? PCI_EXP_DEVCTL_BCR_FLR : 0;
  const registers: RegisterDefinition[] = [
    { offset: base + PCI_EXP_FLAGS, size: 2, name: 'PCIe flags' },
    { offset: base + PCI_EXP_DEVCAP, size: 4, name: 'PCIe DEVCAP' },
    {
      offset: base + PCI_EXP_DEVCTL,
      size: 2,
      name: 'PCIe DEVCTL',
      writable: isVf ? top : 0x7fff | top, // a VF's other bits are its PF's
      sticky: DEVCTL_PAYLOAD,
      reset: DEVCTL_RESET,
      effect: flr ? Effect.DeviceControl : 0,
      effectAt: 1,
    },
    { offset: base + PCI_EXP_DEVSTA, size: 2, name: 'PCIe DEVSTA', w1c: 0x000f },
  ];
  const linked = type !== TYPE_RC_ENDPOINT && type !== TYPE_RC_EVENT_COLLECTOR;
  const downstream = type === TYPE_ROOT_PORT || type === TYPE_DOWNSTREAM;
  if (linked) {
    const link = isVf ? 0 : downstream ? 0x0ffb : 0x03cb;
    registers.push(
      { offset: base + 0x0c, size: 4, name: 'PCIe LNKCAP' },
      // ASPM, RCB and common clock survive a function level reset.
      { offset: base + 0x10, size: 2, name: 'PCIe LNKCTL', writable: link, sticky: 0x004b },
      { offset: base + 0x12, size: 2, name: 'PCIe LNKSTA', w1c: downstream ? 0xc000 : 0 },
    );
  }
  if (downstream && (flags & PCI_EXP_FLAGS_SLOT) !== 0) {
    registers.push(
      { offset: base + 0x14, size: 4, name: 'PCIe SLTCAP' },
      { offset: base + 0x18, size: 2, name: 'PCIe SLTCTL', writable: 0x1fff, reset: 0x03c0 },
      { offset: base + 0x1a, size: 2, name: 'PCIe SLTSTA', w1c: 0x011f },
    );
  }
  if (type === TYPE_ROOT_PORT || type === TYPE_RC_EVENT_COLLECTOR) {
    registers.push(
      { offset: base + 0x1c, size: 2, name: 'PCIe RTCTL', writable: 0x001f },
      { offset: base + 0x1e, size: 2, name: 'PCIe RTCAP' },
      { offset: base + 0x20, size: 4, name: 'PCIe RTSTA', w1c: 0x00010000 },
    );
  }
  if (v2) {
    registers.push(
      { offset: base + 0x24, size: 4, name: 'PCIe DEVCAP2' },
      { offset: base + 0x28, size: 2, name: 'PCIe DEVCTL2', writable: isVf ? 0 : 0x77ff },
      { offset: base + 0x2a, size: 2, name: 'PCIe DEVSTA2' },
    );
    if (linked) {
      registers.push(
        { offset: base + 0x2c, size: 4, name: 'PCIe LNKCAP2' },
        { offset: base + 0x30, size: 2, name: 'PCIe LNKCTL2', writable: isVf ? 0 : 0x1fff, sticky: 0x1fff },
        { offset: base + 0x32, size: 2, name: 'PCIe LNKSTA2' },
      );
    }
  }
  return registers;
}
