import type { KernelConfig } from '../kernel.ts';

/** The host of most tests: a PV initial domain, built with MSI. */
export const testKernelConfig: KernelConfig = Object.freeze({ msi: true, initialDomain: true, pvh: false });
