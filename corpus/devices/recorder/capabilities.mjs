/** Walks of the capability lists, and the RW1C bits the PCI specifications define. */

const CAPABILITIES_POINTER = 0x34;
const EXTENDED_START = 0x100;
const HEADER_TYPE = 0x0e;
const HEADER_TYPE_MASK = 0x7f;
/** No list can be longer: one entry per dword of its space. */
const MAX_STANDARD = 48;
const MAX_EXTENDED = 960;

export const CAP = Object.freeze({ PM: 0x01, MSI: 0x05, EXPRESS: 0x10, MSIX: 0x11 });
export const EXTENDED = Object.freeze({ AER: 0x0001, SRIOV: 0x0010 });

/** @typedef {{ id: number, at: number, version: number }} Capability */

/** @param {Uint8Array} config */
export const isBridge = (config) => (config[HEADER_TYPE] & HEADER_TYPE_MASK) === 1;

/**
 * @param {Uint8Array} config
 * @param {number} reg
 */
export const word = (config, reg) => config[reg] | (config[reg + 1] << 8);

/**
 * @param {Uint8Array} config
 * @param {number} reg
 */
export const dword = (config, reg) => (word(config, reg) | (word(config, reg + 2) << 16)) >>> 0;

/**
 * @param {Uint8Array} config
 * @returns {Capability[]}
 */
export function standardCapabilities(config) {
  /** @type {Capability[]} */
  const found = [];
  let at = config[CAPABILITIES_POINTER] & 0xfc;
  while (at >= 0x40 && found.length < MAX_STANDARD) {
    found.push({ id: config[at], at, version: 0 });
    at = config[at + 1] & 0xfc;
  }
  return found;
}

/**
 * @param {Uint8Array} config
 * @returns {Capability[]}
 */
export function extendedCapabilities(config) {
  /** @type {Capability[]} */
  const found = [];
  let at = config.length > EXTENDED_START ? EXTENDED_START : 0;
  while (at >= EXTENDED_START && found.length < MAX_EXTENDED) {
    const header = dword(config, at);
    const id = header & 0xffff;
    // ID 0 with a next pointer is the null capability some devices put first; ID 0 without one is an empty list.
    if (id !== 0) found.push({ id, at, version: (header >>> 16) & 0xf });
    at = (header >>> 20) & 0xffc;
  }
  return found;
}

/**
 * @param {Uint8Array} config
 * @param {number} id
 * @returns {number} offset, 0 when absent
 */
export function findCapability(config, id) {
  return standardCapabilities(config).find((capability) => capability.id === id)?.at ?? 0;
}

/**
 * @param {Uint8Array} config
 * @param {number} id
 * @returns {number} offset, 0 when absent
 */
export function findExtended(config, id) {
  return extendedCapabilities(config).find((capability) => capability.id === id)?.at ?? 0;
}

const STATUS_ERRORS = 0xf900;
const DISCARD_TIMER_STATUS = 0x0400;
const PME_SUPPORT = 0xf800;
const PME_STATUS = 0x8000;
const PORT_ROOT = 4;
const PORT_DOWNSTREAM = 6;

/**
 * Write-one-to-clear bits. Nothing sets an error bit in a machine that executes nothing, so these cannot be measured:
 * they are the RW1C bits the PCI, PM, PCI Express and AER registers define for this kind of function.
 * @param {Uint8Array} config
 * @param {Uint8Array} writable measured; an AER status bit exists where its mask bit does
 * @returns {Uint8Array} a mask as long as the configuration space
 */
export function writeOneToClear(config, writable) {
  const mask = new Uint8Array(config.length);
  const set = (/** @type {number} */ reg, /** @type {number} */ bits) => {
    for (let i = 0; i < 4; i++) if ((bits >>> (8 * i)) & 0xff) mask[reg + i] |= (bits >>> (8 * i)) & 0xff;
  };
  set(0x06, STATUS_ERRORS);
  const express = findCapability(config, CAP.EXPRESS);
  if (isBridge(config)) {
    set(0x1e, STATUS_ERRORS);
    if (!express) set(0x3e, DISCARD_TIMER_STATUS);
  }
  const pm = findCapability(config, CAP.PM);
  if (pm && word(config, pm + 2) & PME_SUPPORT) set(pm + 4, PME_STATUS);
  const port = express ? (word(config, express + 2) >> 4) & 0xf : -1;
  if (express) set(express + 0x0a, 0x000f); // Device Status
  if (port === PORT_ROOT || port === PORT_DOWNSTREAM) {
    const bandwidthNotification = dword(config, express + 0x0c) & 0x00200000;
    if (bandwidthNotification) set(express + 0x12, 0xc000); // Link Status
    if (word(config, express + 2) & 0x0100) set(express + 0x1a, 0x011f); // Slot Status
  }
  if (port === PORT_ROOT) set(express + 0x20, 0x00010000); // Root Status
  const aer = findExtended(config, EXTENDED.AER);
  if (aer) {
    set(aer + 0x04, dword(writable, aer + 0x08)); // Uncorrectable Error Status
    set(aer + 0x10, dword(writable, aer + 0x14)); // Correctable Error Status
    if (port === PORT_ROOT) set(aer + 0x30, 0x0000007f); // Root Error Status
  }
  return mask;
}
