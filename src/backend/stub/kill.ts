import { EAGAIN } from '../../abi/errno.ts';
import { type Kernel, LogLevel } from '../../host/index.ts';
import type { Connection } from '../connection.ts';
import type { Pciback } from '../driver.ts';

type Transaction = Exclude<ReturnType<Kernel['xenbus']['begin']>, number>;

/**
 * Asks the toolstack to end the domain of a device that failed: key `aerState` = `aerfail` in the backend
 * directory (AER-20). Domain 0 and device 0 are fixed in its path (AER-21). A conflict is tried again without
 * limit; any other error of the transaction is logged and given up. Whether the key was written is not looked at.
 */
export function killDomain(driver: Pciback, connection: Connection): void {
  const { xenbus } = driver.kernel;
  const directory = `/local/domain/0/backend/pci/${connection.domid}/0`;
  for (;;) {
    const tx: Transaction | number = xenbus.begin();
    if (typeof tx === 'number' && driver.seams.leavesKill(driver, connection, tx)) return;
    xenbus.write(directory, 'aerState', 'aerfail', tx as Transaction);
    const err = xenbus.end(tx as Transaction, false);
    if (err === -EAGAIN) continue;
    if (err !== 0) logKill(driver, connection, 'transaction cannot be ended', err);
    return;
  }
}

/** Seam: a transaction that cannot begin is logged and ends the attempt (seed 402c5e15). */
export function leavesKill(driver: Pciback, connection: Connection, err: number): boolean {
  logKill(driver, connection, 'transaction cannot begin', err);
  return true;
}

function logKill(driver: Pciback, { domid }: Connection, what: string, err: number): void {
  driver.kernel.log.print(
    LogLevel.Err,
    `pciback: domain ${domid} after a device error: ${what}: ${err}`,
    domid,
  );
}
