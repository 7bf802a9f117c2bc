import { PCI_ERS_RESULT_RECOVERED } from '../../abi/aer.ts';
import { EEXIST, ENOENT } from '../../abi/errno.ts';
import { pciName } from '../../abi/pci-regs.ts';
import { type Parameters, Pciback } from '../../backend/driver.ts';
import { type AttributeName, LoadedDriver, loadPciback, unloadPciback } from '../../backend/load.ts';
import type { BackendSeams } from '../../backend/seams.ts';
import type { Profile } from '../../changes/profiles.ts';
import { Frontend, type Machine } from '../../guest/frontend.ts';
import { Toolstack } from '../../guest/toolstack.ts';
import { Kernel } from '../../host/kernel.ts';
import type { PciDevice } from '../../host/pci/device.ts';
import type { PciFunction } from '../../platform/pci/function.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Steps, TaskKind } from '../../platform/scheduler.ts';
import { World } from '../../platform/world.ts';
import type { DeviceSetup, Setup } from '../../program/program.ts';
import { type DeviceLibrary, placeDevices } from '../device-library.ts';
import type { DeviceState } from '../execution.ts';
import { HostDriver, HostPciDriver } from './host-driver.ts';
import { inspectDevice } from './inspect.ts';

/** Names of callbacks in programs, by `AerCallback` number. */
const aerCallbacks: readonly string[] = Object.freeze(['detected', 'mmio', 'slot_reset', 'resume']);
/** First guest's domain; guest i of a set-up is this plus i. */
const FIRST_GUEST = 1;
/** Repetitions of steps in one program, all together: a point that is reached at every access may repeat each time. */
const MAX_REPETITIONS = 8192;
/** Steps of tasks while a set-up is built: more than the largest takes. Programs get a budget of their own. */
const SET_UP_STEPS = 1 << 24;

export interface VirtualAddress {
  readonly domain: number;
  readonly bus: number;
  readonly devfn: number;
}

/** Where the states of both ends of a guest's connection are in xenstore. */
export interface StatePaths {
  readonly domid: number;
  readonly backend: string;
  readonly frontend: string;
}

/**
 * One set-up brought to its starting point: machine, host kernel, driver, guests. Programs run on it; a snapshot
 * of it is restored before each.
 */
export class Testbed {
  readonly setup: Setup;
  readonly world: World;
  readonly kernel: Kernel;
  /** The driver. While it is not loaded, one that was or might have been: without devices, connections and files. */
  loaded: LoadedDriver;
  isLoaded = false;
  readonly backendSeams: BackendSeams;
  /** Driver of the devices that the set-up leaves with the host; null when there are none. */
  readonly hostDriver: HostPciDriver | null;
  readonly frontends: readonly Frontend[];
  readonly toolstack: Toolstack;
  /** One of each guest. */
  readonly statePaths: readonly StatePaths[];
  /** Lets the rest run on behalf of a frontend; does nothing at a point, where tasks are on the stack. */
  readonly machine: Machine;
  /** State of each bound device while nobody had it. */
  readonly baselines = new Map<PciDevice, DeviceState>();
  /** Functions in the order of the set-up's devices. */
  private readonly deviceFunctions: PciFunction[] = [];
  /** Further copies of each of them. */
  private readonly deviceCopies: PciFunction[][] = [];
  private repetitionsLeft = MAX_REPETITIONS;

  /** @throws RangeError when the set-up names an unknown device */
  constructor(setup: Setup, library: DeviceLibrary, profile: Profile) {
    this.setup = setup;
    this.world = new World();
    // A set-up must come to rest: what a task is in the middle of is in no image, and would be lost with the first restore.
    this.world.scheduler.budget = SET_UP_STEPS;
    this.placeFunctions(setup.devices, library);
    this.kernel = new Kernel(this.world, profile.seams.host, {
      msi: !setup.withoutMsi,
      initialDomain: !setup.notInitialDomain,
      pvh: setup.pvh === true,
    });
    this.kernel.pci.scan();
    this.backendSeams = profile.seams.backend;
    this.toolstack = new Toolstack(this.world);
    this.frontends = Array.from(
      { length: setup.guests },
      (_, i) => new Frontend(this.world, FIRST_GUEST + i),
    );
    this.statePaths = this.frontends.map(({ domid }) => ({
      domid,
      backend: `${this.toolstack.backendDirectory(domid)}/state`,
      frontend: `${this.toolstack.frontendDirectory(domid)}/state`,
    }));
    this.machine = {
      settle: () => this.world.scheduler.settle(),
      advance: (usec) => this.world.scheduler.advance(usec),
    };
    this.hostDriver = this.registerHostDriver();
    this.loaded = new LoadedDriver(new Pciback(this.kernel, this.backendSeams, {}, setup.stubOnly === true));
    if (setup.start !== 'unloaded') this.load();
    this.start();
  }

  frontend(guest: number | undefined): Frontend {
    return this.frontends[guest ?? 0] ?? (this.frontends[0] as Frontend);
  }

  frontendOf(domid: number): Frontend | undefined {
    return this.frontends.find((frontend) => frontend.domid === domid);
  }

  get driver(): LoadedDriver['driver'] {
    return this.loaded.driver;
  }

  get pciDriver(): LoadedDriver['pciDriver'] {
    return this.loaded.pciDriver;
  }

  /** Function of a device of the set-up; undefined when there is none with this number. */
  deviceFunction(device: number): PciFunction | undefined {
    return this.deviceFunctions[device];
  }

  device(device: number): PciDevice | undefined {
    const fn = this.deviceFunctions[device];
    return this.kernel.pci.devices.find((dev) => dev.fn === fn);
  }

  /** Host address of a device of the set-up. */
  deviceAddress(device: number): string | undefined {
    const fn = this.deviceFunctions[device];
    return fn === undefined ? undefined : pciName(fn.domain, fn.bus, fn.devfn);
  }

  /** `text` with `{device}` replaced by the device's host address. */
  withAddress(text: string, device: number): string {
    return text.replace('{device}', this.deviceAddress(device) ?? '0000:ff:1f.7');
  }

  /** Where guest `domid` sees a device; undefined when it does not have it. */
  virtualAddress(domid: number, device: number): VirtualAddress | undefined {
    const fn = this.deviceFunctions[device];
    const { devices, topology } = this.driver;
    if (fn === undefined || topology === null) return undefined;
    for (const { dev, pdev } of devices) {
      if (dev.fn === fn && pdev?.domid === domid) return topology.getPcifrontDev(dev, pdev) ?? undefined;
    }
    return undefined;
  }

  /** Virtual addresses of all devices of guest `domid`. */
  virtualAddresses(domid: number): VirtualAddress[] {
    return this.deviceFunctions.flatMap((_, device) => this.virtualAddress(domid, device) ?? []);
  }

  /** `text` with `{0}`, `{1}`, ... replaced by the host addresses of the devices with these numbers. */
  withAddresses(text: string): string {
    return text.replace(
      /\{(\d)\}/g,
      (placeholder, digit) => this.deviceAddress(Number(digit)) ?? placeholder,
    );
  }

  /** Number of the set-up's device that `fn` is, or is a copy of; -1 when it is none. */
  deviceOf(fn: PciFunction): number {
    const device = this.deviceFunctions.indexOf(fn);
    return device >= 0 ? device : this.deviceCopies.findIndex((copies) => copies.includes(fn));
  }

  /** How often a step that is to be done `times` is done: once at least, and again while the program may repeat. */
  repeats(times = 1): number {
    const again = Math.min(times - 1, this.repetitionsLeft);
    this.repetitionsLeft -= again;
    return 1 + again;
  }

  spawn(name: string, kind: TaskKind, body: () => Steps): void {
    this.world.scheduler.spawn(name, kind, -1, body());
  }

  /** Loads the driver: 0, -EEXIST when it is there, or why it refuses (STUB-01, STUB-41, SYS-14). */
  *loadDriver(parameters: Parameters): Steps<number> {
    if (this.isLoaded) return -EEXIST;
    const stubOnly = this.setup.stubOnly === true;
    const loaded = yield* loadPciback(this.kernel, parameters, this.backendSeams, { stubOnly });
    if (typeof loaded === 'number') return loaded;
    this.loaded = loaded;
    this.isLoaded = true;
    return 0;
  }

  /** Unloads the driver: 0, -ENOENT when it is not there, or -EAGAIN (STUB-29). */
  *unloadDriver(): Steps<number> {
    if (!this.isLoaded) return -ENOENT;
    const err = yield* unloadPciback(this.loaded);
    if (err === 0) this.isLoaded = false;
    return err;
  }

  /** Writes a driver attribute; a zero-length write reaches nobody (13.2, SYS). */
  *store(attribute: AttributeName, value: string): Steps<number> {
    if (value === '') return 0;
    return yield* this.loaded.store(attribute, value);
  }

  /** The host's error recovery: all of it (AER-22), or one callback of the driver, whose verdict the host notes as well. */
  *recover(dev: PciDevice, callback: string, state: number): Steps {
    const verdict = yield* this.loaded.callAer(dev, callback, state);
    const code = aerCallbacks.indexOf(callback);
    if (code >= 0) this.kernel.emit(Ev.AerVerdict, dev.fn.index, code, verdict);
    else
      this.kernel.emit(Ev.AerRecovery, dev.fn.index, verdict, verdict === PCI_ERS_RESULT_RECOVERED ? 1 : 0);
  }

  private placeFunctions(devices: readonly DeviceSetup[], library: DeviceLibrary): void {
    for (const placed of placeDevices(library, devices)) {
      const fn = this.world.machine.add(placed.description);
      if (placed.device < 0) continue;
      if (placed.isCopy) this.deviceCopies[placed.device]?.push(fn);
      else {
        this.deviceFunctions[placed.device] = fn;
        this.deviceCopies[placed.device] = [];
      }
    }
  }

  /** A device of the set-up with all its copies. */
  private functionsOf(device: number): PciFunction[] {
    const fn = this.deviceFunctions[device];
    return fn === undefined ? [] : [fn, ...(this.deviceCopies[device] ?? [])];
  }

  private addressesOf(device: number): string[] {
    return this.functionsOf(device).map((fn) => pciName(fn.domain, fn.bus, fn.devfn));
  }

  /** Gives the devices that the set-up leaves with the host to a driver of the host. */
  private registerHostDriver(): HostPciDriver | null {
    const known = this.setup.devices.flatMap(({ hostDriver }, device) =>
      hostDriver ? this.functionsOf(device) : [],
    );
    if (known.length === 0) return null;
    const driver = new HostPciDriver(known);
    this.spawn('host driver', 'host', () => this.kernel.pci.registerDriver(driver));
    this.world.scheduler.settle();
    return driver;
  }

  /** Loads the driver for the set-up. @throws RangeError when it refuses */
  private load(): void {
    const { setup } = this;
    const hidden = setup.devices.flatMap(({ hostDriver }, device) =>
      hostDriver ? [] : this.addressesOf(device),
    );
    const parameters = {
      hide: setup.start === 'idle' ? '' : hidden.map((address) => `(${address})`).join(''),
      passthrough: setup.topology === 'passthrough',
      permissive: setup.permissive === true,
    };
    let err = 0;
    const load = () => this.loadDriver(parameters);
    this.spawn('load', 'host', function* (): Steps {
      err = yield* load();
    });
    this.world.scheduler.settle();
    if (err !== 0) throw new RangeError(`the driver does not load (${err})`);
  }

  private start(): void {
    const { setup } = this;
    setup.devices.forEach(({ edgeTriggered }, device) => {
      const line = this.kernel.irqs.lines.get(this.deviceFunctions[device]?.irqLine ?? 0);
      if (edgeTriggered && line !== undefined) line.edge = true;
    });
    if (setup.start === 'idle' || setup.start === 'unloaded') return;
    for (const { dev } of this.driver.devices) this.baselines.set(dev, inspectDevice(this, dev));
    setup.devices.forEach((device, index) => {
      this.grantSwitches(device, index);
    });
    if (setup.start === 'connected') for (const frontend of this.frontends) this.connect(frontend);
  }

  private grantSwitches(device: DeviceSetup, index: number): void {
    for (const address of this.addressesOf(index)) {
      if (device.permissive) this.storeNow('permissive', address);
      if (device.interruptControl) this.storeNow('allow_interrupt_control', address);
    }
    const dev = this.device(index);
    if (device.hostSharesLine && dev !== undefined && dev.legacyIrq !== 0) {
      this.kernel.irqs.request(dev.legacyIrq, new HostDriver(), 'host-driver', true);
      // Two domains are bound to the line now, and the hypervisor says so (ISR-11).
      this.kernel.irqs.setShared(dev.legacyIrq, true);
    }
  }

  private storeNow(attribute: AttributeName, value: string): void {
    const store = () => this.store(attribute, value);
    this.spawn('set up', 'sysfs', function* (): Steps {
      yield* store();
    });
    this.world.scheduler.settle();
  }

  /** Connects a guest with its devices; one that has none is connected to an empty bus. */
  private connect(frontend: Frontend): void {
    const mine = this.setup.devices.flatMap((device, index) =>
      device.guest !== undefined && FIRST_GUEST + device.guest === frontend.domid
        ? this.addressesOf(index)
        : [],
    );
    this.toolstack.create(frontend.domid, mine);
    frontend.publish();
    this.world.scheduler.settle();
    frontend.backendChanged(this.machine);
  }
}
