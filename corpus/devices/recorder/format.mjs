/** Text of a dump. The `# pciback-rig:` lines are read by src/platform/pci/dump/parse.ts, which defines them. */
import { detailLines, titleLine } from './describe.mjs';

/** @typedef {import('./bars.mjs').Bar} Bar */

/**
 * @typedef {object} Recording one function as it was found
 * @property {string} address
 * @property {string} name
 * @property {Uint8Array} config
 * @property {Uint8Array | null} powerOn contents before the firmware pass
 * @property {Uint8Array | null} writable
 * @property {Uint8Array | null} w1c
 * @property {readonly Bar[]} bars
 * @property {readonly Bar[]} vfBars
 * @property {string | null} vfOf
 */

const ROW = 16;
const INTERRUPT_LINE = 0x3c;
const INTERRUPT_PIN = 0x3d;
/** Linux numbers the BARs that all VFs of a PF share from 7. */
const VF_REGION_0 = 7;
const MARK = '# pciback-rig:';

/** @param {Uint8Array} bytes */
const row = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

/**
 * @param {Uint8Array} bytes
 * @param {(at: number, hex: string) => string} line
 * @returns {string[]}
 */
function rows(bytes, line) {
  return Array.from({ length: bytes.length / ROW }, (_, n) =>
    line(n * ROW, row(bytes.subarray(n * ROW, (n + 1) * ROW))),
  );
}

/**
 * Rows of an image; those that are as in `base` (all zeros without one) are left out.
 * @param {string} keyword
 * @param {Uint8Array} image
 * @param {Uint8Array} [base]
 */
function imageLines(keyword, image, base = new Uint8Array(image.length)) {
  const lines = rows(image, (at, hex) => `${MARK} ${keyword} ${at.toString(16).padStart(4, '0')}: ${hex}`);
  const differs = (/** @type {number} */ at) => image[at] !== base[at];
  return lines.filter((_, n) => Array.from({ length: ROW }, (_, i) => n * ROW + i).some(differs));
}

/**
 * @param {Bar} bar
 * @param {number} first number of region 0
 */
function regionLine(bar, first) {
  const width = bar.is64 ? ' 64bit' : '';
  const prefetch = bar.prefetchable ? ' prefetch' : '';
  const address = `address=0x${bar.address.toString(16)}`;
  return `${MARK} region ${first + bar.index} ${bar.kind} ${address} size=${bar.size}${width}${prefetch}`;
}

/** @param {Recording} recording */
function formatFunction({ address, name, config, bars, vfBars, vfOf, writable, w1c, powerOn }) {
  const line = config[INTERRUPT_PIN] ? config[INTERRUPT_LINE] : 0;
  return [
    titleLine(address, name, config),
    ...detailLines(config, bars, vfOf !== null).map((text) => `\t${text}`),
    ...rows(config, (at, hex) => `${at.toString(16).padStart(2, '0')}: ${hex}`),
    ...(vfOf === null ? [] : [`${MARK} vf-of 0000:${vfOf}`]),
    ...(line === 0 ? [] : [`${MARK} irq ${line}`]),
    ...bars.map((bar) => regionLine(bar, 0)),
    ...vfBars.map((bar) => regionLine(bar, VF_REGION_0)),
    ...(writable && w1c
      ? [`${MARK} masks`, ...imageLines('writable', writable), ...imageLines('w1c', w1c)]
      : []),
    ...(powerOn ? [`${MARK} power-on`, ...imageLines('power-on', powerOn, config)] : []),
    '',
  ].join('\n');
}

/**
 * @param {string} about
 * @param {string} version of QEMU
 * @param {readonly Recording[]} recordings
 */
export function formatDump(about, version, recordings) {
  const head = [
    `# ${about}`,
    `# Recorded from QEMU ${version} by corpus/devices/record.mjs; do not edit.`,
    '',
  ];
  return `${head.join('\n')}\n${recordings.map(formatFunction).join('\n')}`;
}
