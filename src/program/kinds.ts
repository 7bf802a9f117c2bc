import { andRarely, flag, i32, int, oneOf, optional, pairs, text, u32 } from './fields.ts';

/** Most guests and devices a program may set up. */
export const MAX_GUESTS = 3;
export const MAX_DEVICES = 8;

const guest = optional(int(0, MAX_GUESTS - 1, [0, 1]), 0);
const device = optional(int(0, MAX_DEVICES - 1, [0, 1]), 0);

/** Words of the shared page by name, or a byte offset as `0x...`. */
const pageField = text(24, [
  'flags',
  'op.cmd',
  'op.err',
  'op.domain',
  'op.bus',
  'op.devfn',
  'op.offset',
  'op.size',
  'op.value',
  'op.info',
  'op.msix_entries[0]',
  'op.msix_entries[1]',
  'op.msix_entries[2]',
  'op.msix_entries[127]',
  'aer.cmd',
  'aer.err',
  'aer.domain',
  'aer.bus',
  'aer.devfn',
  '0x23c',
  '0xffc',
]);

const borderValues = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 0x10, 0x80, 0x100, 0x147, 0x400, 0x407, 0x7f, 0x81, 127, 128, 129, 0x8000,
  0xffff, 0xfffff800, 0xfffffff0, 0xfffffffc, 0xffffffff, 0x7fffffff, 0x80000000,
];

/** Values worth writing to a configuration register of a few bits. */
const registerValues = [
  ...borderValues,
  0x0006,
  0x0007,
  0x0012,
  0x0027,
  0x0404,
  0x0406,
  0x0046,
  0x0346,
  0x00100007,
  0x0102,
  0x0103,
  0x4000,
  0xc000,
  0x9e00,
  0x0081,
  0x0040,
];

/** Every kind of action with its fields; `do` names the kind. */
export const kinds = Object.freeze({
  // --- the guest ---
  /** Post a request: fill `sh.op`, set PCIF_active, send the event. */
  op: {
    guest,
    cmd: int(0, 0xffffffff, [0, 0, 0, 1, 1, 1, 2, 3, 4, 5, 6, 9, 10, 99, 0xffffffff]),
    /** Device of the set-up whose virtual address is used; -1: the explicit address below. */
    device: optional(int(-1, MAX_DEVICES - 1, [-1, 0, 0, 0, 1]), 0),
    domain: optional(u32([0, 1, 0xffff, 0xffffffff]), 0),
    bus: optional(u32([0, 1, 3, 0xff, 0x100]), 0),
    devfn: optional(u32([0, 1, 8, 0xff, 0x100, 0x108, 0xffffffff]), 0),
    /** `offset` counts from the base of this capability of the device, where the device has it. */
    base: optional(oneOf('header', 'pm', 'vpd', 'msi', 'msix', 'exp'), 'header'),
    offset: optional(
      i32([
        0, 0, 2, 4, 4, 4, 6, 8, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x14, 0x18, 0x24, 0x30, 0x38, 0x3c, 0x3d, 0x3e,
        0x40, 0xfc, 0x100, 0xffc, 0x1000, -4, -256, -4096, -0x80000000, -0x7ffffff0,
      ]),
      0,
    ),
    size: optional(i32([1, 2, 4, 4, 2, 1, 0, 3, 8, -4]), 4),
    value: optional(u32(registerValues), 0),
    info: optional(u32([0, 0xffffffff]), 0),
    /** Absent: entry i asks for table index i with vector 0xFFFF, as Linux's frontend does. */
    entries: optional(pairs(128)),
    /** Post it this many times, each after the one before was served. */
    times: optional(int(1, 64, [1, 1, 1, 12, 24]), 1),
    /** Leave PCIF_active as it is. */
    inactive: flag,
    /** Send no event. */
    silent: flag,
  },
  /** Change one word, half word or byte of the shared page. */
  page: {
    guest,
    field: pageField,
    how: optional(oneOf('set', 'or', 'clear', 'xor'), 'set'),
    width: optional(int(1, 4, [1, 2, 4]), 4),
    value: u32(borderValues),
  },
  /** Send the event `times` times. */
  notify: { guest, times: optional(int(1, 4096, [1, 2, 8, 64, 300, 1000]), 1) },
  /** Answer an AER request: write the result, clear PCIB_active, send the event. */
  answer: { guest, result: optional(u32([1, 2, 3, 4, 5, 6, 0, 77, 0xffffffff]), 5) },
  /** Write (or with `remove` delete) a node of the frontend's own directory. */
  node: {
    guest,
    name: text(32, ['state', 'state', 'state', 'pci-op-ref', 'event-channel', 'magic', '']),
    value: optional(
      text(64, [
        '1',
        '3',
        '4',
        '5',
        '6',
        '7',
        '2',
        '8',
        '0',
        '',
        'abc',
        '-1',
        '99',
        '4294967295',
        '7\n',
        '0x3',
      ]),
      '',
    ),
    remove: flag,
    times: optional(int(1, 1000, [1, 1, 20, 200]), 1),
  },
  /** A step of the well-behaved frontend (`src/guest`). */
  frontend: {
    guest,
    step: oneOf(
      'publish',
      'connected',
      'scan',
      'enable',
      'msi',
      'msix',
      'service',
      'reconfiguring',
      'close',
      'restart',
    ),
  },
  /** Meddle with the shared page's grant. */
  grant: { guest, how: oneOf('revoke', 'readonly', 'foreign', 'renew') },
  /** Meddle with the event channel. */
  channel: { guest, how: oneOf('close', 'renew') },

  // --- toolstack and host administrator ---
  /** What a toolstack does: build the nodes, add or remove a device, tear down. */
  toolstack: { guest, step: oneOf('create', 'add', 'remove', 'reap', 'offline', 'destroy'), device },
  /** Write (or delete) a node of the backend's directory for this guest. */
  backendNode: {
    guest,
    name: text(32, [
      'state',
      'num_devs',
      'dev-0',
      'dev-1',
      'state-0',
      'state-1',
      'vdev-0',
      'vdev-1',
      'online',
      'root_num',
      'root-0',
      'frontend',
      'frontend-id',
      '',
    ]),
    value: optional(
      text(64, ['0', '1', '2', '3', '5', '7', '-1', '', 'abc', '{device}', '0000:ff:1f.7', '2x']),
      '',
    ),
    remove: flag,
  },
  bind: { device },
  unbind: { device },
  /** Write a driver attribute; `{device}` in the value stands for the device's host address. */
  sysfs: {
    attribute: andRarely(
      oneOf(
        'new_slot',
        'remove_slot',
        'quirks',
        'permissive',
        'allow_interrupt_control',
        'irq_handler_state',
      ),
      'slots',
      'irq_handlers',
    ),
    value: text(80, [
      '{device}',
      '{device}\n',
      '{device}-E0:2:FF',
      '{device}-4:2:0',
      '{device}-10:4:0',
      '{device}-6:2:F900',
      '{device}-6:1:F900',
      '{device}-40:3:0',
      '01:00.0-4:2:0',
      '0000:03:ffffffff.0',
      '10000:0x3:0.0',
      '03:00.*',
      '',
      '\n',
      'abc',
    ]),
    device,
  },
  /** Read a driver attribute. */
  show: {
    attribute: andRarely(
      oneOf('slots', 'irq_handlers', 'quirks', 'permissive', 'allow_interrupt_control'),
      'new_slot',
      'remove_slot',
      'irq_handler_state',
    ),
  },
  /** Change the module parameter `permissive`. */
  parameter: { permissive: oneOf('Y', 'N') },

  // --- device and environment ---
  /** The host's error recovery calls the driver; `recover` runs the host's whole sequence. */
  aer: {
    device,
    callback: oneOf('detected', 'mmio', 'slot_reset', 'resume', 'recover'),
    state: optional(int(1, 3, [1, 2, 3]), 2),
  },
  /** The device asserts its legacy line, or signals its MSI, `times` times. */
  interrupt: { device, times: optional(int(1, 5000, [1, 10, 120, 1000, 1001]), 1) },
  /** The device changes a register by itself. */
  hardware: {
    device,
    offset: int(0, 4095, [4, 6, 0x10, 0x34, 0x3c]),
    size: optional(int(1, 4, [1, 2, 4]), 4),
    value: u32(borderValues),
  },
  /** The device disappears from the bus. */
  vanish: { device },
  /** Whether other domains share the device's line, as the hypervisor answers; `unknown`: the query fails. */
  lineShared: { device, shared: andRarely(oneOf('yes', 'no'), 'unknown') },
  /** The next `count` calls of one kind fail. */
  fault: {
    what: andRarely(
      oneOf(
        'alloc',
        'xenstoreConflict',
        'xenstoreWrite',
        'grantMap',
        'channelBind',
        'reset',
        'pirq',
        'requestIrq',
        'enable',
        'configRead',
        'configWrite',
        'loadState',
      ),
      'xenstoreBegin',
      'vector',
    ),
    count: optional(int(1, 16, [1, 2]), 1),
  },

  // --- schedule ---
  /** Let virtual time pass. */
  advance: { jiffies: int(0, 200_000, [1, 2, 10, 250, 500, 75_000, 75_250]) },
  /** Step one task up to `steps` times; `any` is whichever can run. */
  run: {
    task: oneOf('worker', 'xenwatch', 'aer', 'sysfs', 'any'),
    guest,
    steps: optional(int(1, 64, [1, 1, 2, 8]), 1),
  },

  // --- the module and other drivers; new kinds come at the end, because the binary form counts them ---
  /**
   * Load the driver with these parameters, whatever the set-up's topology and switches say. `{0}`, `{1}`, ... in
   * `hide` stand for the host addresses of the devices.
   */
  load: {
    hide: optional(text(1000, ['', '({0})', '({0})({1})', '{0}', '({0})x', '(1:0:0)', '(03:20.0)']), ''),
    passthrough: flag,
    permissive: flag,
  },
  /** Unload the driver. */
  unload: {},
  /** Read a module parameter of the driver or of `xen`, or with a value write it. */
  moduleParameter: {
    name: text(32, ['permissive', 'passthrough', 'hide', 'event_loop_timeout', 'event_eoi_delay']),
    value: optional(text(64, ['Y', 'N', '1', '0', '5', '', 'abc'])),
  },
  /** Read a file of the backend device's event statistics, or with a value write it. */
  eventStatistic: {
    guest,
    name: oneOf('event_channels', 'events', 'spurious_events', 'jiffies_eoi_delayed', 'spurious_threshold'),
    value: optional(text(32, ['0', '1', '3', '0x10', '010', '4294967296', 'abc', ''])),
  },
  /** Write the device's address to the `bind` of a driver, and nothing to `new_slot`. `host` is a driver of the host. */
  driverBind: { device, driver: oneOf('pciback', 'host') },
  /** Unbind the device from whatever driver has it. */
  driverUnbind: { device },
  /** Write (`none`: clear) the device's `driver_override`. */
  driverOverride: { device, driver: oneOf('pciback', 'host', 'none') },
  /**
   * A domain reads, writes or removes a node of xenstore with its own rights. `{frontend}` and `{backend}` in the
   * path stand for the guest's two directories, `{device}` in the value for the first device's host address.
   */
  xenstore: {
    guest,
    by: oneOf('guest', 'dom0'),
    access: oneOf('read', 'write', 'remove'),
    path: text(200, ['{backend}/state', '{backend}/dev-0', '{frontend}/state', '{frontend}']),
    value: optional(text(200, ['', '1', '{device}']), ''),
  },
  /** Another part of the host registers a domain as the device's owner. */
  deviceOwner: { device, domid: int(0, 0x7fef, [2, 7]) },
  /** The host flags a device (`nomsi`: itself) by a quirk of its own: what its PCI core then refuses or leaves out. */
  pciFlag: { device, flag: oneOf('no_d1d2', 'no_d3', 'no_msi', 'nomsi', 'platform_pm') },
  /** What the hypervisor answers from now on when it is told of a device. */
  physdev: { answer: oneOf('ok', 'ENOSYS', 'EPERM') },
  /** The privileged command interface asks for the GSI of a device. */
  gsi: { device },
  /** Switch debug lines of the backend, or of a guest's frontend, on or off. */
  dynamicDebug: { guest, module: oneOf('pciback', 'pcifront'), state: oneOf('on', 'off') },
  /** The host moves the event channel of a guest's connection to another of its two processors. */
  affinity: { guest, cpu: optional(int(0, 1, [0, 1, 1]), 1) },
});

export type Kind = keyof typeof kinds;
export const kindNames = Object.freeze(Object.keys(kinds)) as readonly Kind[];
