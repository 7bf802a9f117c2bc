/** Base address registers: kinds and sizes, found by writing all-ones. */
import { dword, EXTENDED, findExtended, isBridge, word } from './capabilities.mjs';

/** @typedef {import('./config-space.mjs').ConfigSpace} ConfigSpace */

const BAR_0 = 0x10;
const ROM_ENDPOINT = 0x30;
const ROM_BRIDGE = 0x38;
const SRIOV_TOTAL_VFS = 0x0e;
const SRIOV_BAR_0 = 0x24;
const ALL_ONES = 0xffffffff;

/**
 * @typedef {object} Bar
 * @property {number} index 0..5; 6 for the expansion ROM
 * @property {number} reg register
 * @property {'io' | 'mem' | 'rom'} kind
 * @property {boolean} is64
 * @property {boolean} prefetchable
 * @property {number} size bytes; of one VF for a VF BAR
 * @property {number} copies 1, or the number of VFs that share the range behind a VF BAR
 * @property {number} address assigned by the firmware pass
 */

/**
 * @param {ConfigSpace} space
 * @param {number} rid
 * @param {number} reg
 * @param {number} value
 * @returns {Promise<number>} what the register reads after the write
 */
async function writeAndRead(space, rid, reg, value) {
  await space.write(rid, reg, 4, value);
  return space.read(rid, reg, 4);
}

/**
 * @param {ConfigSpace} space
 * @param {number} rid
 * @param {number} first register of the first BAR
 * @param {number} count
 * @param {number} copies
 * @returns {Promise<Bar[]>}
 */
async function sizeBlock(space, rid, first, count, copies) {
  /** @type {Bar[]} */
  const bars = [];
  for (let index = 0; index < count; index++) {
    const reg = first + 4 * index;
    const low = await writeAndRead(space, rid, reg, ALL_ONES);
    await space.write(rid, reg, 4, 0);
    if (low === 0) continue;
    const io = (low & 1) === 1;
    const is64 = !io && (low & 6) === 4;
    let size = (~(low & (io ? ~3 : ~15)) >>> 0) + 1;
    if (io) size &= 0xffff; // QEMU decodes 16 bits of I/O space; the upper half of the BAR may be fixed at 0
    if (is64) {
      const high = await writeAndRead(space, rid, reg + 4, ALL_ONES);
      await space.write(rid, reg + 4, 4, 0);
      size += (~high >>> 0) * 2 ** 32;
    }
    bars.push({
      index,
      reg,
      kind: io ? 'io' : 'mem',
      is64,
      prefetchable: !io && (low & 8) !== 0,
      size,
      copies,
      address: 0,
    });
    if (is64) index++;
  }
  return bars;
}

/**
 * Own BARs and ROM of a function. Decoding must be off.
 * @param {ConfigSpace} space
 * @param {number} rid
 * @param {Uint8Array} config
 * @returns {Promise<Bar[]>}
 */
export async function sizeBars(space, rid, config) {
  const bridge = isBridge(config);
  const bars = await sizeBlock(space, rid, BAR_0, bridge ? 2 : 6, 1);
  const reg = bridge ? ROM_BRIDGE : ROM_ENDPOINT;
  const rom = (await writeAndRead(space, rid, reg, 0xfffff800)) & 0xfffff800;
  await space.write(rid, reg, 4, 0);
  if (rom !== 0) {
    bars.push({
      index: 6,
      reg,
      kind: 'rom',
      is64: false,
      prefetchable: false,
      size: (~rom >>> 0) + 1,
      copies: 1,
      address: 0,
    });
  }
  return bars;
}

/**
 * VF BARs of a PF: one address range per BAR for all VFs.
 * @param {ConfigSpace} space
 * @param {number} rid
 * @param {Uint8Array} config
 * @returns {Promise<Bar[]>}
 */
export async function sizeVfBars(space, rid, config) {
  const sriov = findExtended(config, EXTENDED.SRIOV);
  if (!sriov) return [];
  return sizeBlock(space, rid, sriov + SRIOV_BAR_0, 6, word(config, sriov + SRIOV_TOTAL_VFS));
}

/**
 * @param {Uint8Array} config
 * @param {Bar} bar
 * @returns {number} address the register holds now
 */
export function barAddress(config, bar) {
  const low = dword(config, bar.reg);
  if (bar.kind === 'io') return (low & ~3) >>> 0;
  if (bar.kind === 'rom') return (low & 0xfffff800) >>> 0;
  return ((low & ~15) >>> 0) + (bar.is64 ? dword(config, bar.reg + 4) * 2 ** 32 : 0);
}
