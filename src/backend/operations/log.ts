import { LogLevel } from '../../host/index.ts';
import type { Pciback } from '../driver.ts';

/**
 * Seam: a line about an MSI or MSI-X set-up that the guest asked for and the host refused. Rate-limited, because
 * each costs the guest one request (OPS-04, XSA-43).
 * @param site driver function whose limiter it goes through
 */
export function logMsiFailure(driver: Pciback, site: string, text: string, domid: number): void {
  driver.kernel.log.printLimited(site, LogLevel.Warning, text, domid);
}

/** Seam: a line about a helper handler that could not be installed; one per attempt (ISR-07). */
export function logHelperFailure(driver: Pciback, _site: string, text: string, domid: number): void {
  driver.kernel.log.print(LogLevel.Err, text, domid);
}
