import { EINVAL, ENOENT } from '../../abi/errno.ts';
import { PCI_FUNC, PCI_SLOT } from '../../abi/pci-regs.ts';
import type { Connection } from '../connection.ts';

const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');

/** Writes `vdev-<devid>`, the address at which the frontend finds the device (XB-33); 0 or a negative errno. */
export function publishDevice(
  connection: Connection,
  domain: number,
  bus: number,
  devfn: number,
  devid: number,
): number {
  const address = `${hex(domain, 4)}:${hex(bus, 2)}:${hex(PCI_SLOT(devfn), 2)}.${hex(PCI_FUNC(devfn), 2)}`;
  return connection.driver.kernel.xenbus.write(connection.xdev.nodename, `vdev-${devid}`, address);
}

/** Adds a root bus to the published ones unless it is among them (XB-37); 0 or a negative errno. Roots stay (XB-38). */
export function publishRoot(connection: Connection, domain: number, bus: number): number {
  const { xenbus } = connection.driver.kernel;
  const { nodename } = connection.xdev;
  const count = xenbus.scan(nodename, 'root_num', '%d');
  if (typeof count === 'number' && count !== -ENOENT) return count;
  const known = typeof count === 'number' ? 0 : (count[0] as number);
  for (let i = 0; i < known; i++) {
    const root = xenbus.scan(nodename, `root-${i}`, '%x:%x');
    if (typeof root === 'number') return root;
    if (root.length !== 2) return -EINVAL;
    if (root[0] === domain && root[1] === bus) return 0;
  }
  const err = xenbus.write(nodename, `root-${known}`, `${hex(domain, 4)}:${hex(bus, 2)}`);
  return err !== 0 ? err : xenbus.write(nodename, 'root_num', String(known + 1));
}
