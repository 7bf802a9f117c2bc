import { EINVAL } from '../../abi/errno.ts';
import { LogLevel } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';
import { scanAddress } from './address.ts';
import { addDeviceId } from './ids.ts';

/**
 * Adds the groups of parameter `hide` to the match list (STUB-40). Groups before an error have been added then;
 * a syntax error is logged, a number out of range is not (STUB-41).
 * @returns 0, -EINVAL or -ENOMEM
 */
export function addHidden(driver: Pciback): number {
  const { hide } = driver.parameters;
  for (let at = 0; at < hide.length; ) {
    const group = scanAddress(hide.slice(at), ' (', ') ');
    if (group === null) {
      driver.kernel.log.print(LogLevel.Err, `pciback: syntax error in hide at "${hide.slice(at)}"`);
      return -EINVAL;
    }
    const { domain, bus, slot, func } = group.address;
    const err = addDeviceId(driver, domain, bus, slot, func);
    if (err !== 0) return err;
    at += group.consumed;
  }
  return 0;
}
