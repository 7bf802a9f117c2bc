import { type Kernel, Mutex, type PciDevice, SpinLock, WaitQueue } from '../host/index.ts';
import type { QuirkRecord } from './config-space/quirks.ts';
import type { Connection } from './connection.ts';
import type { BackendSeams } from './seams.ts';
import type { Topology } from './topology/topology.ts';

/** Module parameters (STUB-02). */
export interface Parameters {
  hide: string;
  passthrough: boolean;
  /** Writable at run time. */
  permissive: boolean;
}

/** A device bound to the stub (`struct pcistub_device`, "psdev"). */
export interface StubDevice {
  readonly dev: PciDevice;
  /** Connection that took it, or null. */
  pdev: Connection | null;
  /** Reference count; the last drop releases the device. */
  references: number;
}

/** An entry of the match list (`struct pcistub_device_id`). */
export interface DeviceId {
  readonly domain: number;
  readonly bus: number;
  readonly devfn: number;
}

/** One loaded instance of the driver: parameters, device lists and locks (the module's globals). */
export class Pciback {
  readonly kernel: Kernel;
  readonly seams: BackendSeams;
  readonly parameters: Parameters;
  /** Built without the PV protocol: binding, reset and sysfs only (STUB-03). */
  readonly stubOnly: boolean;
  /** Match list, in insertion order (STUB-04). */
  readonly deviceIds: DeviceId[] = [];
  /** Bound and initialised devices, newest first for those bound after boot (SYS-13). */
  readonly devices: StubDevice[] = [];
  /** Seized before late initialisation and not yet initialised. */
  readonly seized: StubDevice[] = [];
  /** Late initialisation has run. */
  initialised = false;
  readonly quirks: QuirkRecord[] = [];
  readonly devicesLock: SpinLock;
  readonly deviceIdsLock: SpinLock;
  /** Excludes AER recovery and device return from each other, over all devices (AER-16). */
  readonly sem: Mutex;
  /** Global queue of AER waiters (EVT-08). */
  readonly aerWaitQueue: WaitQueue;
  /** Live connections, oldest first. */
  readonly connections: Connection[] = [];
  /** Active topology; chosen once at load (PT-07). */
  topology: Topology | null = null;

  constructor(kernel: Kernel, seams: BackendSeams, parameters: Partial<Parameters> = {}, stubOnly = false) {
    this.kernel = kernel;
    this.seams = seams;
    this.parameters = { hide: '', passthrough: false, permissive: false, ...parameters };
    this.stubOnly = stubOnly;
    this.devicesLock = new SpinLock(kernel, 'pcistub_devices_lock');
    this.deviceIdsLock = new SpinLock(kernel, 'device_ids_lock');
    this.sem = new Mutex(kernel, 'pcistub_sem');
    this.aerWaitQueue = new WaitQueue(kernel, 'xen_pcibk_aer_wait_queue');
  }
}
