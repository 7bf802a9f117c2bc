/** The human-readable half of a dump: what `lspci -vv` prints about a function, without the inside of capabilities. */
import { barAddress } from './bars.mjs';
import { extendedCapabilities, isBridge, standardCapabilities, word } from './capabilities.mjs';

/** @typedef {import('./bars.mjs').Bar} Bar */

/** @type {Readonly<Record<number, string>>} */
const CLASSES = Object.freeze({
  255: 'Unclassified device',
  256: 'SCSI storage controller',
  260: 'RAID bus controller',
  262: 'SATA controller',
  264: 'Non-Volatile memory controller',
  512: 'Ethernet controller',
  768: 'VGA compatible controller',
  1025: 'Multimedia audio controller',
  1027: 'Audio device',
  1280: 'RAM memory',
  1536: 'Host bridge',
  1537: 'ISA bridge',
  1540: 'PCI bridge',
  1792: 'Serial controller',
  2053: 'SD Host controller',
  3075: 'USB controller',
  3077: 'SMBus',
});

/** @type {Readonly<Record<number, string>>} */
const CAPABILITIES = Object.freeze({
  1: 'Power Management',
  4: 'Slot ID',
  5: 'MSI',
  7: 'PCI-X',
  9: 'Vendor Specific Information',
  12: 'Hot-plug capable',
  13: 'Subsystem',
  16: 'Express',
  17: 'MSI-X',
  18: 'SATA HBA',
  19: 'PCI Advanced Features',
});

/** @type {Readonly<Record<number, string>>} */
const EXTENDED_CAPABILITIES = Object.freeze({
  1: 'Advanced Error Reporting',
  3: 'Device Serial Number',
  13: 'Access Control Services',
  14: 'Alternative Routing-ID Interpretation (ARI)',
  15: 'Address Translation Service (ATS)',
  16: 'Single Root I/O Virtualization (SR-IOV)',
});

const CONTROL = Object.freeze(
  'I/O Mem BusMaster SpecCycle MemWINV VGASnoop ParErr Stepping SERR FastB2B DisINTx'.split(' '),
);
const CONTROL_IO = 0x1;
const CONTROL_MEMORY = 0x2;
/** @type {readonly (readonly [name: string, bit: number])[]} */
const STATUS_LOW = [
  ['Cap', 4],
  ['66MHz', 5],
  ['UDF', 6],
  ['FastB2B', 7],
  ['ParErr', 8],
];
/** @type {readonly (readonly [name: string, bit: number])[]} */
const STATUS_HIGH = [
  ['>TAbort', 11],
  ['<TAbort', 12],
  ['<MAbort', 13],
  ['>SERR', 14],
  ['<PERR', 15],
  ['INTx', 3],
];
const DEVSEL = Object.freeze(['fast', 'medium', 'slow', '??']);

/** @param {number} value @param {number} digits */
const fixed = (value, digits) => value.toString(16).padStart(digits, '0');

/** @param {number} size bytes */
function formatSize(size) {
  if (size >= 2 ** 30) return `${size / 2 ** 30}G`;
  if (size >= 2 ** 20) return `${size / 2 ** 20}M`;
  return size >= 2 ** 10 ? `${size / 2 ** 10}K` : String(size);
}

/**
 * @param {number} value
 * @param {readonly (readonly [name: string, bit: number])[]} bits
 */
const flags = (value, bits) =>
  bits.map(([name, bit]) => `${name}${(value >> bit) & 1 ? '+' : '-'}`).join(' ');

/** @param {number} status */
const formatStatus = (status) =>
  `${flags(status, STATUS_LOW)} DEVSEL=${DEVSEL[(status >> 9) & 3]} ${flags(status, STATUS_HIGH)}`;
/** Bits that mean nothing in the secondary status are not printed.
 * @param {number} status */
const formatSecondaryStatus = (status) =>
  formatStatus(status)
    .replace(/Cap[+-] /, '')
    .replace(/UDF[+-] /, '')
    .replace(/ INTx[+-]/, '');

/**
 * The line that introduces a function.
 * @param {string} address
 * @param {string} name
 * @param {Uint8Array} config
 */
export function titleLine(address, name, config) {
  const classCode = word(config, 0x0a);
  const kind = CLASSES[classCode] ?? `Class ${fixed(classCode, 4)}`;
  const revision = config[0x08] ? ` (rev ${fixed(config[0x08], 2)})` : '';
  const interface_ = config[0x09] ? ` (prog-if ${fixed(config[0x09], 2)})` : '';
  return `${address} ${kind}: ${name}${revision}${interface_}`;
}

/**
 * @param {Uint8Array} config
 * @param {Bar} bar
 * @param {boolean} virtual the address is not in the BAR register (VFs)
 */
function regionLine(config, bar, virtual) {
  const address = virtual ? bar.address : barAddress(config, bar);
  const command = word(config, 0x04);
  const size = `[size=${formatSize(bar.size)}]`;
  if (bar.kind === 'rom') {
    const enabled = config[bar.reg] & 1 ? '' : ' [disabled]';
    return `Expansion ROM at ${fixed(address, 8)}${enabled} ${size}`;
  }
  const decoded = virtual || command & (bar.kind === 'io' ? CONTROL_IO : CONTROL_MEMORY);
  const state = `${virtual ? ' [virtual]' : ''}${decoded ? '' : ' [disabled]'}`;
  if (bar.kind === 'io') return `Region ${bar.index}: I/O ports at ${fixed(address, 4)}${state} ${size}`;
  const width = `${bar.is64 ? '64' : '32'}-bit, ${bar.prefetchable ? '' : 'non-'}prefetchable`;
  return `Region ${bar.index}: Memory at ${fixed(address, 8)} (${width})${state} ${size}`;
}

/** @param {Uint8Array} config */
function bridgeLines(config) {
  const range = (/** @type {number} */ base, /** @type {number} */ limit, /** @type {number} */ digits) =>
    base > limit
      ? 'None'
      : `${fixed(base, digits)}-${fixed(limit, digits)} [size=${formatSize(limit - base + 1)}]`;
  const upper = (/** @type {number} */ reg) =>
    (word(config, reg) + word(config, reg + 2) * 0x10000) * 2 ** 32;
  const memory = (/** @type {number} */ reg) => (word(config, reg) & 0xfff0) * 0x10000;
  const io = range((config[0x1c] & 0xf0) << 8, ((config[0x1d] & 0xf0) << 8) + 0xfff, 4);
  const mem = range(memory(0x20), memory(0x22) + 0xfffff, 8);
  const pref = range(memory(0x24) + upper(0x28), memory(0x26) + upper(0x2c) + 0xfffff, 16);
  const [primary, secondary, subordinate, latency] = config.subarray(0x18, 0x1c);
  return [
    `Bus: primary=${fixed(primary, 2)}, secondary=${fixed(secondary, 2)}, subordinate=${fixed(subordinate, 2)}, sec-latency=${latency}`,
    `I/O behind bridge: ${io}`,
    `Memory behind bridge: ${mem}`,
    `Prefetchable memory behind bridge: ${pref}`,
    `Secondary status: ${formatSecondaryStatus(word(config, 0x1e))}`,
  ];
}

/** @param {Uint8Array} config */
function capabilityLines(config) {
  const standard = standardCapabilities(config).map(
    ({ id, at }) => `Capabilities: [${fixed(at, 2)}] ${CAPABILITIES[id] ?? `#${fixed(id, 2)}`}`,
  );
  const extended = extendedCapabilities(config).map(
    ({ id, at, version }) =>
      `Capabilities: [${fixed(at, 3)} v${version}] ${EXTENDED_CAPABILITIES[id] ?? `Extended Capability ID 0x${fixed(id, 4)}`}`,
  );
  return [...standard, ...extended];
}

/**
 * @param {Uint8Array} config
 * @param {readonly Bar[]} bars
 * @param {boolean} virtual BARs are those of a VF
 * @returns {string[]} without the leading tab
 */
export function detailLines(config, bars, virtual) {
  const bridge = isBridge(config);
  const command = word(config, 0x04);
  const lines = [
    `Control: ${flags(
      command,
      CONTROL.map((name, bit) => [name, bit]),
    )}`,
    `Status: ${formatStatus(word(config, 0x06))}`,
  ];
  if (!bridge && word(config, 0x2c)) {
    lines.unshift(`Subsystem: Device ${fixed(word(config, 0x2c), 4)}:${fixed(word(config, 0x2e), 4)}`);
  }
  const pin = config[0x3d];
  if (pin) lines.push(`Interrupt: pin ${'?ABCD'[pin]} routed to IRQ ${config[0x3c]}`);
  const roms = bars.filter((bar) => bar.kind === 'rom');
  lines.push(...bars.filter((bar) => bar.kind !== 'rom').map((bar) => regionLine(config, bar, virtual)));
  if (bridge) lines.push(...bridgeLines(config));
  lines.push(...roms.map((bar) => regionLine(config, bar, virtual)));
  return [...lines, ...capabilityLines(config)];
}
