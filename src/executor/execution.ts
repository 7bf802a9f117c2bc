import type { KernelOops } from '../platform/oops.ts';
import type { Program, Setup } from '../program/program.ts';
import type { EventLog } from './event-log.ts';

/** What an executor can see of an execution. An oracle that needs more gives no verdict on it. */
export const capabilities = [
  /** every load and store in the shared page, numbered */
  'fetches',
  /** accesses of the functions' registers and what the host's PCI core did */
  'host-effects',
  'locks',
  'log-lines',
  'xenstore',
  'virtual-time',
  /** host bookkeeping looked at between actions: device states, mappings, handlers */
  'inspection',
] as const;
export type Capability = (typeof capabilities)[number];

/** Digest: enough to say whether something is wrong. Full: every word of a structure copy as well. */
export type Form = 'digest' | 'full';

/** One function of the machine, as far as policies depend on it. */
export interface FunctionFacts {
  readonly index: number;
  /** `0000:03:00.0` */
  readonly address: string;
  /** Name in the set-up, or of a function that is there besides (a PF, a bridge). */
  readonly name: string;
  readonly isVf: boolean;
  /** Index of the physical function of a VF, else -1. */
  readonly physfn: number;
  readonly headerType: number;
  readonly configSize: number;
  /** Capability bases, 0 none. */
  readonly pm: number;
  readonly vpd: number;
  readonly msi: number;
  readonly msix: number;
  readonly msixTableSize: number;
  readonly legacyIrq: number;
  readonly hasResetMethod: boolean;
  /** Register value of each BAR and the ROM as assigned, by register offset. */
  readonly assigned: ReadonlyMap<number, number>;
  /** A driver of the host, or another function of the host, uses the same line. */
  readonly hostSharesLine: boolean;
  /** Domain that has it when the program begins, -1 none. */
  readonly domidAtStart: number;
  readonly permissiveAtStart: boolean;
  readonly interruptControlAtStart: boolean;
  /** State while nobody had it, before the program; null when it was not bound. */
  readonly baseline: DeviceState | null;
}

/** State of a function and of the driver's view of it, between two actions. */
export interface DeviceState {
  readonly config: Uint8Array;
  /** The function answers; when it does not, what is read of it means nothing. */
  readonly answers: boolean;
  /** COMMAND, PMCSR as a guest would read them now; -1 when the device lacks the register. */
  readonly guestCommand: number;
  readonly powerState: number;
  readonly scratch: number;
  readonly enableCount: number;
  readonly isBusmaster: boolean;
  readonly msiEnabled: boolean;
  readonly msixEnabled: boolean;
  readonly permissive: boolean;
  readonly interruptControl: boolean;
  /** Helper handlers of this function installed on any line. */
  readonly helpers: number;
  /** Its helper handler is on its legacy line and claims what arrives there. */
  readonly acknowledges: boolean;
  /** Hypervisor's owner, -1 none. */
  readonly owner: number;
  /** pirqs of any domain still mapped for this function's vectors. */
  readonly vectors: number;
  /** Fields that sysfs added. */
  readonly quirkFields: number;
  /** Interrupt as set up with the hypervisor, -1 not (CHG-04). */
  readonly gsi: number;
  /** How often the hypervisor was told of a reset (CHG-02). */
  readonly resetNotices: number;
}

/** A device came back from a guest. */
export interface Return {
  readonly fn: number;
  readonly action: number;
  /** As it was when it was last bound and free. */
  readonly before: DeviceState;
  readonly after: DeviceState;
  /** A reset and a restore that are meant to undo everything took place and did not fail. */
  readonly resetDone: boolean;
}

/** One connection while the machine is at rest. */
export interface ConnectionState {
  readonly domid: number;
  /** Backend's state in xenstore; 0 when the node is gone. */
  readonly backendState: number;
  readonly frontendState: number;
  readonly mapped: boolean;
  readonly bound: boolean;
  /** An event was taken and its EOI has not been given, and nothing is left that would give it. */
  readonly eoiMissing: boolean;
  /**
   * A copy of the shared page's 4096 bytes: the one the backend has mapped, else the one the guest granted last; null
   * when it never granted any. Looked at when asked for: of {@link FinalState}, before the executor runs again.
   */
  page(): Uint8Array | null;
}

/** What is left when a program has ended. */
export interface FinalState {
  readonly connections: readonly ConnectionState[];
  /** Tasks that still wait: name, domain, what for, since when (microseconds). */
  readonly waiting: readonly { name: string; domid: number; reason: string; since: number }[];
  /** Bytes the driver holds now, and held when the same devices were bound at the start. */
  readonly allocated: number;
  readonly allocatedAtStart: number;
  readonly boundDevices: number;
  readonly boundAtStart: number;
  readonly connectionsAtStart: number;
  readonly helpersOnFreedDevices: number;
  /** Domains whose channel is bound while its events find no handler. */
  readonly deafChannels: readonly number[];
  readonly now: number;
  /** State of each bound device now, by function index, and whether a guest has it. Looked at when asked for. */
  devices(): readonly { readonly fn: number; readonly inUse: boolean; readonly state: DeviceState }[];
}

export interface Crash {
  readonly kind: KernelOops['kind'] | 'exception';
  readonly site: string;
  readonly message: string;
}

/** Everything observable of one run of a program. */
export interface Execution {
  readonly program: Program;
  readonly executor: string;
  readonly sees: ReadonlySet<Capability>;
  readonly form: Form;
  /** Valid until the executor runs again; `log.snapshot()` outlives it. */
  readonly log: EventLog;
  readonly crash: Crash | null;
  readonly functions: readonly FunctionFacts[];
  /** Domain of each guest of the set-up. */
  readonly guestDomids: readonly number[];
  readonly returns: readonly Return[];
  /** Connections when the program begins. */
  readonly start: readonly ConnectionState[];
  readonly final: FinalState;
}

/** Runs programs on one backend. */
export interface Executor {
  readonly name: string;
  readonly sees: ReadonlySet<Capability>;
  /** Builds what programs of a set-up run on; false when it is there already. {@link run} does it by itself. */
  setUp?(setup: Setup): boolean;
  run(program: Program, form: Form): Execution;
}
