import { PCI_CFG_SPACE_SIZE, PCI_EXP_DEVCTL, PCI_EXP_FLAGS } from '../../abi/pci-regs.ts';
import type { Kernel } from '../kernel.ts';
import { hostRead } from './access.ts';
import type { PciDevice } from './device.ts';

/** Control words of the PCI Express capability that the host saves, as offsets in it. */
export const EXPRESS_CONTROL_WORDS: readonly number[] = Object.freeze([
  PCI_EXP_DEVCTL,
  0x10, // link
  0x18, // slot
  0x1c, // root
  0x28, // device 2
  0x30, // link 2
  0x38, // slot 2
]);

const EXP_TYPE_ROOT_PORT = 4;
const EXP_TYPE_DOWNSTREAM = 6;
const EXP_TYPE_PCIE_BRIDGE = 8;
const EXP_TYPE_RC_EVENT_COLLECTOR = 10;
const EXP_FLAGS_SLOT = 0x100;

/** Which of {@link EXPRESS_CONTROL_WORDS} the function has, as bits: it depends on its port type and version. */
export function expressControlWords(kernel: Kernel, dev: PciDevice): number {
  if (dev.expCap === 0) return 0;
  const flags = hostRead(kernel, dev, dev.expCap + PCI_EXP_FLAGS, 2);
  const type = (flags >> 4) & 0xf;
  const link = type <= EXP_TYPE_PCIE_BRIDGE;
  const slot =
    (type === EXP_TYPE_ROOT_PORT || type === EXP_TYPE_DOWNSTREAM) && (flags & EXP_FLAGS_SLOT) !== 0;
  const root = type === EXP_TYPE_ROOT_PORT || type === EXP_TYPE_RC_EVENT_COLLECTOR;
  let words = 0x01 | (link ? 0x02 : 0) | (slot ? 0x04 : 0) | (root ? 0x08 : 0);
  if ((flags & 0xf) > 1) words |= 0x10 | (link ? 0x20 : 0) | (slot ? 0x40 : 0);
  for (let i = 0; i < EXPRESS_CONTROL_WORDS.length; i++) {
    // a capability that a broken function puts too near the end
    if (dev.expCap + (EXPRESS_CONTROL_WORDS[i] as number) + 2 > PCI_CFG_SPACE_SIZE) words &= ~(1 << i);
  }
  return words;
}
