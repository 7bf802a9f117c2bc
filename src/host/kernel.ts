import type { Ev } from '../platform/recorder.ts';
import { Task, type TaskBody } from '../platform/scheduler.ts';
import type { World } from '../platform/world.ts';
import { EventCore } from './event-core.ts';
import { IrqCore } from './irq-core.ts';
import { LockGraph } from './lock-graph.ts';
import { KernelLog } from './log.ts';
import { PciCore } from './pci/core.ts';
import type { HostSeams } from './seams.ts';
import { XenbusCore } from './xenbus/core.ts';

/** Body of a task that is never run. */
const nothing: TaskBody = Object.freeze({ next: () => ({ done: true as const, value: undefined }) });

/** Which host kernel this is: what differs between the versions the rig knows. */
export interface KernelConfig {
  /** Built with MSI support (OPS-03). */
  readonly msi: boolean;
  /** Runs in the initial domain (STUB-01). */
  readonly initialDomain: boolean;
  /** The initial domain is PVH rather than PV (CHG-02, CHG-04). */
  readonly pvh: boolean;
}

/** The modelled kernel of the backend's domain: the services that the driver calls. */
export class Kernel {
  readonly world: World;
  readonly config: KernelConfig;
  /** Check-sized functions that a change may wrap. */
  readonly seams: HostSeams;
  readonly lockGraph: LockGraph;
  readonly log: KernelLog;
  readonly irqs: IrqCore;
  readonly events: EventCore;
  readonly pci: PciCore;
  readonly xenbus: XenbusCore;
  /** Bytes the driver has allocated and not freed. */
  allocated = 0;
  /** Stands for "no task": module load, and what the executor does by itself. */
  private readonly init = new Task('init', 'host', -1, nothing);

  constructor(world: World, seams: HostSeams, config: KernelConfig) {
    this.world = world;
    this.config = config;
    this.seams = seams;
    this.lockGraph = new LockGraph(this);
    this.log = new KernelLog(this);
    this.irqs = new IrqCore(this);
    this.events = new EventCore(this);
    this.pci = new PciCore(this);
    this.xenbus = new XenbusCore(this);
  }

  currentTask(): Task {
    return this.world.scheduler.current ?? this.init;
  }

  /** Allocates `bytes` for the driver; false when memory is short (ENOMEM). */
  alloc(bytes: number): boolean {
    if (this.world.faults.take('alloc')) return false;
    this.allocated += bytes;
    return true;
  }

  free(bytes: number): void {
    this.allocated -= bytes;
  }

  mightSleep(what: string): void {
    this.lockGraph.mightSleep(what);
  }

  emit(code: Ev, a?: number, b?: number, c?: number, d?: number, e?: number): void {
    this.world.ports.recorder.emit(code, a, b, c, d, e);
  }

  text(value: string): number {
    return this.world.ports.recorder.text(value);
  }
}
