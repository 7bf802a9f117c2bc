import {
  PCI_BASE_ADDRESS_0,
  PCI_BASE_ADDRESS_MEM_TYPE_64,
  PCI_BASE_ADDRESS_SPACE_IO,
  PCI_CAPABILITY_LIST,
  PCI_CLASS_REVISION,
  PCI_COMMAND,
  PCI_COMMAND_IO,
  PCI_COMMAND_MASTER,
  PCI_COMMAND_MEMORY,
  PCI_FUNC,
  PCI_HEADER_TYPE,
  PCI_HEADER_TYPE_BRIDGE,
  PCI_HEADER_TYPE_MASK,
  PCI_INTERRUPT_LINE,
  PCI_INTERRUPT_PIN,
  PCI_ROM_ADDRESS,
  PCI_ROM_ADDRESS_MASK,
  PCI_ROM_ADDRESS1,
  PCI_SLOT,
  PCI_STATUS,
  PCI_STATUS_CAP_LIST,
  PCI_VENDOR_ID,
} from '../abi/pci-regs.ts';
import { PCIBIOS_SUCCESSFUL } from '../abi/pcibios.ts';
import { XEN_PCI_OP_conf_read, XEN_PCI_OP_conf_write } from '../abi/pciif.ts';
import type { Resource } from './claim.ts';
import { pcibiosError, READS_AS_ZERO } from './errors.ts';
import type { Frontend, Machine } from './frontend.ts';
import { type Reply, type RequestFields, readVector } from './request.ts';

/** A device as the guest's PCI core finds it on the virtual bus. */
export interface FoundDevice {
  /** As the backend publishes it: `0000:00:00.00`. */
  readonly name: string;
  readonly domain: number;
  readonly bus: number;
  readonly devfn: number;
  readonly vendorId: number;
  readonly deviceId: number;
  readonly headerType: number;
  /** 24 bits: base class, sub-class, interface. */
  readonly classCode: number;
  /** Size in bytes of each BAR that decodes something, by register offset. */
  readonly barSizes: ReadonlyMap<number, number>;
  /** BARs that have an address, with what they decode there. */
  readonly resources: readonly Resource[];
  /** Offset of each capability, first of its id. */
  readonly capabilities: ReadonlyMap<number, number>;
  readonly interruptLine: number;
  readonly interruptPin: number;
}

const ABSENT_IDS = [0xffffffff, 0, 0x0000ffff, 0xffff0000];
const CAPABILITY_HOPS = 48;

/** Access of one device of the virtual bus through the frontend, as the guest's PCI core sees it (FE-10 to FE-12). */
export class ConfigPort {
  private readonly frontend: Frontend;
  private readonly machine: Machine;
  readonly domain: number;
  readonly bus: number;
  readonly devfn: number;

  constructor(frontend: Frontend, machine: Machine, domain: number, bus: number, devfn: number) {
    this.frontend = frontend;
    this.machine = machine;
    this.domain = domain;
    this.bus = bus;
    this.devfn = devfn;
  }

  /** One request to this device; the raw reply. */
  send(cmd: number, rest: Omit<RequestFields, 'cmd' | 'domain' | 'bus' | 'devfn'> = {}): Reply {
    const { domain, bus, devfn } = this;
    return this.frontend.doOp({ cmd, domain, bus, devfn, ...rest }, this.machine);
  }

  /** Value truncated to `size` bytes; all-ones on an error (FE-11, FE-12). */
  read(offset: number, size: number): number {
    return this.tryRead(offset, size).value;
  }

  /** The same with `PCIBIOS_*`, or a code of the host as it is (FE-10). */
  tryRead(offset: number, size: number): { code: number; value: number } {
    const { err, value } = this.send(XEN_PCI_OP_conf_read, { offset, size });
    if (err === READS_AS_ZERO) return { code: PCIBIOS_SUCCESSFUL, value: 0 };
    const mask = size === 4 ? 0xffffffff : 2 ** (8 * size) - 1;
    return { code: pcibiosError(err), value: ((err === 0 ? value : 0xffffffff) & mask) >>> 0 };
  }

  /** @returns `PCIBIOS_*`, or a code of the host as it is (FE-10) */
  write(offset: number, size: number, value: number): number {
    return pcibiosError(this.send(XEN_PCI_OP_conf_write, { offset, size, value }).err);
  }

  /** Vector of MSI-X entry `index` in the reply that came last. */
  vector(index: number): number {
    return readVector(this.frontend.replied, index);
  }

  /** A line of the frontend's log. */
  log(message: string): void {
    this.frontend.messages.push(message);
  }
}

/**
 * Probes all 256 devfn values of a bus (FE-26) and sizes what answers (FE-28).
 * @param known devices of the bus that were found before; they are left alone (FE-27)
 * @returns the new ones
 */
export function scanBus(
  frontend: Frontend,
  machine: Machine,
  domain: number,
  bus: number,
  known: readonly FoundDevice[] = [],
): FoundDevice[] {
  const found: FoundDevice[] = [];
  for (let devfn = 0; devfn < 256; devfn++) {
    if (known.some((device) => device.devfn === devfn)) continue;
    const port = new ConfigPort(frontend, machine, domain, bus, devfn);
    const ids = port.read(PCI_VENDOR_ID, 4);
    if (!ABSENT_IDS.includes(ids)) found.push(describe(port, ids));
  }
  return found;
}

function describe(port: ConfigPort, ids: number): FoundDevice {
  const { domain, bus, devfn } = port;
  const headerType = port.read(PCI_HEADER_TYPE, 1);
  const classCode = port.read(PCI_CLASS_REVISION, 4) >>> 8;
  const { sizes, resources } = sizeBars(port, headerType & PCI_HEADER_TYPE_MASK);
  const hex = (value: number, width: number) => value.toString(16).padStart(width, '0');
  return {
    name: `${hex(domain, 4)}:${hex(bus, 2)}:${hex(PCI_SLOT(devfn), 2)}.${hex(PCI_FUNC(devfn), 2)}`,
    domain,
    bus,
    devfn,
    vendorId: ids & 0xffff,
    deviceId: ids >>> 16,
    headerType,
    classCode,
    barSizes: sizes,
    resources,
    capabilities: walkCapabilities(port),
    interruptLine: port.read(PCI_INTERRUPT_LINE, 1),
    interruptPin: port.read(PCI_INTERRUPT_PIN, 1),
  };
}

interface Bars {
  readonly sizes: Map<number, number>;
  readonly resources: Resource[];
}

function sizeBars(port: ConfigPort, headerType: number): Bars {
  const bars: Bars = { sizes: new Map(), resources: [] };
  const found = (register: number, io: boolean, start: number, size: number): void => {
    bars.sizes.set(register, size);
    if (start !== 0) bars.resources.push({ register, io, start, end: start + size - 1 });
  };
  const command = port.read(PCI_COMMAND, 2);
  const decode = PCI_COMMAND_IO | PCI_COMMAND_MEMORY;
  if (command & decode) port.write(PCI_COMMAND, 2, command & ~decode);
  const count = headerType === PCI_HEADER_TYPE_BRIDGE ? 2 : 6;
  for (let i = 0; i < count; i++) {
    const offset = PCI_BASE_ADDRESS_0 + 4 * i;
    const { original, readback } = sizeRegister(port, offset, 0xffffffff);
    const isIo = (original & PCI_BASE_ADDRESS_SPACE_IO) !== 0;
    if (readback === 0) continue;
    const flags = isIo ? 3 : 0xf;
    const start = (original & ~flags) >>> 0;
    const lower = (readback & ~flags) >>> 0;
    if (!isIo && (original & PCI_BASE_ADDRESS_MEM_TYPE_64) !== 0 && i + 1 < count) {
      const upper = sizeRegister(port, offset + 4, 0xffffffff);
      const size = lower === 0 ? (2 ** 32 - upper.readback) * 2 ** 32 : 2 ** 32 - lower;
      found(offset, false, upper.original * 2 ** 32 + start, size);
      i++;
    } else {
      found(offset, isIo, start, 2 ** 32 - lower);
    }
  }
  const register = headerType === PCI_HEADER_TYPE_BRIDGE ? PCI_ROM_ADDRESS1 : PCI_ROM_ADDRESS;
  const rom = sizeRegister(port, register, PCI_ROM_ADDRESS_MASK);
  if (rom.readback !== 0) {
    const size = 2 ** 32 - ((rom.readback & PCI_ROM_ADDRESS_MASK) >>> 0);
    found(register, false, (rom.original & PCI_ROM_ADDRESS_MASK) >>> 0, size);
  }
  if (command & decode) port.write(PCI_COMMAND, 2, command);
  return bars;
}

function sizeRegister(
  port: ConfigPort,
  offset: number,
  mask: number,
): { original: number; readback: number } {
  const original = port.read(offset, 4);
  port.write(offset, 4, (original | mask) >>> 0);
  const readback = port.read(offset, 4);
  port.write(offset, 4, original);
  return { original, readback };
}

function walkCapabilities(port: ConfigPort): Map<number, number> {
  const found = new Map<number, number>();
  if ((port.read(PCI_STATUS, 2) & PCI_STATUS_CAP_LIST) === 0) return found;
  let at = port.read(PCI_CAPABILITY_LIST, 1) & ~3;
  for (let hop = 0; hop < CAPABILITY_HOPS && at >= 0x40; hop++) {
    const header = port.read(at, 2);
    const id = header & 0xff;
    if (id === 0xff) break;
    if (!found.has(id)) found.set(id, at);
    at = (header >> 8) & ~3;
  }
  return found;
}

/** Numbers below this are the ISA interrupts, which are never shared. */
const LEGACY_IRQS = 16;

/** A legacy interrupt as the guest binds it (FE-19). */
export interface LegacyInterrupt {
  readonly gsi: number;
  readonly pirq: number;
  readonly shareable: boolean;
}

/** Turns decode and bus mastering on, as a guest driver's probe does, and binds the legacy interrupt (FE-19). */
export function enableDevice(port: ConfigPort): LegacyInterrupt {
  const command = port.read(PCI_COMMAND, 2);
  port.write(PCI_COMMAND, 2, command | PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
  const line = port.read(PCI_INTERRUPT_LINE, 1);
  return { gsi: line, pirq: line, shareable: line >= LEGACY_IRQS };
}
