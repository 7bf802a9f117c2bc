import type { DeviceData } from '../device-data.ts';
import type { Pciback } from '../driver.ts';

/**
 * The guest may write more than usual: uncovered registers (CONF-20), further COMMAND bits (HDR-13) and the
 * MSI and MSI-X control words (CAP-20); nothing else (CONF-24). Module parameter and device flag are OR-ed
 * (CONF-25).
 */
export function isPermissive(driver: Pciback, data: DeviceData): boolean {
  return driver.parameters.permissive || data.permissive;
}
