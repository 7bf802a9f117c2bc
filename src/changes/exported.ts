import type { Connection } from '../backend/connection.ts';
import type { PciDevice } from '../host/index.ts';

/** Whether a device is in the topology of a connection: it has not been taken away, and is not on its way back. */
export function isExported(connection: Connection, dev: PciDevice): boolean {
  const { topology } = connection.driver;
  if (topology === null || connection.topology === null) return false;
  const address = topology.getPcifrontDev(dev, connection);
  if (address === null) return false;
  return topology.getPciDev(connection, address.domain, address.bus, address.devfn) === dev;
}
