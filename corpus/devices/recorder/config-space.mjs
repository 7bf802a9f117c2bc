/** Configuration space through q35's ECAM window. */
/** @typedef {import('./qtest.mjs').Qtest} Qtest */

/** Where the recorder puts the ECAM window; the value firmware commonly uses on q35. */
const ECAM_BASE = 0xb0000000;
const PCIEXBAR = 0x60;
const PCIEXBAR_ENABLE = 1;
const CONFIG_ADDRESS = 0xcf8;
const CONFIG_DATA = 0xcfc;
export const ECAM_SIZE = 4096;
export const CONVENTIONAL_SIZE = 256;

/** @typedef {1 | 2 | 4} Size */
/** @type {Readonly<Record<Size, string>>} */
const SUFFIX = { 1: 'b', 2: 'w', 4: 'l' };

/** @param {number} value */
export const hex = (value) => `0x${value.toString(16)}`;

/**
 * @param {string} text `bb:dd.f`
 * @returns {number} requester ID, `bus << 8 | devfn`
 */
export function parseAddress(text) {
  const match = /^([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])$/.exec(text);
  if (!match) throw new TypeError(`not a PCI address: ${text}`);
  return (parseInt(match[1], 16) << 8) | (parseInt(match[2], 16) << 3) | Number(match[3]);
}

/** @param {number} rid */
export function formatAddress(rid) {
  const bus = (rid >> 8).toString(16).padStart(2, '0');
  return `${bus}:${((rid >> 3) & 0x1f).toString(16).padStart(2, '0')}.${rid & 7}`;
}

export class ConfigSpace {
  /** @param {Qtest} qtest */
  constructor(qtest) {
    this.qtest = qtest;
  }

  /** Sets PCIEXBAR of 00:00.0 through the ports 0xcf8/0xcfc, so that 4096 bytes of each function can be read. */
  async enableEcam() {
    const select = (/** @type {number} */ reg) => `outl ${hex(CONFIG_ADDRESS)} ${hex(0x80000000 + reg)}`;
    await this.qtest.run([
      select(PCIEXBAR + 4),
      `outl ${hex(CONFIG_DATA)} 0x0`,
      select(PCIEXBAR),
      `outl ${hex(CONFIG_DATA)} ${hex(ECAM_BASE + PCIEXBAR_ENABLE)}`,
    ]);
  }

  /**
   * @param {number} rid
   * @param {number} reg
   * @param {Size} size
   */
  readCommand(rid, reg, size) {
    return `read${SUFFIX[size]} ${hex(ECAM_BASE + rid * ECAM_SIZE + reg)}`;
  }

  /**
   * @param {number} rid
   * @param {number} reg
   * @param {Size} size
   * @param {number} value
   */
  writeCommand(rid, reg, size, value) {
    return `write${SUFFIX[size]} ${hex(ECAM_BASE + rid * ECAM_SIZE + reg)} ${hex(value)}`;
  }

  /**
   * @param {number} rid
   * @param {number} reg
   * @param {Size} size
   * @returns {Promise<number>}
   */
  async read(rid, reg, size) {
    const [answer] = await this.qtest.run([this.readCommand(rid, reg, size)]);
    return Number(answer);
  }

  /**
   * @param {number} rid
   * @param {number} reg
   * @param {Size} size
   * @param {number} value
   */
  async write(rid, reg, size, value) {
    await this.qtest.run([this.writeCommand(rid, reg, size, value)]);
  }

  /**
   * The whole configuration space: 4096 bytes, or 256 where the function has no extended space
   * (QEMU answers all-ones beyond).
   * @param {number} rid
   * @returns {Promise<Uint8Array>}
   */
  async image(rid) {
    const [answer] = await this.qtest.run([`read ${hex(ECAM_BASE + rid * ECAM_SIZE)} ${hex(ECAM_SIZE)}`]);
    const bytes = new Uint8Array(Buffer.from(answer.slice(2), 'hex'));
    const extended = bytes.subarray(CONVENTIONAL_SIZE).some((byte) => byte !== 0xff);
    return extended ? bytes : bytes.slice(0, CONVENTIONAL_SIZE);
  }
}
