import { EEXIST, ENODEV } from '../abi/errno.ts';
import type { Frontend } from './frontend.ts';

/** What a guest's kernel is, as far as the frontend driver asks. */
export interface GuestKernel {
  readonly pv: boolean;
  readonly initialDomain: boolean;
  readonly linux: '6.1' | '6.12';
  /** Result of setting up a software IOTLB: 0 or a negative errno. 6.1 does that when it connects (CHG-10). */
  readonly iotlb: number;
  /** Result of making a bus: 0 or a negative errno. */
  readonly newBus: number;
}

/** An ordinary PV guest. */
export const pvGuest: GuestKernel = Object.freeze({
  pv: true,
  initialDomain: false,
  linux: '6.1',
  iotlb: 0,
  newBus: 0,
});

/** The frontend driver of one guest: what its instances share. */
export class FrontendModule {
  readonly kernel: GuestKernel;
  /** The one instance that counts as the guest's PCI frontend (FE-01). */
  installed: Frontend | null = null;

  constructor(kernel: GuestKernel = pvGuest) {
    this.kernel = kernel;
  }

  /** @returns 0, or -ENODEV where there is nothing for it to do (FE-01) */
  load(): number {
    const { pv, initialDomain } = this.kernel;
    return pv && !initialDomain ? 0 : -ENODEV;
  }

  /** @returns 0; -EEXIST for an instance beside the installed one, which may go on; or why it cannot connect */
  install(frontend: Frontend): number {
    if (this.installed === frontend) return 0;
    if (this.installed !== null) return -EEXIST;
    this.installed = frontend;
    return this.kernel.linux === '6.1' ? this.kernel.iotlb : 0;
  }

  uninstall(frontend: Frontend): void {
    if (this.installed === frontend) this.installed = null;
  }
}
