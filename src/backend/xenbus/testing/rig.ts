import { GNTST_okay } from '../../../abi/grant.ts';
import { xenbusStateName } from '../../../abi/xenbus.ts';
import { Kernel } from '../../../host/kernel.ts';
import type { PciDevice } from '../../../host/pci/device.ts';
import { type HostSeams, hostSeams } from '../../../host/seams.ts';
import { findDevice } from '../../../host/testing/find-device.ts';
import { testKernelConfig } from '../../../host/testing/kernel-config.ts';
import type { XenbusDevice } from '../../../host/xenbus/device.ts';
import { Ev, type Recorder } from '../../../platform/recorder.ts';
import type { Steps } from '../../../platform/scheduler.ts';
import { GuestPage } from '../../../platform/shared-page.ts';
import { World } from '../../../platform/world.ts';
import type { Connection } from '../../connection.ts';
import { type Parameters, Pciback, type StubDevice } from '../../driver.ts';
import { type BackendSeams, backendSeams } from '../../seams.ts';
import { initStubDevice } from '../../stub/device-init.ts';
import { PcistubDevice } from '../../stub/stub-device.ts';
import { registerXenbus } from '../index.ts';
import { parseAddress, type TestFunction, testFunction } from './test-functions.ts';
import { type BackendOptions, Toolstack } from './toolstack.ts';

/** Keeps every record, in order, with its texts. */
export class Tape implements Recorder {
  readonly wordByWord = false;
  readonly records: { code: Ev; args: number[] }[] = [];
  private readonly texts: string[] = [''];

  emit(code: Ev, ...args: (number | undefined)[]): void {
    this.records.push({ code, args: args.filter((arg) => arg !== undefined) });
  }

  text(value: string): number {
    return this.texts.push(value) - 1;
  }

  of(code: Ev): number[][] {
    return this.records.filter((record) => record.code === code).map((record) => record.args);
  }

  textOf(id: number | undefined): string {
    return this.texts[id ?? 0] ?? '';
  }
}

export interface RigOptions {
  readonly functions?: readonly TestFunction[];
  readonly parameters?: Partial<Parameters>;
  readonly seams?: Partial<BackendSeams>;
  readonly hostSeams?: Partial<HostSeams>;
}

const defaultFunctions: readonly TestFunction[] = [
  { at: '03:00.0' },
  { at: '04:00.0' },
  { at: '05:00.0' },
  { at: '06:00.0' },
];

/** Host and driver with bound devices, a toolstack, and guests by hand. */
export class Rig {
  readonly world = new World();
  readonly tape = new Tape();
  readonly tools: Toolstack;
  readonly kernel: Kernel;
  readonly driver: Pciback;
  /** Bytes the driver had allocated before any connection. */
  readonly baseline: number;

  constructor(options: RigOptions = {}) {
    const { world } = this;
    for (const fn of options.functions ?? defaultFunctions) world.machine.add(testFunction(fn));
    this.tools = new Toolstack(world);
    this.kernel = new Kernel(world, { ...hostSeams, ...options.hostSeams }, testKernelConfig);
    this.kernel.pci.scan();
    this.driver = new Pciback(this.kernel, { ...backendSeams, ...options.seams }, options.parameters);
    this.driver.initialised = true;
    for (const dev of this.kernel.pci.devices) this.bind(dev);
    registerXenbus(this.driver);
    world.scheduler.settle();
    this.baseline = this.kernel.allocated;
    world.ports.recorder = this.tape;
  }

  /** Binds a device to pciback as far as a connection needs it. */
  bind(dev: PciDevice): void {
    initStubDevice(this.driver, dev);
    this.driver.devices.push(new PcistubDevice(dev));
  }

  dev(at: string): PciDevice {
    const { domain, bus, devfn } = parseAddress(at);
    return findDevice(this.kernel, domain, bus, devfn) as PciDevice;
  }

  psdev(at: string): StubDevice | undefined {
    return this.driver.devices.find(({ dev }) => dev === this.dev(at));
  }

  /** A connection has the device. */
  assigned(at: string): boolean {
    return this.psdev(at)?.pdev != null;
  }

  run(steps: Steps): void {
    this.world.scheduler.spawn('test', 'host', -1, steps);
    this.world.scheduler.settle();
  }

  /** What the host wrote to the backend node and the error key while `act`'s consequences ran, as `key=value`. */
  writes(domid: number, act: () => void): string[] {
    act();
    const from = this.tape.records.length;
    this.world.scheduler.settle();
    const written: string[] = [];
    for (const { code, args } of this.tape.records.slice(from)) {
      if (code !== Ev.XenstoreWrite || args[0] !== 0) continue;
      const path = this.tape.textOf(args[1]);
      const value = this.tape.textOf(args[2]);
      const backend = `${this.tools.backend(domid)}/`;
      if (path.startsWith(backend)) written.push(`${path.slice(backend.length)}=${value}`);
      else if (path.includes('/error/')) written.push(`error=${value.split(' ')[0]}`);
    }
    return written;
  }

  create(domid: number, options?: BackendOptions): void {
    this.tools.create(domid, options);
  }

  xdev(domid: number): XenbusDevice | undefined {
    return this.kernel.xenbus.devices.find((xdev) => xdev.name === `pci-${domid}-0`);
  }

  connection(domid: number): Connection | undefined {
    return this.driver.connections.find((connection) => connection.domid === domid);
  }

  /** State in the backend's node. */
  state(domid: number): string {
    return xenbusStateName(Number(this.tools.read(`${this.tools.backend(domid)}/state`)));
  }

  error(domid: number): string | null {
    return this.tools.read(`/local/domain/0/error/backend/pci/${domid}/0/error`);
  }

  /** The guest writes its own state. */
  frontendState(domid: number, state: number): void {
    this.world.xenstore.write(domid, `${this.tools.frontend(domid)}/state`, String(state));
  }

  /** The guest writes a key of its node. */
  frontendKey(domid: number, key: string, value: string): void {
    this.world.xenstore.write(domid, `${this.tools.frontend(domid)}/${key}`, value);
  }

  /** A new page and port of the guest, published without the state. */
  publish(domid: number, magic: string | null = '7'): Ends {
    const page = new GuestPage(domid);
    const ref = this.world.grants.grant(page, 0);
    const port = this.world.channels.allocUnbound(domid, 0);
    this.frontendKey(domid, 'pci-op-ref', String(ref));
    this.frontendKey(domid, 'event-channel', String(port));
    if (magic !== null) this.frontendKey(domid, 'magic', magic);
    return { page, ref, port };
  }

  /** Creates both ends and takes them to Connected. */
  connect(domid: number, options?: BackendOptions): Ends {
    this.create(domid, options);
    this.world.scheduler.settle();
    const ends = this.publish(domid);
    this.frontendState(domid, 3);
    this.world.scheduler.settle();
    this.frontendState(domid, 4);
    this.world.scheduler.settle();
    return ends;
  }

  /** Pages of the guest mapped by the host. */
  mapped(domid: number): number {
    return this.world.grants.mapCount(domid);
  }

  /** Grant maps that worked. */
  maps(): number {
    return this.tape.of(Ev.GrantMap).filter(([, , status]) => status === GNTST_okay).length;
  }
}

export interface Ends {
  readonly page: GuestPage;
  readonly ref: number;
  readonly port: number;
}
