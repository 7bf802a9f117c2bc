import { ENODEV } from '../abi/errno.ts';
import {
  PCIBIOS_BAD_REGISTER_NUMBER,
  PCIBIOS_DEVICE_NOT_FOUND,
  PCIBIOS_FUNC_NOT_SUPPORTED,
  PCIBIOS_SET_FAILED,
  PCIBIOS_SUCCESSFUL,
} from '../abi/pcibios.ts';
import {
  XEN_PCI_ERR_access_denied,
  XEN_PCI_ERR_dev_not_found,
  XEN_PCI_ERR_invalid_offset,
  XEN_PCI_ERR_not_implemented,
  XEN_PCI_ERR_op_failed,
  XEN_PCI_ERR_success,
} from '../abi/pciif.ts';

/** What the guest's PCI core is told for an `op.err` (FE-10); codes of the host pass through. */
export function pcibiosError(err: number): number {
  switch (err) {
    case XEN_PCI_ERR_success:
      return PCIBIOS_SUCCESSFUL;
    case XEN_PCI_ERR_dev_not_found:
      return PCIBIOS_DEVICE_NOT_FOUND;
    case XEN_PCI_ERR_invalid_offset:
    case XEN_PCI_ERR_op_failed:
      return PCIBIOS_BAD_REGISTER_NUMBER;
    case XEN_PCI_ERR_not_implemented:
      return PCIBIOS_FUNC_NOT_SUPPORTED;
    case XEN_PCI_ERR_access_denied:
      return PCIBIOS_SET_FAILED;
    default:
      return err;
  }
}

/** A read that fails like this counts as one of 0 (FE-11). */
export const READS_AS_ZERO = -ENODEV;
