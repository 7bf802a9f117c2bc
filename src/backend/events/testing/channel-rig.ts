import * as abi from '../../../abi/pciif.ts';
import { EventStats } from '../../../host/event-core.ts';
import { Kernel } from '../../../host/kernel.ts';
import { PageMapping } from '../../../host/page-mapping.ts';
import { hostSeams } from '../../../host/seams.ts';
import { testKernelConfig } from '../../../host/testing/kernel-config.ts';
import { XenbusDevice } from '../../../host/xenbus/device.ts';
import type { Points } from '../../../platform/points.ts';
import { GuestPage } from '../../../platform/shared-page.ts';
import { World } from '../../../platform/world.ts';
import { Connection, PCIB_AER_WAIT, PCIB_OP_PENDING } from '../../connection.ts';
import { Pciback } from '../../driver.ts';
import { type BackendSeams, backendSeams } from '../../seams.ts';
import { VpciTopology } from '../../topology/vpci.ts';
import { handleEvent } from '../handler.ts';
import { doOp } from '../worker.ts';

export const GUEST = 7;

/** One connection with page and channel but no devices: every request is answered with -1. */
export class ChannelRig {
  readonly world = new World();
  readonly kernel = new Kernel(this.world, hostSeams, testKernelConfig);
  readonly driver: Pciback;
  readonly connection: Connection;
  readonly page = new GuestPage(GUEST);
  readonly stats = new EventStats();
  readonly guestPort: number;
  readonly records: number[][] = [];

  constructor(seams: Partial<BackendSeams> = {}) {
    const { kernel, world } = this;
    this.driver = new Pciback(kernel, { ...backendSeams, ...seams });
    const xdev = new XenbusDevice('backend/pci/7/0', '/local/domain/7/device/pci/0', GUEST, 'pci-7-0');
    this.connection = new Connection(this.driver, xdev, doOp);
    this.connection.page = new PageMapping(kernel, this.page);
    this.driver.topology = new VpciTopology();
    this.kernel.alloc(this.driver.topology.dataBytes);
    this.driver.topology.init(this.connection);
    this.guestPort = world.channels.allocUnbound(GUEST, 0);
    world.ports.recorder = {
      emit: (code, ...values) =>
        void this.records.push([code, ...values.filter((value) => value !== undefined)]),
      text: () => 1,
      wordByWord: false,
    };
  }

  /** Binds the channel; the driver then records the irq that bind returns (XB-24). */
  bind(): void {
    const { connection } = this;
    connection.evtchnIrq = this.kernel.events.bindInterdomainLateEoi(
      GUEST,
      this.guestPort,
      { handleEvent: (irq) => handleEvent(connection, irq) },
      this.stats,
    );
  }

  /** A rig whose channel is bound, the event of the bind done with, and the counters at 0. */
  static bound(seams: Partial<BackendSeams> = {}): ChannelRig {
    const rig = new ChannelRig(seams);
    rig.bind();
    rig.world.scheduler.settle();
    Object.assign(rig.stats, new EventStats());
    const info = rig.kernel.events.infoOf(rig.connection.evtchnIrq);
    if (info !== undefined) info.spuriousCount = 0;
    rig.records.length = 0;
    return rig;
  }

  /** Sets flags in the page and private bits of the connection. */
  state(flags: { active?: boolean; aer?: boolean; opActive?: boolean; aerWait?: boolean }): void {
    this.page.write32(
      abi.SH_FLAGS,
      (flags.active ? abi.XEN_PCIF_active : 0) | (flags.aer ? abi.XEN_PCIB_active : 0),
    );
    if (flags.opActive) this.connection.setBit(PCIB_OP_PENDING);
    if (flags.aerWait) this.connection.setBit(PCIB_AER_WAIT);
  }

  /** Posts a request without an event. */
  post(): void {
    this.page.write32(abi.SH_FLAGS, this.page.read32(abi.SH_FLAGS) | abi.XEN_PCIF_active);
  }

  send(): void {
    this.world.channels.send(GUEST, this.guestPort);
  }

  settle(): void {
    this.world.scheduler.settle();
  }

  /** Whether a posted request is still unanswered. */
  get waiting(): boolean {
    return (this.page.read32(abi.SH_FLAGS) & abi.XEN_PCIF_active) !== 0;
  }

  /** Runs `act` whenever a point of `kind` is reached. */
  at(kind: number, act: (name: number) => void): void {
    const points: Points = { armed: 1 << kind, reach: (_kind, name) => act(name) };
    this.world.ports.points = points;
  }

  recorded(code: number): number[][] {
    return this.records.filter(([found]) => found === code).map((record) => record.slice(1));
  }
}
