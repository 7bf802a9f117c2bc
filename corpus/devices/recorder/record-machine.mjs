/** One recording session: start the machine, boot it, read every function, then measure the masks. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeOneToClear } from './capabilities.mjs';
import { ConfigSpace, parseAddress } from './config-space.mjs';
import { Firmware } from './firmware.mjs';
import { formatDump } from './format.mjs';
import { GROUPS, machineArguments } from './machine.mjs';
import { probeWritable } from './masks.mjs';
import { missingQemu, QemuCrash, Qtest, RecorderError } from './qtest.mjs';
import { ROM_SIZES } from './roms.mjs';

/** @typedef {import('./bars.mjs').Bar} Bar */
/** @typedef {import('./format.mjs').Recording} Recording */
/** @typedef {import('./machine.mjs').Slot} Slot */

const ATTEMPTS = 5;
const HEADER_SIZE = 0x40;
const COMMAND = 0x04;
const COMMAND_MASTER = 0x04;
const INTERRUPT_PIN = 0x3d;
const ALL_SLOTS = GROUPS.flatMap((group) => group.slots);

/**
 * @param {string} qemu
 * @returns {Promise<string>} for instance `7.2.22`
 */
export async function qemuVersion(qemu) {
  try {
    const { stdout } = await promisify(execFile)(qemu, ['--version']);
    return /version (\S+)/.exec(stdout)?.[1] ?? 'unknown';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw missingQemu(qemu);
    throw new RecorderError(`${qemu} --version failed: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * @param {string} qemu
 * @param {string} version
 * @returns {Promise<Map<string, string>>} text of each dump by group name
 */
export async function record(qemu, version) {
  const scratch = await mkdtemp(join(tmpdir(), 'pciback-rig-record-'));
  try {
    for (const [name, size] of Object.entries(ROM_SIZES))
      await writeFile(join(scratch, name), romImage(size));
    // QEMU splits option arguments at commas; a doubled one stands for itself.
    const args = machineArguments((name) => join(scratch, name).replaceAll(',', ',,'));
    const recordings = await recordWithRetries(qemu, args);
    return new Map(
      GROUPS.map(({ file, about, slots }) => [
        file,
        formatDump(
          about,
          version,
          slots.map(({ address }) => recordings.get(address)).filter((r) => r !== undefined),
        ),
      ]),
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** An option ROM with nothing in it but its signature.
 * @param {number} size */
function romImage(size) {
  const image = new Uint8Array(size);
  image.set([0x55, 0xaa]);
  return image;
}

/**
 * Starts over when QEMU crashes: 7.2 does so now and then when bridge windows change (see Firmware.writeWindow).
 * @param {string} qemu
 * @param {readonly string[]} args
 * @returns {Promise<Map<string, Recording>>} by address
 */
async function recordWithRetries(qemu, args) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await recordMachine(qemu, args);
    } catch (error) {
      if (!(error instanceof QemuCrash) || attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * @param {string} qemu
 * @param {readonly string[]} args
 * @returns {Promise<Map<string, Recording>>} by address
 */
async function recordMachine(qemu, args) {
  const qtest = new Qtest(qemu, args);
  try {
    const space = new ConfigSpace(qtest);
    await space.enableEcam();
    const firmware = new Firmware(space);
    await firmware.boot();
    for (const pf of new Set(ALL_SLOTS.flatMap((slot) => slot.vfOf ?? [])))
      await firmware.enableVfs(parseAddress(pf));
    for (const slot of ALL_SLOTS) {
      await firmware.enable(parseAddress(slot.address), slot.state, slot.vfOf !== undefined);
    }
    /** @type {Map<string, Recording>} */
    const recordings = new Map();
    for (const slot of ALL_SLOTS) recordings.set(slot.address, await readSlot(space, firmware, slot));
    for (const slot of probeOrder(firmware)) {
      const recording = recordings.get(slot.address);
      if (!recording) continue;
      const wholeBytesOnly = slot.wholeBytesOnly === true;
      const writable = await probeWritable(
        space,
        parseAddress(slot.address),
        recording.config,
        wholeBytesOnly,
      );
      recording.writable = writable;
      recording.w1c = writeOneToClear(recording.config, writable);
      if (recording.vfOf !== null) conformVf(recording.config, writable);
    }
    return recordings;
  } finally {
    await qtest.close();
  }
}

/**
 * @param {ConfigSpace} space
 * @param {Firmware} firmware
 * @param {Slot} slot
 * @returns {Promise<Recording>}
 */
async function readSlot(space, firmware, slot) {
  const rid = parseAddress(slot.address);
  const config = await space.image(rid);
  const node = slot.vfOf === undefined ? firmware.node(rid) : null;
  return {
    address: slot.address,
    name: slot.name,
    config,
    powerOn: slot.derivedMasks ? null : (node?.config ?? null),
    writable: null,
    w1c: null,
    bars: node?.bars ?? shares(firmware, slot),
    vfBars: node?.vfBars ?? [],
    vfOf: slot.vfOf ?? null,
  };
}

/**
 * The SR-IOV specification leaves a VF's header nothing but the bus master bit; this QEMU keeps the rest as in any
 * other function, and an interrupt pin. A host that trusts the specification must not meet that here.
 * @param {Uint8Array} config
 * @param {Uint8Array} writable
 */
function conformVf(config, writable) {
  const master = writable[COMMAND] & COMMAND_MASTER;
  writable.fill(0, 0, HEADER_SIZE);
  writable[COMMAND] = master;
  config[INTERRUPT_PIN] = 0;
}

/**
 * The parts of its PF's VF BARs that belong to one VF. VFs follow the PF one by one (the recorded VF stride is 1).
 * @param {Firmware} firmware
 * @param {Slot} slot
 * @returns {Bar[]}
 */
function shares(firmware, slot) {
  const pf = parseAddress(slot.vfOf ?? '');
  const n = parseAddress(slot.address) - pf - 1;
  return firmware.node(pf).vfBars.map((bar) => ({ ...bar, address: bar.address + n * bar.size, copies: 1 }));
}

/**
 * Measuring disturbs what lies behind or depends on a function: VFs before PFs, the deepest bus first.
 * @param {Firmware} firmware
 * @returns {Slot[]}
 */
function probeOrder(firmware) {
  const depth = (/** @type {Slot} */ { address, vfOf }) =>
    vfOf === undefined ? firmware.node(parseAddress(address)).depth : Number.POSITIVE_INFINITY;
  return ALL_SLOTS.filter((slot) => !slot.derivedMasks).sort((a, b) =>
    depth(a) === depth(b) ? 0 : depth(b) - depth(a),
  );
}
