import type { Pciback, StubDevice } from '../driver.ts';
import { releaseStubDevice } from './release.ts';

/** Drops one reference to a bound device; the last one releases it (STUB-31). */
export function dropReference(driver: Pciback, psdev: StubDevice): void {
  psdev.references--;
  if (psdev.references === 0) releaseStubDevice(driver, psdev);
}
