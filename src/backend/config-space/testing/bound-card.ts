import { PCIBIOS_SET_FAILED } from '../../../abi/pcibios.ts';
import { Kernel } from '../../../host/kernel.ts';
import { ConfigValue, type PciDevice } from '../../../host/pci/device.ts';
import { hostSeams } from '../../../host/seams.ts';
import { testKernelConfig } from '../../../host/testing/kernel-config.ts';
import type { FunctionDescription } from '../../../platform/pci/description.ts';
import type { PciFunction } from '../../../platform/pci/function.ts';
import { Ev, type Recorder } from '../../../platform/recorder.ts';
import { World } from '../../../platform/world.ts';
import { DeviceData } from '../../device-data.ts';
import { type Parameters, Pciback } from '../../driver.ts';
import { type BackendSeams, backendSeams } from '../../seams.ts';
import { configRead, configWrite } from '../access.ts';
import { initDevice } from '../fields.ts';
import { testCard } from './card.ts';

/** Keeps every record and text. */
class Tape implements Recorder {
  readonly wordByWord = false;
  readonly records: number[][] = [];
  readonly texts: string[] = [''];

  emit(code: Ev, a = 0, b = 0, c = 0, d = 0, e = 0): void {
    this.records.push([code, a, b, c, d, e]);
  }

  text(value: string): number {
    return this.texts.push(value) - 1;
  }
}

export interface CardOptions {
  readonly card?: FunctionDescription;
  /** Functions added to the machine before the card (a physical function, a twin). */
  readonly others?: readonly FunctionDescription[];
  readonly seams?: Partial<BackendSeams>;
  readonly parameters?: Partial<Parameters>;
  /** Runs before the fields are built: state of host or hardware at bind time. */
  readonly prepare?: (card: BoundCard) => void;
}

/** A card with virtual fields, and what a guest and the hardware see of it. */
export class BoundCard {
  readonly world = new World();
  readonly kernel: Kernel;
  readonly driver: Pciback;
  readonly dev: PciDevice;
  readonly fn: PciFunction;
  /** Result of the initialisation. */
  status = 0;
  private readonly tape = new Tape();
  private readonly out = new ConfigValue();

  constructor(options: CardOptions = {}) {
    const { machine } = this.world;
    for (const description of options.others ?? []) machine.add(description);
    this.fn = machine.add(options.card ?? testCard());
    this.kernel = new Kernel(this.world, hostSeams, testKernelConfig);
    this.kernel.pci.scan();
    this.driver = new Pciback(this.kernel, { ...backendSeams, ...options.seams }, options.parameters);
    this.dev = this.kernel.pci.devices.find((dev) => dev.fn === this.fn) as PciDevice;
    this.world.ports.recorder = this.tape;
    options.prepare?.(this);
    this.status = this.bind(this.dev);
  }

  /** Steps 1, 3, 4 and 7 of STUB-10, as far as configuration space goes. */
  bind(dev: PciDevice): number {
    dev.driverData = new DeviceData(dev.name);
    const status = initDevice(this.driver, dev);
    if (status === 0 && this.kernel.pci.enableDevice(dev) === 0) this.kernel.pci.disableDevice(dev);
    this.clear();
    return status;
  }

  get data(): DeviceData {
    return this.dev.driverData as DeviceData;
  }

  /** A guest's read: `err` and the whole of op.value. */
  read(offset: number, size: number): { err: number; value: number } {
    const err = configRead(this.driver, this.dev, offset, size, this.out);
    return { err, value: this.out.value };
  }

  /** A guest's read that must succeed. */
  value(offset: number, size: number): number {
    const { err, value } = this.read(offset, size);
    if (err !== 0) throw new Error(`read of 0x${offset.toString(16)} failed with ${err}`);
    return value;
  }

  /** A guest's write: `err`. */
  write(offset: number, size: number, value: number): number {
    return configWrite(this.driver, this.dev, offset, size, value);
  }

  /** The register itself. */
  hardware(reg: number, size: number): number {
    return this.fn.read(reg, size);
  }

  /** Host writes to the function since {@link clear}, as [register, bytes, value]. */
  writes(): number[][] {
    return this.tape.records
      .filter(([code]) => code === Ev.ConfigWrite)
      .map(([, , reg, size, value]) => [reg, size, value]);
  }

  /** Host reads of the function since {@link clear}, as [register, bytes]. */
  reads(): number[][] {
    return this.tape.records.filter(([code]) => code === Ev.ConfigRead).map(([, , reg, size]) => [reg, size]);
  }

  /** Lines of the kernel's log since {@link clear}. */
  lines(): string[] {
    return this.tape.records.filter(([code]) => code === Ev.Log).map(([, , text]) => this.tape.texts[text]);
  }

  /** Forgets what was recorded. */
  clear(): void {
    this.tape.records.length = 0;
  }

  /** From now on the `nth` read of a register by the driver fails with PCIBIOS_SET_FAILED. */
  failRead(nth: number): void {
    const { pci } = this.kernel;
    const readConfig = pci.readConfig.bind(pci);
    let reads = 0;
    pci.readConfig = (dev, reg, size, out) =>
      ++reads === nth ? PCIBIOS_SET_FAILED : readConfig(dev, reg, size, out);
  }

  /** The function is marked as gone by the host (A.9). */
  vanish(): void {
    this.fn.vanish();
    this.kernel.pci.markDisconnected(this.dev);
  }
}
