import {
  XEN_PCI_ERR_not_implemented,
  XEN_PCI_OP_conf_write,
  XEN_PCI_OP_disable_msix,
} from '../../abi/pciif.ts';
import { KernelOops, type PciDevice } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import { confRead, confWrite } from './config-op.ts';
import { disableMsi, enableMsi } from './msi.ts';
import { disableMsix, enableMsix } from './msix.ts';
import type { Request } from './request.ts';

/** Executes a command on `dev`; reads its arguments from and leaves its result in `request`. @returns `op.err` */
type Command = (connection: Connection, dev: PciDevice, request: Request) => number;

/** Indexed by `XEN_PCI_OP_*`. */
const commands: readonly Command[] = Object.freeze([
  confRead,
  confWrite,
  enableMsi,
  disableMsi,
  enableMsix,
  disableMsix,
]);

/**
 * Chooses by `cmd` and executes (OPS-01). Anything outside 0..5, the AER numbers included, is not implemented
 * (OPS-02, ABI-14), and so are the interrupt commands in a kernel without MSI (OPS-03). The range test and the
 * jump each load the selector, as a compiled jump table may.
 * @returns `op.err`
 */
export function dispatch(connection: Connection, dev: PciDevice, request: Request): number {
  const last = connection.driver.kernel.config.msi ? XEN_PCI_OP_disable_msix : XEN_PCI_OP_conf_write;
  if (request.cmd > last) return XEN_PCI_ERR_not_implemented;
  const command = commands[request.cmd];
  if (command === undefined) {
    throw new KernelOops('out-of-bounds', 'xen_pcibk_do_one_op', 'jump outside the table of commands');
  }
  return command(connection, dev, request);
}
