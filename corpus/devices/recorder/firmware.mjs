/**
 * What firmware and drivers of a booted machine leave behind: bus numbers, BARs, bridge windows, interrupt lines,
 * VFs, decode and bus master bits. All of it goes through configuration writes and is read back afterwards.
 */
import { setTimeout } from 'node:timers/promises';
import { sizeBars, sizeVfBars } from './bars.mjs';
import { CAP, EXTENDED, findCapability, findExtended, isBridge, word } from './capabilities.mjs';
import { formatAddress } from './config-space.mjs';
import { RecorderError } from './qtest.mjs';

/** @typedef {import('./config-space.mjs').ConfigSpace} ConfigSpace */
/** @typedef {import('./bars.mjs').Bar} Bar */
/** @typedef {import('./machine.mjs').State} State */
/** @typedef {{ rid: number, config: Uint8Array, bars: Bar[], vfBars: Bar[], children: Node[], depth: number }} Node */
/** @typedef {{ io: number, mem: number, pref: number }} Cursors */

const IO_START = 0x9000;
const IO_END = 0x10000;
const MEM_START = 0xe0000000;
const MEM_END = 0xfec00000; // the I/O APIC
/** 64-bit prefetchable BARs go above 4 GiB. */
const PREF_START = 0x800000000;
const IO_WINDOW = 0x1000;
const MEM_WINDOW = 0x100000;
const EMPTY_WINDOW = Object.freeze([0xfff00000, 0x000fffff]);
const WINDOW_SETTLE_MS = 15;

const COMMAND = 0x04;
const [IO, MEMORY, MASTER, SERR, INTX_DISABLE] = [0x001, 0x002, 0x004, 0x100, 0x400];
const CACHE_LINE_SIZE = 0x0c;
const INTERRUPT_LINE = 0x3c;
const INTERRUPT_PIN = 0x3d;
const HEADER_TYPE = 0x0e;
const MULTIFUNCTION = 0x80;
const ABSENT = 0xffffffff;

/** Conventional functions sit on lines of the interrupt controller pair, PCI Express ones on I/O APIC inputs 16..23. */
const PIC_LINES = Object.freeze([10, 11, 10, 11]);
const GSI_BASE = 16;

export class Firmware {
  /** @param {ConfigSpace} space */
  constructor(space) {
    this.space = space;
    this.nextBus = 1;
    /** @type {Map<number, Node>} every function found, by requester ID */
    this.nodes = new Map();
    /** @type {number} messages given out: each MSI gets its own vector */
    this.messages = 0;
  }

  /** Finds all functions, then assigns buses, addresses, windows and lines. */
  async boot() {
    const root = await this.scanBus(0, 0);
    const cursors = { io: IO_START, mem: MEM_START, pref: PREF_START };
    await this.assignBus(root, cursors);
    if (cursors.io > IO_END || cursors.mem > MEM_END)
      throw new RecorderError('the recorded machine is too large for its windows');
    for (const node of root) await this.route(node, []);
  }

  /**
   * @param {number} bus
   * @param {number} depth bridges above
   * @returns {Promise<Node[]>}
   */
  async scanBus(bus, depth) {
    /** @type {Node[]} */
    const found = [];
    for (let device = 0; device < 32; device++) {
      let functions = 1;
      for (let fn = 0; fn < functions; fn++) {
        const rid = (bus << 8) | (device << 3) | fn;
        if ((await this.space.read(rid, 0, 4)) === ABSENT) continue;
        const config = await this.space.image(rid);
        if (fn === 0 && config[HEADER_TYPE] & MULTIFUNCTION) functions = 8;
        const bars = await sizeBars(this.space, rid, config);
        const vfBars = await sizeVfBars(this.space, rid, config);
        const node = { rid, config, bars, vfBars, children: [], depth };
        found.push(node);
        this.nodes.set(rid, node);
      }
    }
    for (const node of found) if (isBridge(node.config)) await this.scanBehind(node);
    return found;
  }

  /** @param {Node} node a bridge */
  async scanBehind(node) {
    const secondary = this.nextBus++;
    await this.space.write(node.rid, 0x18, 1, node.rid >> 8);
    await this.space.write(node.rid, 0x19, 1, secondary);
    await this.space.write(node.rid, 0x1a, 1, 0xff);
    node.children = await this.scanBus(secondary, node.depth + 1);
    await this.space.write(node.rid, 0x1a, 1, this.nextBus - 1);
  }

  /**
   * @param {Node[]} nodes functions of one bus
   * @param {Cursors} cursors
   */
  async assignBus(nodes, cursors) {
    const wanted = nodes.flatMap(({ rid, bars, vfBars }) =>
      [...bars, ...vfBars].map((bar) => ({ rid, bar })),
    );
    wanted.sort((a, b) => b.bar.size - a.bar.size); // stable: then by function and register
    for (const { rid, bar } of wanted) {
      const kind = bar.kind === 'io' ? 'io' : bar.is64 && bar.prefetchable ? 'pref' : 'mem';
      bar.address = Math.ceil(cursors[kind] / bar.size) * bar.size;
      cursors[kind] = bar.address + bar.size * bar.copies;
      await this.space.write(rid, bar.reg, 4, bar.address % 2 ** 32);
      if (bar.is64) await this.space.write(rid, bar.reg + 4, 4, Math.floor(bar.address / 2 ** 32));
    }
    for (const node of nodes) if (isBridge(node.config)) await this.assignBehind(node, cursors);
  }

  /**
   * @param {Node} node a bridge
   * @param {Cursors} cursors
   */
  async assignBehind(node, cursors) {
    const align = () => {
      cursors.io = Math.ceil(cursors.io / IO_WINDOW) * IO_WINDOW;
      cursors.mem = Math.ceil(cursors.mem / MEM_WINDOW) * MEM_WINDOW;
      cursors.pref = Math.ceil(cursors.pref / MEM_WINDOW) * MEM_WINDOW;
    };
    align();
    const start = { ...cursors };
    await this.assignBus(node.children, cursors);
    align();
    await this.writeWindows(node.rid, start, cursors);
  }

  /**
   * A window nothing lies in gets a base above its limit.
   * @param {number} rid
   * @param {Cursors} start
   * @param {Cursors} end
   */
  async writeWindows(rid, start, end) {
    const io = end.io > start.io ? [start.io, end.io - 1] : [0xf000, 0x0fff];
    const mem = end.mem > start.mem ? [start.mem, end.mem - 1] : EMPTY_WINDOW;
    const pref = end.pref > start.pref ? [start.pref, end.pref - 1] : EMPTY_WINDOW;
    const pair = (/** @type {readonly number[]} */ range) => {
      const [base, limit] = range.map((address) => ((address % 2 ** 32) / 0x10000) & 0xfff0);
      return base + limit * 0x10000;
    };
    await this.writeWindow(rid, 0x1c, 2, ((io[0] >> 8) & 0xf0) | (io[1] & 0xf000));
    await this.writeWindow(rid, 0x20, 4, pair(mem));
    await this.writeWindow(rid, 0x24, 4, pair(pref));
    if (pref[0] < 2 ** 32) return;
    await this.writeWindow(rid, 0x28, 4, Math.floor(pref[0] / 2 ** 32));
    await this.writeWindow(rid, 0x2c, 4, Math.floor(pref[1] / 2 ** 32));
  }

  /**
   * QEMU 7.2 may crash when windows change while it still frees the former ones in another thread, so it gets time.
   * @param {number} rid
   * @param {number} reg
   * @param {2 | 4} size
   * @param {number} value
   */
  async writeWindow(rid, reg, size, value) {
    await this.space.write(rid, reg, size, value);
    await setTimeout(WINDOW_SETTLE_MS);
  }

  /**
   * Interrupt lines by the usual swizzle: each slot on the way up adds its number to the pin. Root ports
   * in one slot count their function number in, so that what is behind them does not all share one line.
   * @param {Node} node
   * @param {Node[]} above bridges above, outermost first
   */
  async route(node, above) {
    const conventional = !findCapability(node.config, CAP.EXPRESS);
    await this.space.write(node.rid, CACHE_LINE_SIZE, 1, 0x10);
    const pin = await this.space.read(node.rid, INTERRUPT_PIN, 1);
    if (pin !== 0) {
      const path = [...above, node].map(({ rid }) => rid);
      const input = path.reduce(
        (sum, rid) => sum + ((rid >> 3) & 0x1f),
        pin - 1 + (above.length > 0 ? path[0] & 7 : 0),
      );
      const line = conventional ? PIC_LINES[input % PIC_LINES.length] : GSI_BASE + (input % 8);
      await this.space.write(node.rid, INTERRUPT_LINE, 1, line);
    }
    for (const child of node.children) await this.route(child, [...above, node]);
  }

  /**
   * Enables all VFs of a PF, with 4 KiB system pages and VF memory decode.
   * @param {number} rid
   */
  async enableVfs(rid) {
    const node = this.node(rid);
    const sriov = findExtended(node.config, EXTENDED.SRIOV);
    if (!sriov) throw new RecorderError(`${formatAddress(rid)} has no SR-IOV capability in this QEMU`);
    await this.space.write(rid, sriov + 0x20, 4, 1);
    await this.space.write(rid, sriov + 0x10, 2, word(node.config, sriov + 0x0e));
    await this.space.write(rid, sriov + 0x08, 2, 0x0009); // VF Enable, VF Memory Space Enable
  }

  /**
   * @param {number} rid
   * @param {State} state
   * @param {boolean} isVf a VF has a bus master bit only
   */
  async enable(rid, state, isVf) {
    if (state === 'off') return;
    if (isVf) return this.space.write(rid, COMMAND, 2, MASTER);
    const { bars, config } = this.node(rid);
    const bridge = isBridge(config);
    let command = bridge ? IO | MEMORY | SERR : 0;
    if (bars.some((bar) => bar.kind === 'io')) command |= IO;
    if (bars.some((bar) => bar.kind === 'mem')) command |= MEMORY;
    if (state !== 'decode') command |= MASTER;
    if (state === 'port' && (await this.enableMsi(rid, config))) command |= INTX_DISABLE;
    await this.space.write(rid, COMMAND, 2, command);
  }

  /**
   * @param {number} rid
   * @param {Uint8Array} config
   * @returns {Promise<boolean>} whether the function has MSI
   */
  async enableMsi(rid, config) {
    const msi = findCapability(config, CAP.MSI);
    if (!msi) return false;
    const is64 = (word(config, msi + 2) & 0x80) !== 0;
    await this.space.write(rid, msi + 4, 4, 0xfee00000);
    await this.space.write(rid, msi + (is64 ? 12 : 8), 2, 0x4021 + this.messages++);
    await this.space.write(rid, msi + 2, 2, 1);
    return true;
  }

  /**
   * @param {number} rid
   * @returns {Node}
   */
  node(rid) {
    const node = this.nodes.get(rid);
    if (!node) throw new RecorderError(`this QEMU has no function at ${formatAddress(rid)}`);
    return node;
  }
}
