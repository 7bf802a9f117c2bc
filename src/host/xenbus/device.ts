import { XenbusStateInitialising } from '../../abi/xenbus.ts';
import { EventStats } from '../event-core.ts';
import type { XenbusDriver } from './bus.ts';
import type { XenbusWatch } from './watch.ts';

/** A backend device on the xen-backend bus (`struct xenbus_device`). */
export class XenbusDevice {
  /** Backend node, relative to the backend's domain: `backend/pci/7/0`. */
  readonly nodename: string;
  /** Frontend node, as the `frontend` key names it. */
  readonly otherend: string;
  /** Frontend's domain, as `frontend-id` says (XB-69: not checked against anything). */
  readonly otherendId: number;
  /** `pci-<frontend-id>-<devid>` (XB-69). */
  readonly name: string;
  /** Own state as last written by the host; the toolstack's writes do not show here (XB-07). */
  state = XenbusStateInitialising as number;
  /** Driver whose probe succeeded, and its watch of the frontend's state. */
  binding: { readonly driver: XenbusDriver; readonly watch: XenbusWatch } | null = null;
  removed = false;
  /** The driver's own data; null when unset. */
  driverData: unknown = null;
  readonly stats = new EventStats();

  constructor(nodename: string, otherend: string, otherendId: number, name: string) {
    this.nodename = nodename;
    this.otherend = otherend;
    this.otherendId = otherendId;
    this.name = name;
  }
}
