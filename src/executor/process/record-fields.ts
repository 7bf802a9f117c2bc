import type { Ev } from '../../platform/recorder.ts';

/** What an argument of a record may be; see {@link ranges}. */
export type ArgumentKind =
  | 'domid'
  | 'fn'
  | 'irq'
  | 'text'
  | 'task'
  | 'offset'
  | 'register'
  | 'bytes'
  | 'bit'
  | 'small'
  | 'index'
  | 'status'
  | 'u32'
  | 'i32'
  | 'amount';

/** Least and greatest value of each kind; a text is the id of one of the execution's texts, 0 none. */
export const ranges: Readonly<Record<Exclude<ArgumentKind, 'text'>, readonly [number, number]>> =
  Object.freeze({
    domid: [-1, 0x7fff],
    fn: [-1, 0xffff],
    irq: [-0x8000_0000, 0x7fff_ffff],
    task: [-1, 0xffff_ffff],
    offset: [0, 4095],
    register: [-0x8000_0000, 0x7fff_ffff],
    bytes: [-0x8000_0000, 4096],
    bit: [0, 31],
    small: [-1, 255],
    index: [0, 0xffff],
    status: [-0x8000_0000, 0x7fff_ffff],
    u32: [0, 0xffff_ffff],
    i32: [-0x8000_0000, 0x7fff_ffff],
    amount: [-0xf_ffff_ffff_ffff, 0xf_ffff_ffff_ffff],
  });

/** Name and kind of one argument. */
export type Argument = readonly [name: string, kind: ArgumentKind];

/** Arguments a, b, c, ... of each kind of record; those that are not listed are 0. */
export const recordFields: Readonly<Record<keyof typeof Ev, readonly Argument[]>> = Object.freeze({
  Fetch: [
    ['domid', 'domid'],
    ['offset', 'offset'],
    ['bytes', 'bytes'],
    ['value', 'u32'],
    ['site', 'small'],
  ],
  Store: [
    ['domid', 'domid'],
    ['offset', 'offset'],
    ['bytes', 'bytes'],
    ['value', 'u32'],
    ['site', 'small'],
  ],
  FlagBit: [
    ['domid', 'domid'],
    ['bit', 'bit'],
    ['0 test, 1 set, 2 clear', 'small'],
    ['flags before', 'u32'],
    ['site', 'small'],
  ],
  Notify: [
    ['domid', 'domid'],
    ['1 bound, 0 dropped', 'small'],
  ],
  GuestNotify: [
    ['domid', 'domid'],
    ['1 upcall at once', 'small'],
  ],
  HandlerEnter: [
    ['irq', 'irq'],
    ['domid', 'domid'],
  ],
  HandlerExit: [
    ['irq', 'irq'],
    ['domid', 'domid'],
  ],
  Eoi: [
    ['domid', 'domid'],
    ['1 spurious', 'small'],
    ['delay, jiffies', 'amount'],
    ['1 queued', 'small'],
  ],
  EoiDone: [['domid', 'domid']],
  WorkQueued: [['domid', 'domid']],
  WorkStart: [['domid', 'domid']],
  WorkEnd: [['domid', 'domid']],
  ConfigRead: [
    ['function', 'fn'],
    ['register', 'register'],
    ['bytes', 'bytes'],
    ['value', 'u32'],
    ['status', 'status'],
  ],
  ConfigWrite: [
    ['function', 'fn'],
    ['register', 'register'],
    ['bytes', 'bytes'],
    ['value', 'u32'],
    ['value before', 'u32'],
  ],
  HostEnter: [
    ['function', 'fn'],
    ['host call', 'small'],
    ['argument', 'amount'],
  ],
  HostExit: [
    ['function', 'fn'],
    ['host call', 'small'],
    ['result', 'status'],
  ],
  Log: [
    ['severity, 0 emerg to 7 debug', 'small'],
    ['line', 'text'],
    ['1 suppressed', 'small'],
    ['domid', 'domid'],
  ],
  LockAcquire: [
    ['lock', 'text'],
    ['task', 'task'],
  ],
  LockRelease: [
    ['lock', 'text'],
    ['task', 'task'],
  ],
  LockWait: [
    ['lock', 'text'],
    ['task', 'task'],
    ['owner', 'task'],
  ],
  LockFault: [
    ['lock fault', 'small'],
    ['lock', 'text'],
    ['other lock', 'text'],
  ],
  TaskStart: [
    ['task', 'task'],
    ['name', 'text'],
    ['domid', 'domid'],
    ['1 serves requests', 'small'],
  ],
  TaskEnd: [['task', 'task']],
  XenstoreWrite: [
    ['writer domid', 'domid'],
    ['path', 'text'],
    ['value, 0 removed', 'text'],
  ],
  GrantMap: [
    ['domid', 'domid'],
    ['grant reference', 'amount'],
    ['status', 'status'],
  ],
  GrantUnmap: [
    ['domid', 'domid'],
    ['grant reference', 'amount'],
    ['status', 'status'],
  ],
  ChannelBind: [
    ['domid', 'domid'],
    ['irq or -errno', 'irq'],
  ],
  ChannelUnbind: [
    ['domid', 'domid'],
    ['irq', 'irq'],
  ],
  IrqRequest: [
    ['irq', 'irq'],
    ['function', 'fn'],
    ['status', 'status'],
    ['name', 'text'],
  ],
  IrqFree: [
    ['irq', 'irq'],
    ['function', 'fn'],
    ['status', 'status'],
    ['name', 'text'],
  ],
  IrqRaised: [
    ['irq', 'irq'],
    ['1 claimed', 'small'],
  ],
  LineShut: [['irq', 'irq']],
  Warn: [['warning', 'text']],
  Oops: [['what happened', 'text']],
  UnsupportedRequest: [
    ['function', 'fn'],
    ['', 'i32'],
    ['', 'i32'],
  ],
  OutOfWindow: [
    ['function', 'fn'],
    ['offset', 'amount'],
  ],
  Owner: [
    ['function', 'fn'],
    ['domid', 'domid'],
  ],
  AerVerdict: [
    ['function', 'fn'],
    ['callback', 'small'],
    ['result', 'u32'],
  ],
  PhysdevMsix: [
    ['function', 'fn'],
    ['0 prepare, 1 release', 'small'],
  ],
  StateSwitch: [
    ['domid', 'domid'],
    ['new state', 'small'],
  ],
  StepLimit: [
    ['domid', 'domid'],
    ['task', 'task'],
    ['function', 'text'],
  ],
  WatchQueued: [
    ['domid', 'domid'],
    ['length of the queue', 'amount'],
  ],
  FunctionReset: [
    ['function', 'fn'],
    ['kind', 'small'],
  ],
  PirqMap: [
    ['domid', 'domid'],
    ['pirq', 'irq'],
    ['irq', 'irq'],
  ],
  PirqUnmap: [
    ['domid', 'domid'],
    ['pirq', 'irq'],
    ['irq', 'irq'],
  ],
  Action: [['action', 'index']],
  PointHit: [
    ['action', 'index'],
    ['effect', 'small'],
  ],
  RequestAddress: [
    ['domid', 'domid'],
    ['cmd', 'u32'],
    ['domain', 'u32'],
    ['bus', 'u32'],
    ['devfn', 'u32'],
  ],
  RequestAccess: [
    ['domid', 'domid'],
    ['offset', 'i32'],
    ['size', 'i32'],
    ['value', 'u32'],
    ['first MSI-X entry word', 'u32'],
  ],
  Memory: [['bytes', 'amount']],
  AttributeStore: [
    ['file', 'text'],
    ['value', 'text'],
    ['bytes or -errno', 'status'],
  ],
  AttributeShow: [
    ['file', 'text'],
    ['text read', 'text'],
    ['bytes or -errno', 'status'],
  ],
  DriverLoad: [['status', 'status']],
  DriverUnload: [['status', 'status']],
  Bind: [
    ['function', 'fn'],
    ['status', 'status'],
    ['driver', 'text'],
  ],
  Unbind: [
    ['function', 'fn'],
    ['status', 'status'],
    ['driver', 'text'],
  ],
  AerRecovery: [
    ['function', 'fn'],
    ['verdict', 'u32'],
    ['1 success', 'small'],
  ],
  XenstoreAccess: [
    ['domid', 'domid'],
    ['path', 'text'],
    ['value', 'text'],
    ['status', 'status'],
  ],
  FrontendLog: [
    ['domid', 'domid'],
    ['line', 'text'],
  ],
  Gsi: [
    ['function', 'fn'],
    ['GSI or -errno', 'status'],
  ],
  MsixEntry: [
    ['function', 'fn'],
    ['table index', 'index'],
    ['irq', 'irq'],
  ],
} satisfies Record<keyof typeof Ev, readonly Argument[]>);
