import {
  PCI_COMMAND,
  PCI_COMMAND_INTX_DISABLE,
  PCI_COMMAND_IO,
  PCI_COMMAND_MEMORY,
  PCI_MSI_FLAGS,
  PCI_MSI_FLAGS_ENABLE,
  PCI_MSIX_FLAGS,
  PCI_MSIX_FLAGS_ENABLE,
} from '../abi/pci-regs.ts';
import type { Profile } from '../changes/profiles.ts';
import { DeviceLibrary, type LibraryDevice } from '../executor/device-library.ts';
import { GuestAccess } from '../executor/model/guest-access.ts';
import { Testbed } from '../executor/model/testbed.ts';
import { Ev, type Recorder } from '../platform/recorder.ts';
import { Snapshot } from '../platform/snapshot.ts';
import type { DeviceSetup } from '../program/program.ts';

/** Ways root can hand a device to a guest: as it comes, `permissive`, `allow_interrupt_control`. */
export const writableModes = ['default', 'permissive', 'interruptControl'] as const;
export type WritableMode = (typeof writableModes)[number];

/**
 * Bits of a function's registers that its guest decides, per mode: one byte per byte of configuration space, null
 * when the driver does not take the device and so no guest can have it.
 */
export type WritableMap = Readonly<Record<WritableMode, Uint8Array | null>>;

const switches: Readonly<Record<WritableMode, Partial<DeviceSetup>>> = Object.freeze({
  default: {},
  permissive: { permissive: true },
  interruptControl: { interruptControl: true },
});

/**
 * Asks the backend which hardware bits a guest can change: every register is written through the backend's access
 * engine with ones, with zeros and with each bit inverted, in every width, each time from the same state, and what
 * of that arrives at the function is noted. A bit counts when the function stores or clears it, or acts on it (FLR),
 * as the guest wrote it; what the host changes besides does not. The guest has enabled the device before, as
 * any driver does, and error bits that a written 1 clears are set. A device that came with MSI or MSI-X on is also
 * tried after its guest turned them off, if it may.
 * @throws RangeError when the driver does not load
 */
export function writableMap(device: LibraryDevice, profile: Profile): WritableMap {
  const library = new DeviceLibrary([device]);
  const map = (mode: WritableMode): Uint8Array | null => {
    const devices = [{ name: device.name, ...switches[mode] }];
    const bed = new Testbed({ topology: 'vpci', guests: 1, devices, start: 'bound' }, library, profile);
    const access = GuestAccess.of(bed, 0);
    return access === null ? null : new Prober(bed, access).run();
  };
  return {
    default: map('default'),
    permissive: map('permissive'),
    interruptControl: map('interruptControl'),
  };
}

/** Notes the writes that reach one function: register, bytes, value written, value before; four numbers each. */
class WriteLog implements Recorder {
  readonly wordByWord = false;
  readonly writes: number[] = [];
  private readonly fn: number;

  constructor(fn: number) {
    this.fn = fn;
  }

  emit(code: Ev, a = 0, b = 0, c = 0, d = 0, e = 0): void {
    if (code === Ev.ConfigWrite && a === this.fn) this.writes.push(b, c, d, e);
  }

  text(): number {
    return 0;
  }
}

/** Writes to one device in one mode, each from the same state. */
class Prober {
  private readonly bed: Testbed;
  private readonly access: GuestAccess;
  private readonly log: WriteLog;
  private readonly found: Uint8Array;
  private image: Snapshot;

  constructor(bed: Testbed, access: GuestAccess) {
    this.bed = bed;
    this.access = access;
    const { fn } = access;
    this.log = new WriteLog(fn.index);
    this.found = new Uint8Array(fn.configSize);
    fn.layout.w1c.forEach((bits, at) => {
      fn.config[at] = fn.config[at] | bits;
    });
    const command = access.read(PCI_COMMAND, 2) | PCI_COMMAND_IO | PCI_COMMAND_MEMORY;
    access.write(PCI_COMMAND, 2, command & ~PCI_COMMAND_INTX_DISABLE);
    this.image = this.capture();
    bed.world.ports.recorder = this.log;
  }

  run(): Uint8Array {
    this.probeAll();
    if (this.disableMessages()) {
      this.image = this.capture();
      this.probeAll();
    }
    return this.found;
  }

  private capture(): Snapshot {
    const { world, driver, kernel } = this.bed;
    const constants = world.machine.functions.flatMap((one) => [one.description, one.layout]);
    return new Snapshot([driver, world.machine], [world.ports, kernel.seams, driver.seams, ...constants]);
  }

  /** The guest turns MSI and MSI-X off; true when one was on and is off now. */
  private disableMessages(): boolean {
    this.image.restore();
    const { fn } = this.access;
    const wasOn = fn.msiEnabled || fn.msixEnabled;
    const { msi, msixCapability } = fn.layout;
    if (fn.msiEnabled) this.clear(msi + PCI_MSI_FLAGS, PCI_MSI_FLAGS_ENABLE);
    if (fn.msixEnabled) this.clear(msixCapability + PCI_MSIX_FLAGS, PCI_MSIX_FLAGS_ENABLE);
    return wasOn && !(fn.msiEnabled || fn.msixEnabled);
  }

  private clear(register: number, bit: number): void {
    this.access.write(register, 2, this.access.read(register, 2) & ~bit);
  }

  private probeAll(): void {
    const { configSize } = this.access.fn;
    for (const size of [1, 2, 4]) {
      for (let offset = 0; offset < configSize; offset += size) {
        const open = this.open(offset, size);
        if (open !== 0) this.probe(offset, size, open);
      }
    }
  }

  /** Bits that hardware would let change and that are not found yet. */
  private open(offset: number, size: number): number {
    const { writable, w1c } = this.access.fn.layout;
    let bits = 0;
    for (let i = 0; i < size; i++) {
      const at = offset + i;
      const missing = (writable[at] | w1c[at]) & ~this.found[at];
      bits |= missing << (8 * i);
    }
    return bits >>> 0;
  }

  private probe(offset: number, size: number, bits: number): void {
    const ones = size === 4 ? 0xffffffff : (1 << (8 * size)) - 1;
    this.write(offset, size, ones, ones);
    this.write(offset, size, 0, ones);
    const open = this.open(offset, size);
    if (open === 0) return;
    this.image.restore();
    const view = this.access.read(offset, size);
    for (let bit = 0; bit < 8 * size; bit++) {
      const mask = (1 << bit) >>> 0;
      if (open & bits & mask) this.write(offset, size, (view ^ mask) >>> 0, mask);
    }
  }

  /** @param asked bits of the write that are meant; what happens to others is left to writes that mean them */
  private write(offset: number, size: number, value: number, asked: number): void {
    const { log, access } = this;
    this.image.restore();
    log.writes.length = 0;
    access.write(offset, size, value);
    for (let i = 0; i < log.writes.length; i += 4) {
      const [register, bytes, written, before] = log.writes.slice(i, i + 4) as [
        number,
        number,
        number,
        number,
      ];
      for (let at = Math.max(register, offset); at < Math.min(register + bytes, offset + size); at++) {
        const byte = (from: number, base: number): number => (from >>> (8 * (at - base))) & 0xff;
        this.note(
          at,
          byte(written, register),
          byte(before, register),
          byte(value, offset),
          byte(asked, offset),
        );
      }
    }
  }

  /** Bits of one byte that reached hardware as the guest wanted them, and do something there. */
  private note(at: number, written: number, before: number, wanted: number, asked: number): void {
    const { writable, w1c } = this.access.fn.layout;
    const stored = (written ^ before) & writable[at];
    const cleared = written & before & w1c[at];
    this.found[at] = this.found[at] | ((stored | cleared) & ~(written ^ wanted) & asked);
  }
}
