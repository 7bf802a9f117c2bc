import { pciName } from '../../abi/pci-regs.ts';
import { type AttributeName, type LoadedDriver, loadPciback } from '../../backend/load.ts';
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
import { HostDriver } from './host-driver.ts';
import { inspectDevice } from './inspect.ts';

/** Names of callbacks in programs, by `AerCallback` number. */
const aerCallbacks: readonly string[] = Object.freeze(['detected', 'mmio', 'slot_reset', 'resume']);
/** First guest's domain; guest i of a set-up is this plus i. */
const FIRST_GUEST = 1;
/** Repetitions of steps in one program, all together: a point that is reached at every access may repeat each time. */
const MAX_REPETITIONS = 8192;

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
  readonly loaded: LoadedDriver;
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
  private repetitionsLeft = MAX_REPETITIONS;

  /** @throws RangeError when the set-up names an unknown device */
  constructor(setup: Setup, library: DeviceLibrary, profile: Profile) {
    this.setup = setup;
    this.world = new World();
    this.placeFunctions(setup.devices, library);
    this.kernel = new Kernel(this.world, profile.seams.host);
    this.kernel.pci.scan();
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
    this.loaded = this.load(profile);
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
    return fn === undefined ? undefined : this.kernel.pci.find(fn.domain, fn.bus, fn.devfn);
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

  /** How often a step that is to be done `times` is done: once at least, and again while the program may repeat. */
  repeats(times = 1): number {
    const again = Math.min(times - 1, this.repetitionsLeft);
    this.repetitionsLeft -= again;
    return 1 + again;
  }

  spawn(name: string, kind: TaskKind, body: () => Steps): void {
    this.world.scheduler.spawn(name, kind, -1, body());
  }

  /** Writes a driver attribute; a zero-length write reaches nobody (13.2, SYS). */
  *store(attribute: AttributeName, value: string): Steps<number> {
    if (value === '') return 0;
    return yield* this.loaded.store(attribute, value);
  }

  show(attribute: AttributeName): string {
    return this.loaded.show(attribute);
  }

  /** The host's error recovery: all of it, or one callback of the driver, whose verdict the host notes as well. */
  *recover(dev: PciDevice, callback: string, state: number): Steps {
    const verdict = yield* this.loaded.callAer(dev, callback, state);
    const code = aerCallbacks.indexOf(callback);
    if (code >= 0) this.kernel.emit(Ev.AerVerdict, dev.fn.index, code, verdict);
  }

  private placeFunctions(devices: readonly DeviceSetup[], library: DeviceLibrary): void {
    for (const placed of placeDevices(library, devices)) {
      const fn = this.world.machine.add(placed.description);
      if (placed.device >= 0) this.deviceFunctions[placed.device] = fn;
    }
  }

  private load(profile: Profile): LoadedDriver {
    const { setup } = this;
    const addresses = this.deviceFunctions.map((fn) => pciName(fn.domain, fn.bus, fn.devfn));
    const hide = setup.start === 'idle' ? '' : addresses.map((address) => `(${address})`).join('');
    const parameters = {
      hide,
      passthrough: setup.topology === 'passthrough',
      permissive: setup.permissive === true,
    };
    let loaded: LoadedDriver | number = 0;
    const { kernel } = this;
    this.spawn('load', 'host', function* (): Steps {
      loaded = yield* loadPciback(kernel, parameters, profile.seams.backend, {
        stubOnly: setup.stubOnly === true,
      });
    });
    this.world.scheduler.settle();
    if (typeof loaded === 'number') throw new RangeError(`the driver does not load (${loaded})`);
    return loaded;
  }

  private start(): void {
    const { setup } = this;
    if (setup.start === 'idle') return;
    for (const { dev } of this.driver.devices) this.baselines.set(dev, inspectDevice(this, dev));
    setup.devices.forEach((device, index) => {
      this.grantSwitches(device, index);
    });
    if (setup.start === 'connected') for (const frontend of this.frontends) this.connect(frontend);
  }

  private grantSwitches(device: DeviceSetup, index: number): void {
    const address = this.deviceAddress(index) ?? '';
    if (device.permissive) this.storeNow('permissive', address);
    if (device.interruptControl) this.storeNow('allow_interrupt_control', address);
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

  private connect(frontend: Frontend): void {
    const mine = this.setup.devices.flatMap((device, index) =>
      device.guest !== undefined && FIRST_GUEST + device.guest === frontend.domid
        ? (this.deviceAddress(index) ?? [])
        : [],
    );
    this.toolstack.create(frontend.domid, mine);
    frontend.publish();
    this.world.scheduler.settle();
    frontend.backendChanged(this.machine);
  }
}
