import { EOPNOTSUPP } from '../../abi/errno.ts';
import type { Pciback } from '../driver.ts';

/**
 * Seam: the GSI of a bound device for the privileged command interface (CHG-05). 6.1 offers no such look-up, which
 * looks like a backend that is not loaded.
 * @returns the GSI or a negative errno
 */
export function gsiFromAddress(_driver: Pciback, _domain: number, _bus: number, _devfn: number): number {
  return -EOPNOTSUPP;
}
