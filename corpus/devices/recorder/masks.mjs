/** Measures which bits of a function's configuration space can be written. */
import { CAP, dword, findCapability } from './capabilities.mjs';

/** @typedef {import('./config-space.mjs').ConfigSpace} ConfigSpace */

const COMMAND = 0x04;
const DEVCAP = 0x04;
const DEVCAP_FLR = 0x10000000;
const DEVCTL = 0x08;
const DEVCTL_FLR = 0x8000;
const BITS = Object.freeze([0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80]);

/**
 * A bit is writable when it can be made both 0 and 1. All-ones finds most; single bits find those of a field whose
 * all-ones value the function turns into another (the MSI message count, for instance). The bit that initiates a
 * function level reset reads 0 at once; it counts as writable where the function has one.
 *
 * Leaves decoding off and the function in no particular state: record its values first.
 * @param {ConfigSpace} space
 * @param {number} rid
 * @param {Uint8Array} config current contents
 * @param {boolean} wholeBytesOnly leave out the single bits
 * @returns {Promise<Uint8Array>}
 */
export async function probeWritable(space, rid, config, wholeBytesOnly) {
  const mask = new Uint8Array(config.length);
  // Decode stays off while BARs move, or they could cover the ECAM window. COMMAND itself goes back to 0.
  await space.write(rid, COMMAND, 2, 0);
  const restored = (/** @type {number} */ reg) => (reg === COMMAND || reg === COMMAND + 1 ? 0 : config[reg]);
  for (const [reg, values] of await probeBytes(space, rid, [...config.keys()], [0xff, 0], restored)) {
    mask[reg] = values[0] & ~values[1];
  }
  const express = findCapability(config, CAP.EXPRESS);
  if (express && dword(config, express + DEVCAP) & DEVCAP_FLR) mask[express + DEVCTL + 1] |= DEVCTL_FLR >> 8;
  if (wholeBytesOnly) return mask;
  const touched = [...config.keys()].filter((reg) => mask[reg] !== 0);
  for (const [reg, values] of await probeBytes(space, rid, touched, [...BITS, 0], restored)) {
    const zero = values[BITS.length];
    BITS.forEach((bit, i) => {
      mask[reg] |= values[i] & bit & ~zero;
    });
  }
  return mask;
}

/**
 * Writes each value to each byte, reads it back, and puts the old byte back.
 * @param {ConfigSpace} space
 * @param {number} rid
 * @param {readonly number[]} registers
 * @param {readonly number[]} values
 * @param {(reg: number) => number} restored
 * @returns {Promise<[number, number[]][]>} what the register read after each value
 */
async function probeBytes(space, rid, registers, values, restored) {
  const commands = registers.flatMap((reg) => [
    ...values.flatMap((value) => [space.writeCommand(rid, reg, 1, value), space.readCommand(rid, reg, 1)]),
    space.writeCommand(rid, reg, 1, restored(reg)),
  ]);
  const answers = await space.qtest.run(commands);
  const stride = 2 * values.length + 1;
  return registers.map((reg, n) => [reg, values.map((_, i) => Number(answers[n * stride + 2 * i + 1]))]);
}
