import { EBUSY, EINVAL } from '../abi/errno.ts';
import { KernelOops } from '../platform/oops.ts';
import { Ev } from '../platform/recorder.ts';
import type { Kernel } from './kernel.ts';
import { LogLevel } from './log.ts';

/** A handler as installed on a line (`request_irq`). */
export interface IrqHandler {
  /** Function it serves (`PciFunction.index`), or -1. */
  readonly fn: number;
  /** The interrupt came in; true when it was this handler's (IRQ_HANDLED). Runs in atomic context. */
  handleInterrupt(irq: number): boolean;
}

/** What an IRQ number stands for; legacy numbers are GSIs. */
export type IrqKind = 'legacy' | 'msi' | 'msix' | 'event';

/** First number given to interrupts that are not legacy ones; above every GSI. */
export const FIRST_DYNAMIC_IRQ = 288;
/** First pirq of a domain for message-signalled interrupts; below it a pirq is the GSI of that number. */
export const FIRST_MSI_PIRQ = 512;
/** Numbers a domain has. */
export const PIRQS = 0x10000;
/**
 * Unclaimed interrupts in a row after which the host gives a line up. (Linux: 99,900 of 100,000; the rig keeps the
 * behaviour and shortens the wait.)
 */
export const UNCLAIMED_LIMIT = 100;

export interface InstalledHandler {
  readonly irq: number;
  readonly name: string;
  readonly shared: boolean;
  readonly handler: IrqHandler;
}

/** One IRQ number in use. */
export class IrqLine {
  readonly irq: number;
  kind: IrqKind;
  /** Interrupt number that the hypervisor and its domains use; 0 none. */
  pirq = 0;
  /** Domain the pirq was mapped for when it was allocated, or -1. */
  domid = -1;
  readonly handlers: InstalledHandler[] = [];
  /** Other domains are bound to the same line, as the hypervisor sees it (ISR-11). */
  sharedWithDomains = false;
  /** The hypervisor's answer to that question fails. */
  shareQueryFails = false;
  /** Edge-triggered rather than level; nobody here asks (DOC-04). */
  edge = false;
  /** Interrupts in a row that nobody claimed. */
  unclaimed = 0;
  /** Given up by the host: no handler runs any more. */
  shut = false;

  constructor(irq: number, kind: IrqKind) {
    this.irq = irq;
    this.kind = kind;
  }
}

/** IRQ numbers, handlers and pirqs of the host. */
export class IrqCore {
  /** Numbers in use, by number. */
  readonly lines = new Map<number, IrqLine>();
  /** Mapped pirqs of message-signalled interrupts: `domid * PIRQS + pirq` to IRQ. */
  readonly pirqs = new Map<number, number>();
  /** Below these every number is taken: where a search begins. */
  private lowestIrq = FIRST_DYNAMIC_IRQ;
  private readonly lowestPirq = new Map<number, number>();
  private readonly kernel: Kernel;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  /** Makes a legacy line known; its pirq is its own number. */
  addLegacy(irq: number): void {
    if (irq <= 0 || this.lines.has(irq)) return;
    const line = new IrqLine(irq, 'legacy');
    line.pirq = irq;
    this.lines.set(irq, line);
  }

  /** Allocates the lowest free number above the legacy lines. */
  allocate(kind: Exclude<IrqKind, 'legacy'>): number {
    let irq = this.lowestIrq;
    while (this.lines.has(irq)) irq++;
    this.lowestIrq = irq + 1;
    this.lines.set(irq, new IrqLine(irq, kind));
    return irq;
  }

  /**
   * Gives a number back, its pirq included.
   * @throws KernelOops when a handler is still installed (XSA-157 part 3) or the number is not in use
   */
  free(irq: number): void {
    const line = this.inUse(irq);
    const [action] = line.handlers;
    if (action !== undefined)
      throw new KernelOops('bug', 'free_msi_irqs', `IRQ ${irq} still has an action (${action.name})`);
    if (line.domid >= 0) this.unmapPirq(line);
    this.lines.delete(irq);
    this.lowestIrq = Math.min(this.lowestIrq, irq);
  }

  /** @throws KernelOops when the number is not in use */
  private inUse(irq: number): IrqLine {
    const line = this.lines.get(irq);
    if (line === undefined)
      throw new KernelOops('use-after-free', 'irq_free_desc', `IRQ ${irq} is not in use`);
    return line;
  }

  /** Maps a pirq of domain `domid` to `irq` (OPS-22); each domain has numbers of its own. */
  mapPirq(irq: number, domid: number): number {
    const line = this.inUse(irq);
    let pirq = this.lowestPirq.get(domid) ?? FIRST_MSI_PIRQ;
    while (this.pirqs.has(domid * PIRQS + pirq)) pirq++;
    this.lowestPirq.set(domid, pirq + 1);
    this.pirqs.set(domid * PIRQS + pirq, irq);
    line.pirq = pirq;
    line.domid = domid;
    this.kernel.emit(Ev.PirqMap, domid, pirq, irq);
    return pirq;
  }

  private unmapPirq(line: IrqLine): void {
    this.pirqs.delete(line.domid * PIRQS + line.pirq);
    this.lowestPirq.set(line.domid, Math.min(this.lowestPirq.get(line.domid) as number, line.pirq));
    this.kernel.emit(Ev.PirqUnmap, line.domid, line.pirq, line.irq);
  }

  /** Interrupt number that other domains use for `irq`: the GSI itself, or the mapped one; 0 none. */
  pirqOf(irq: number): number {
    return this.lines.get(irq)?.pirq ?? 0;
  }

  /**
   * Installs a handler (`request_irq`).
   * @returns 0; -EINVAL for a number not in use; -EBUSY where sharing is not agreed
   */
  request(irq: number, handler: IrqHandler, name: string, shared: boolean): number {
    const { kernel } = this;
    kernel.mightSleep('request_irq');
    const line = this.lines.get(irq);
    let status = 0;
    if (line === undefined || line.kind === 'event') status = -EINVAL;
    else if (kernel.world.faults.take('requestIrq')) status = -EBUSY;
    else if (line.handlers.length > 0 && !(shared && line.handlers.every((other) => other.shared)))
      status = -EBUSY;
    else {
      if (line.handlers.length === 0) {
        line.shut = false;
        line.unclaimed = 0;
      }
      line.handlers.push({ irq, name, shared, handler });
    }
    kernel.emit(Ev.IrqRequest, irq, handler.fn, status, kernel.text(name));
    return status;
  }

  /** Removes a handler (`free_irq`); one that is not installed is a WARN. */
  release(irq: number, handler: IrqHandler): void {
    const { kernel } = this;
    kernel.mightSleep('free_irq');
    const handlers = this.lines.get(irq)?.handlers ?? [];
    const at = handlers.findIndex((installed) => installed.handler === handler);
    if (at < 0) {
      kernel.log.warn('free_irq', `no such handler on IRQ ${irq}`);
      kernel.emit(Ev.IrqFree, irq, handler.fn, -EINVAL);
      return;
    }
    handlers.splice(at, 1);
    kernel.emit(Ev.IrqFree, irq, handler.fn, 0);
  }

  /**
   * One interrupt arrives on `irq`. Every handler runs, as on a shared line.
   * @param byGuest a guest holds the source: the interrupt reaches it whatever the host's handlers say, and counts
   *   as claimed when the host has no handler on the line at all
   * @returns whether somebody claimed it
   */
  raise(irq: number, byGuest: boolean): boolean {
    const line = this.lines.get(irq);
    if (line === undefined || line.shut) return false;
    const claimed = line.handlers.length === 0 ? byGuest : this.runHandlers(line);
    this.kernel.emit(Ev.IrqRaised, irq, claimed ? 1 : 0);
    this.account(line, claimed);
    return claimed;
  }

  private runHandlers(line: IrqLine): boolean {
    const { lockGraph } = this.kernel;
    let claimed = false;
    lockGraph.atomicDepth++;
    for (let i = 0; i < line.handlers.length; i++) {
      if (line.handlers[i]?.handler.handleInterrupt(line.irq)) claimed = true;
    }
    lockGraph.atomicDepth--;
    return claimed;
  }

  /** Counts interrupts that nobody wanted; too many in a row and the line is given up. */
  private account(line: IrqLine, claimed: boolean): void {
    if (claimed || line.handlers.length === 0) {
      line.unclaimed = 0;
      return;
    }
    if (++line.unclaimed < UNCLAIMED_LIMIT) return;
    line.shut = true;
    this.kernel.log.print(LogLevel.Err, `irq ${line.irq}: nobody cared`);
    this.kernel.emit(Ev.LineShut, line.irq);
  }

  /** Whether other domains share the line: 1 yes or the query failed, 0 no or the number is unknown (ISR-11). */
  testShared(irq: number): number {
    const line = this.lines.get(irq);
    return line?.shareQueryFails || line?.sharedWithDomains ? 1 : 0;
  }

  /** Environment: other domains do or do not share the line. */
  setShared(irq: number, shared: boolean): void {
    this.inUse(irq).sharedWithDomains = shared;
  }

  /** Environment: the hypervisor's answer to the sharing query fails. */
  setShareQueryFails(irq: number, fails: boolean): void {
    this.inUse(irq).shareQueryFails = fails;
  }

  /** Every installed handler, by line; for leak checks. */
  installed(): InstalledHandler[] {
    return [...this.lines.values()].flatMap((line) => line.handlers);
  }

  /** Numbers in use for message-signalled interrupts or channels. */
  allocated(kind: Exclude<IrqKind, 'legacy'>): number[] {
    return [...this.lines.values()].filter((line) => line.kind === kind).map((line) => line.irq);
  }
}
