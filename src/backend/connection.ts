import { Mutex, type PageMapping, type Steps, WorkItem, type XenbusDevice } from '../host/index.ts';
import type { Pciback } from './driver.ts';
import { PrivateRequest } from './operations/request.ts';

/** Private bits of a connection (`pdev->flags`). */
export const PCIB_OP_PENDING = 0;
export const PCIB_AER_WAIT = 1;
export const PCIB_EOI_PENDING = 2;

/** `evtchn_irq` while no channel is bound. */
export const INVALID_EVTCHN_IRQ = -1;

/**
 * One frontend connection (`struct xen_pcibk_device`, "pdev" in the driver). Created at xenbus probe, freed at
 * removal.
 */
export class Connection {
  readonly driver: Pciback;
  readonly xdev: XenbusDevice;
  /** Frontend's domain. */
  readonly domid: number;
  /** Setup, attach, reconfigure and disconnect exclude each other through it (XB-06). */
  readonly devLock: Mutex;
  /** The mapped shared page (`sh_info`), or null while not connected. */
  page: PageMapping | null = null;
  evtchnIrq = INVALID_EVTCHN_IRQ;
  readonly opWork: WorkItem;
  /** Private copy of the request slot (EVT-12). */
  readonly op = new PrivateRequest();
  /** State of the active topology for this connection; its shape belongs to `topology/`. */
  topology: object | null = null;
  freed = false;
  private flags = 0;

  /** @param work the worker's body (`xen_pcibk_do_op`) */
  constructor(driver: Pciback, xdev: XenbusDevice, work: (connection: Connection) => Steps | null) {
    this.driver = driver;
    this.xdev = xdev;
    this.domid = xdev.otherendId;
    this.devLock = new Mutex(driver.kernel, 'dev_lock');
    this.opWork = new WorkItem(driver.kernel, `xen_pcibk_do_op[${this.domid}]`, this.domid, () => work(this));
  }

  testBit(bit: number): boolean {
    return (this.flags & (1 << bit)) !== 0;
  }

  setBit(bit: number): void {
    this.flags |= 1 << bit;
  }

  clearBit(bit: number): void {
    this.flags &= ~(1 << bit);
  }

  testAndSetBit(bit: number): boolean {
    const was = this.testBit(bit);
    this.setBit(bit);
    return was;
  }

  testAndClearBit(bit: number): boolean {
    const was = this.testBit(bit);
    this.clearBit(bit);
    return was;
  }
}
