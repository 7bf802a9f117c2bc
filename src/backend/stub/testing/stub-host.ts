import { Kernel, type KernelConfig } from '../../../host/kernel.ts';
import type { PciDevice } from '../../../host/pci/device.ts';
import { type HostSeams, hostSeams } from '../../../host/seams.ts';
import { findDevice } from '../../../host/testing/find-device.ts';
import { testKernelConfig } from '../../../host/testing/kernel-config.ts';
import { Ev } from '../../../platform/recorder.ts';
import type { Steps } from '../../../platform/scheduler.ts';
import { GuestPage } from '../../../platform/shared-page.ts';
import { World } from '../../../platform/world.ts';
import type { Connection } from '../../connection.ts';
import { type DeviceData, deviceData } from '../../device-data.ts';
import type { Parameters, Pciback, StubDevice } from '../../driver.ts';
import { LoadedDriver, loadPciback, unloadPciback } from '../../load.ts';
import { type BackendSeams, backendSeams } from '../../seams.ts';
import { Tape } from '../../xenbus/testing/rig.ts';
import { parseAddress } from '../../xenbus/testing/test-functions.ts';
import { Toolstack } from '../../xenbus/testing/toolstack.ts';
import type { AttributeName } from '../attributes/attribute.ts';
import { type CardOptions, card } from './card.ts';

export interface HostOptions {
  readonly cards?: readonly CardOptions[];
  readonly parameters?: Partial<Parameters>;
  readonly seams?: Partial<BackendSeams>;
  readonly hostSeams?: Partial<HostSeams>;
  readonly config?: Partial<KernelConfig>;
  readonly stubOnly?: boolean;
  /** Runs before the driver is loaded. */
  readonly before?: (host: StubHost) => void;
}

/** A guest's ends of a connection. */
export interface Guest {
  readonly page: GuestPage;
  readonly port: number;
  readonly connection: Connection;
}

/** The whole host with the driver loaded the real way; root's hands and a guest's by methods. */
export class StubHost {
  readonly world = new World();
  readonly tape = new Tape();
  readonly kernel: Kernel;
  readonly tools: Toolstack;
  /** The driver, or the error of the load. */
  readonly result: LoadedDriver | number;

  constructor(options: HostOptions = {}) {
    const { world } = this;
    for (const each of options.cards ?? [{ at: '03:00.0' }]) world.machine.add(card(each));
    this.tools = new Toolstack(world);
    this.kernel = new Kernel(
      world,
      { ...hostSeams, ...options.hostSeams },
      { ...testKernelConfig, ...options.config },
    );
    this.kernel.pci.scan();
    world.ports.recorder = this.tape;
    options.before?.(this);
    const seams = { ...backendSeams, ...options.seams };
    const { stubOnly = false } = options;
    this.result = this.run(loadPciback(this.kernel, options.parameters ?? {}, seams, { stubOnly })) ?? -1;
  }

  get loaded(): LoadedDriver {
    if (!(this.result instanceof LoadedDriver)) throw new Error(`not loaded: ${this.result}`);
    return this.result;
  }

  get driver(): Pciback {
    return this.loaded.driver;
  }

  /** Runs a task until everything waits; its result, undefined while it has none. */
  run<T>(steps: Steps<T>): T | undefined {
    const box: { value?: T } = {};
    this.world.scheduler.spawn('test', 'sysfs', -1, keep(steps, box));
    this.settle();
    return box.value;
  }

  settle(): void {
    this.world.scheduler.budget = 100_000;
    this.world.scheduler.settle();
  }

  advance(seconds: number): void {
    this.world.scheduler.budget = 100_000;
    this.world.scheduler.advance(seconds * 1_000_000);
  }

  dev(at = '03:00.0'): PciDevice {
    const { domain, bus, devfn } = parseAddress(at);
    const dev = findDevice(this.kernel, domain, bus, devfn);
    if (dev === undefined) throw new Error(`no function at ${at}`);
    return dev;
  }

  data(at = '03:00.0'): DeviceData {
    return deviceData(this.dev(at)) as DeviceData;
  }

  psdev(at = '03:00.0'): StubDevice | undefined {
    return this.driver.devices.find(({ dev }) => dev === this.dev(at));
  }

  /** Names of the devices in the driver's list. */
  bound(): string[] {
    return this.driver.devices.map(({ dev }) => dev.name);
  }

  bind(at = '03:00.0'): number | undefined {
    return this.run(this.kernel.pci.bind(this.dev(at), this.loaded.pciDriver));
  }

  unbind(at = '03:00.0'): void {
    this.run(this.kernel.pci.unbind(this.dev(at)));
  }

  store(attribute: AttributeName, text: string): number | undefined {
    return this.run(this.loaded.store(attribute, text));
  }

  show(attribute: AttributeName): string {
    return String(this.loaded.read(attribute));
  }

  unload(): number | undefined {
    return this.run(unloadPciback(this.loaded));
  }

  /** Creates a guest with these devices and takes both ends to Connected. */
  connect(domid = 7, devices: readonly string[] = ['0000:03:00.0']): Guest {
    const { tools, world } = this;
    tools.create(domid, { devices });
    this.settle();
    const page = new GuestPage(domid);
    const port = world.channels.allocUnbound(domid, 0);
    const key = (name: string, value: number | string) =>
      world.xenstore.write(domid, `${tools.frontend(domid)}/${name}`, String(value));
    key('pci-op-ref', world.grants.grant(page, 0));
    key('event-channel', port);
    key('magic', '7');
    key('state', 3);
    this.settle();
    key('state', 4);
    this.settle();
    const connection = this.driver.connections.find((each) => each.domid === domid);
    if (connection === undefined) throw new Error(`domain ${domid} has no connection`);
    return { page, port, connection };
  }

  /** The guest's end closes for good: its connection goes away. */
  close(domid = 7): void {
    const { tools, world } = this;
    world.xenstore.write(0, `${tools.backend(domid)}/online`, '0');
    world.xenstore.write(domid, `${tools.frontend(domid)}/state`, '6');
    this.settle();
  }

  lines(): string[] {
    return this.tape.of(Ev.Log).map(([, text]) => this.tape.textOf(text));
  }

  warnings(): string[] {
    return this.tape.of(Ev.Warn).map(([text]) => this.tape.textOf(text));
  }
}

function* keep<T>(steps: Steps<T>, box: { value?: T }): Steps {
  box.value = yield* steps;
}
