/**
 * The one outlet through which platform and host report what happens. The backend core never reports by
 * itself: everything that an oracle may look at passes through a service of `src/host` or `src/platform`.
 */

/** Record codes. The comment lists the meaning of the arguments a, b, c, d, e. "fn" is `PciFunction.index`. */
export const Ev = {
  /** domid, byte offset, bytes (more than 4: one structure copy), value (0 for a copy), site */
  Fetch: 1,
  /** domid, byte offset, bytes, value, site */
  Store: 2,
  /** domid, bit number, 0 test / 1 set / 2 clear, flags word before, site */
  FlagBit: 3,
  /** domid: the backend sent an event to its frontend; b = 1 when a channel was bound, else 0 (dropped) */
  Notify: 4,
  /** domid: a guest sent an event to the backend; b = 1 when it led to an upcall at once */
  GuestNotify: 5,
  /** irq, domid of the sender's end: the handler of a channel is entered */
  HandlerEnter: 6,
  /** irq, domid */
  HandlerExit: 7,
  /** domid, spurious 0/1, delay in jiffies, 1 queued / 0 done at once: a driver's EOI call */
  Eoi: 8,
  /** domid: the channel became deliverable again */
  EoiDone: 9,
  /** domid or -1, work: queued / begins / ends */
  WorkQueued: 10,
  WorkStart: 11,
  WorkEnd: 12,
  /** fn, register, bytes, value, PCIBIOS status: a host config read */
  ConfigRead: 13,
  /** fn, register, bytes, value written, value before (same width): a host config write that reached the function */
  ConfigWrite: 14,
  /** fn, HostCall code, argument: a PCI core service is entered; ConfigWrites up to its HostExit are the host's own */
  HostEnter: 15,
  /** fn, HostCall code, result */
  HostExit: 16,
  /** severity (0 emerg .. 7 debug), text, 1 suppressed by a limiter / 0 printed, domid the line is attributed to or -1 */
  Log: 17,
  /** lock text id, task id */
  LockAcquire: 18,
  LockRelease: 19,
  /** lock text id, task id, owner task id: task begins to wait */
  LockWait: 20,
  /** LockFault code, lock text id, other lock text id or 0 */
  LockFault: 21,
  /** task id, name text id, domid, 1 for a worker that serves the requests of that domain / 0 */
  TaskStart: 22,
  TaskEnd: 23,
  /** writer domid, path text id, value text id (0: removed) */
  XenstoreWrite: 24,
  /** domid, grant reference, status */
  GrantMap: 25,
  GrantUnmap: 26,
  /** domid, irq or negative errno */
  ChannelBind: 27,
  ChannelUnbind: 28,
  /** irq, fn or -1, status, name text id (installed only): a handler is installed on a line / removed from it */
  IrqRequest: 29,
  IrqFree: 30,
  /** irq, 1 somebody claimed it / 0 nobody did */
  IrqRaised: 31,
  /** irq: the host gave up a line that nobody claimed */
  LineShut: 32,
  /** text id: WARN of the kernel */
  Warn: 33,
  /** text id: BUG, null or freed object used, out-of-bounds access; the execution ends here */
  Oops: 34,
  /** fn: the function was accessed (BAR, MSI-X table) while it does not decode memory */
  UnsupportedRequest: 35,
  /** fn, offset: an accessor left the function's own configuration window */
  OutOfWindow: 36,
  /** fn, domid or -1: hypervisor's owner of the function */
  Owner: 37,
  /** fn, AerCallback code, result */
  AerVerdict: 38,
  /** fn, 0 prepare_msix / 1 release_msix */
  PhysdevMsix: 39,
  /** backend xenbus device's domid, new state as written to xenstore */
  StateSwitch: 40,
  /** domid, task, text id or 0: steps of the scheduler ran out while the task kept running, or it loops in this function */
  StepLimit: 41,
  /** domid, queue length: a watch event of a guest's node was queued */
  WatchQueued: 42,
  /** fn, PmReset/FLR kind: a function was reset */
  FunctionReset: 43,
  /** domid, pirq, irq: a pirq was mapped for a domain / unmapped */
  PirqMap: 44,
  PirqUnmap: 45,
  /** action index: the executor begins an action of the program */
  Action: 46,
  /** action index, effect index: a point of the program was reached and its effect ran */
  PointHit: 47,
  /** domid, cmd, domain, bus, devfn: content of the private copy just taken */
  RequestAddress: 48,
  /** domid, offset, size, value, first MSI-X entry word: content of the private copy just taken */
  RequestAccess: 50,
  /** bytes now allocated by the driver */
  Memory: 49,
  /** file text id, value text id, byte count or negative errno: a file of sysfs was written */
  AttributeStore: 51,
  /** file text id, text read (id; 0: nothing), byte count or negative errno: a file of sysfs was read */
  AttributeShow: 52,
  /** status: the driver was loaded / unloaded */
  DriverLoad: 53,
  DriverUnload: 54,
  /** fn, status, driver name text id: a write to a driver's bind / unbind */
  Bind: 55,
  Unbind: 56,
  /** fn, final verdict, 1 success / 0: a whole recovery of the host is over */
  AerRecovery: 57,
  /** domid, path text id, value text id (read: 0 when there is none), status: a domain's own access of xenstore */
  XenstoreAccess: 58,
  /** domid, text id: a line of a guest's frontend */
  FrontendLog: 59,
  /** fn, GSI or negative errno: answer to the privileged command interface */
  Gsi: 60,
  /** fn, table index, irq: an MSI-X vector of a request was written to the table */
  MsixEntry: 61,
} as const;
export type Ev = (typeof Ev)[keyof typeof Ev];

/**
 * Services of the host's PCI core, argument b of HostEnter and HostExit. Code 0 is none of them: it stands for what
 * the hypervisor does to a function by itself, such as looking at its MSI-X table (`prepareMsix`, STUB-35).
 */
export const HostCall = {
  EnableDevice: 1,
  DisableDevice: 2,
  SetMaster: 3,
  ClearMaster: 4,
  SetMwi: 5,
  ClearMwi: 6,
  Intx: 7,
  SetPowerState: 8,
  EnableMsi: 9,
  DisableMsi: 10,
  EnableMsix: 11,
  DisableMsix: 12,
  SaveState: 13,
  RestoreState: 14,
  ResetFunction: 15,
} as const;

export const LockFault = {
  SelfDeadlock: 1,
  OrderInversion: 2,
  SleepInAtomic: 3,
  HeldAtExit: 4,
  NotOwner: 5,
} as const;

export const AerCallback = { ErrorDetected: 0, MmioEnabled: 1, SlotReset: 2, Resume: 3 } as const;

/** Where in the driver a page access is made; names are the driver's functions and end up in fingerprints. */
export const siteNames = [
  'none',
  'xen_pcibk_handle_event',
  'xen_pcibk_test_op_pending',
  'xen_pcibk_test_and_schedule_op',
  'xen_pcibk_do_one_op',
  'xen_pcibk_enable_msix',
  'common_process',
  'xen_pcibk_error_detected',
  'xen_pcibk_mmio_enabled',
  'xen_pcibk_slot_reset',
  'xen_pcibk_error_resume',
] as const;
export type SiteName = (typeof siteNames)[number];
/** Numeric site of a driver function. */
export const Site = Object.freeze(
  Object.fromEntries(siteNames.map((name, index) => [name, index])),
) as Readonly<Record<SiteName, number>>;

export interface Recorder {
  /** Appends one record; time and task are added by the recorder. Unused arguments are 0. */
  emit(code: Ev, a?: number, b?: number, c?: number, d?: number, e?: number): void;
  /** Interns a text and returns its id (never 0); 0 when the recorder keeps no texts. */
  text(value: string): number;
  /** True when structure copies are to be taken word by word, so that each word's value is recorded. */
  readonly wordByWord: boolean;
}

/** Keeps nothing: for the bare core and for building a world. */
export const silentRecorder: Recorder = {
  emit() {},
  text() {
    return 0;
  },
  wordByWord: false,
};
