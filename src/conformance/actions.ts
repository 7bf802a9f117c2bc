import {
  XEN_PCI_OP_conf_read,
  XEN_PCI_OP_conf_write,
  XEN_PCI_OP_disable_msi,
  XEN_PCI_OP_disable_msix,
  XEN_PCI_OP_enable_msi,
  XEN_PCI_OP_enable_msix,
} from '../abi/pciif.ts';
import type { Action } from '../program/program.ts';

/* Short names for the actions that cases are mostly made of. */

type Op = Extract<Action, { do: 'op' }>;
type More = Partial<Omit<Op, 'do' | 'cmd'>>;

export const op = (cmd: number, more: More = {}): Op => ({ do: 'op', cmd, ...more });
export const read = (offset: number, size = 4, more: More = {}): Op =>
  op(XEN_PCI_OP_conf_read, { offset, size, ...more });
export const write = (offset: number, size: number, value: number, more: More = {}): Op =>
  op(XEN_PCI_OP_conf_write, { offset, size, value: value >>> 0, ...more });
export const enableMsi = (more: More = {}): Op => op(XEN_PCI_OP_enable_msi, more);
export const disableMsi = (more: More = {}): Op => op(XEN_PCI_OP_disable_msi, more);
export const enableMsix = (count: number, more: More = {}): Op =>
  op(XEN_PCI_OP_enable_msix, { value: count, ...more });
export const disableMsix = (more: More = {}): Op => op(XEN_PCI_OP_disable_msix, more);
/** The device changes a register by itself. */
export const hardware = (offset: number, size: number, value: number, device = 0): Action => ({
  do: 'hardware',
  offset,
  size,
  value: value >>> 0,
  device,
});
export const advance = (jiffies: number): Action => ({ do: 'advance', jiffies });
