import { ENOENT } from '../../abi/errno.ts';
import { DOM0 } from '../../platform/world.ts';
import type { Kernel } from '../kernel.ts';
import { PageMapping } from '../page-mapping.ts';
import type { XenbusDevice } from './device.ts';
import { devFatal } from './state.ts';

/** The shared pages the host has mapped for its backends. */
export class RingMappings {
  /** Grant reference of each live mapping. */
  private readonly references = new Map<PageMapping, number>();
  private readonly kernel: Kernel;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  get count(): number {
    return this.references.size;
  }

  /**
   * Maps a page the frontend granted. A failure is reported here, with the raw grant status, and to the caller
   * (XB-23).
   * @returns the mapping, or -ENOENT
   */
  map(xdev: XenbusDevice, reference: number): PageMapping | number {
    const { kernel } = this;
    kernel.mightSleep('xenbus_map_ring');
    const page = kernel.world.grants.map(xdev.otherendId, reference, DOM0);
    if (typeof page === 'number') {
      devFatal(kernel, xdev, page, `mapping of grant ${reference} of domain ${xdev.otherendId} failed`);
      return -ENOENT;
    }
    const mapping = new PageMapping(kernel, page);
    this.references.set(mapping, reference);
    return mapping;
  }

  unmap(xdev: XenbusDevice, mapping: PageMapping): void {
    const { kernel } = this;
    kernel.mightSleep('xenbus_unmap_ring');
    const reference = this.references.get(mapping);
    if (reference === undefined) {
      kernel.log.warn('xenbus_unmap_ring', 'page was not mapped');
      return;
    }
    this.references.delete(mapping);
    mapping.mapped = false;
    kernel.world.grants.unmap(xdev.otherendId, reference);
  }
}
