import * as abi from '../../../abi/pciif.ts';
import { Kernel, type KernelConfig } from '../../../host/kernel.ts';
import { PageMapping } from '../../../host/page-mapping.ts';
import type { PciDevice } from '../../../host/pci/device.ts';
import { hostSeams } from '../../../host/seams.ts';
import { XenbusDevice } from '../../../host/xenbus/device.ts';
import type { Steps } from '../../../platform/scheduler.ts';
import { GuestPage } from '../../../platform/shared-page.ts';
import { World } from '../../../platform/world.ts';
import { initDevice } from '../../config-space/fields.ts';
import { Connection, PCIB_OP_PENDING } from '../../connection.ts';
import { DeviceData, deviceData } from '../../device-data.ts';
import { Pciback } from '../../driver.ts';
import { type BackendSeams, backendSeams } from '../../seams.ts';
import { VpciTopology } from '../../topology/vpci.ts';
import { doOneOp } from '../do-one-op.ts';
import { resetDevice } from '../reset-device.ts';
import { type FunctionOptions, testFunction } from './function-config.ts';
import { Recording } from './recording.ts';

/** Frontend's domain in these tests. */
export const GUEST = 7;

/** A request as a guest posts it; what is left out is 0. */
export interface Posted {
  readonly cmd: number;
  readonly domain?: number;
  readonly bus?: number;
  readonly devfn?: number;
  readonly offset?: number;
  readonly size?: number;
  readonly value?: number;
  /** Table index and vector of the first MSI-X entries. */
  readonly entries?: readonly (readonly [entry: number, vector: number])[];
}

/** What the guest finds in the slot afterwards. */
export interface Reply {
  readonly err: number;
  readonly value: number;
}

export interface FixtureOptions {
  readonly config?: Partial<KernelConfig>;
  /** Seams replaced, as a change would. */
  readonly seams?: Partial<BackendSeams>;
  /** Functions of the machine; the first is exported and shows at 00:00.0. */
  readonly functions?: readonly FunctionOptions[];
  /** Body of the connection's work item. */
  readonly work?: (connection: Connection) => Steps | null;
}

/** The real host and driver data around one connection whose page is mapped; no xenbus, no channel. */
export class Fixture {
  readonly world = new World();
  readonly recording = new Recording();
  readonly kernel: Kernel;
  readonly driver: Pciback;
  readonly connection: Connection;
  readonly page = new GuestPage(GUEST);
  readonly dev: PciDevice;

  constructor(options: FixtureOptions = {}) {
    const { world } = this;
    for (const fn of options.functions ?? [{}]) world.machine.add(testFunction(fn));
    const config = { msi: true, initialDomain: true, pvh: false, ...options.config };
    this.kernel = new Kernel(world, hostSeams, config);
    this.kernel.pci.scan();
    this.driver = new Pciback(this.kernel, { ...backendSeams, ...options.seams });
    this.dev = this.kernel.pci.devices[0] as PciDevice;
    this.bind(this.dev);
    const xdev = new XenbusDevice('backend/pci/7/0', '/local/domain/7/device/pci/0', GUEST, 'pci-7-0');
    this.connection = new Connection(this.driver, xdev, options.work ?? doOneOp);
    this.connection.page = new PageMapping(this.kernel, this.page);
    const topology = new VpciTopology();
    this.driver.topology = topology;
    this.kernel.alloc(topology.dataBytes);
    topology.init(this.connection);
    this.run(this.export(topology));
    world.ports.recorder = this.recording;
  }

  /** Device data of the exported device. */
  get data(): DeviceData {
    return deviceData(this.dev) as DeviceData;
  }

  /** Runs a task to its end. */
  run(steps: Steps): void {
    const { scheduler } = this.world;
    scheduler.budget = 4096;
    scheduler.spawn('test', 'host', -1, steps);
    scheduler.settle();
  }

  /** Puts a request into the page and flags it. */
  post(request: Posted): void {
    const { page } = this;
    page.write32(abi.SH_OP + abi.OP_CMD, request.cmd);
    page.write32(abi.SH_OP + abi.OP_DOMAIN, request.domain ?? 0);
    page.write32(abi.SH_OP + abi.OP_BUS, request.bus ?? 0);
    page.write32(abi.SH_OP + abi.OP_DEVFN, request.devfn ?? 0);
    page.write32(abi.SH_OP + abi.OP_OFFSET, request.offset ?? 0);
    page.write32(abi.SH_OP + abi.OP_SIZE, request.size ?? 0);
    page.write32(abi.SH_OP + abi.OP_VALUE, request.value ?? 0);
    for (const [i, [entry, vector]] of (request.entries ?? []).entries()) {
      page.write16(entryAt(i) + abi.MSIX_ENTRY_ENTRY, entry);
      page.write16(entryAt(i) + abi.MSIX_ENTRY_VECTOR, vector);
    }
    page.write32(abi.SH_FLAGS, page.read32(abi.SH_FLAGS) | abi.XEN_PCIF_active);
  }

  /** Posts a request and lets the driver serve it. */
  perform(request: Posted): Reply {
    this.post(request);
    this.connection.setBit(PCIB_OP_PENDING);
    this.run(doOneOp(this.connection));
    return this.reply();
  }

  reply(): Reply {
    return {
      err: this.page.read32(abi.SH_OP + abi.OP_ERR) | 0,
      value: this.page.read32(abi.SH_OP + abi.OP_VALUE),
    };
  }

  /** Vector of MSI-X entry `i` as the guest sees it. */
  vector(i: number): number {
    return this.page.read16(entryAt(i) + abi.MSIX_ENTRY_VECTOR);
  }

  /** COMMAND in hardware. */
  get command(): number {
    return this.dev.fn.read(4, 2);
  }

  readCommand(): Reply {
    return this.perform({ cmd: abi.XEN_PCI_OP_conf_read, offset: 4, size: 2 });
  }

  writeCommand(value: number): Reply {
    return this.perform({ cmd: abi.XEN_PCI_OP_conf_write, offset: 4, size: 2, value });
  }

  enableMsix(indices: readonly number[], value = indices.length): Reply {
    const entries = indices.map((index) => [index, 0xffff] as const);
    return this.perform({ cmd: abi.XEN_PCI_OP_enable_msix, value, entries });
  }

  /** What bind does that matters here: data, fields, one enable, device reset (STUB-10). */
  private bind(dev: PciDevice): void {
    dev.driverData = new DeviceData(dev.name);
    initDevice(this.driver, dev);
    this.kernel.pci.enableDevice(dev);
    resetDevice(this.driver, dev);
    this.kernel.pci.registerOwner(dev, GUEST);
  }

  private *export(topology: VpciTopology): Steps {
    yield* topology.addDevice(this.connection, this.dev, 0, () => 0);
  }
}

function entryAt(i: number): number {
  return abi.SH_OP + abi.OP_MSIX_ENTRIES + abi.MSIX_ENTRY_BYTES * i;
}
