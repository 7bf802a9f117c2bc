import { EINVAL } from '../abi/errno.ts';
import { PCI_DEVFN } from '../abi/pci-regs.ts';
import {
  SH_FLAGS,
  XEN_PCI_ERR_dev_not_found,
  XEN_PCI_MAGIC,
  XEN_PCIB_AERHANDLER,
  XEN_PCIB_active,
  XEN_PCIF_active,
} from '../abi/pciif.ts';
import {
  XenbusStateClosed,
  XenbusStateClosing,
  XenbusStateConnected,
  XenbusStateInitialised,
  XenbusStateInitialising,
  XenbusStateReconfigured,
  XenbusStateReconfiguring,
  XenbusStateUnknown,
} from '../abi/xenbus.ts';
import { USEC_PER_SEC } from '../platform/clock.ts';
import { GuestPage } from '../platform/shared-page.ts';
import { DOM0, type World } from '../platform/world.ts';
import { serviceAer } from './aer.ts';
import { parseDecimal, parseHexFields } from './parse.ts';
import { type Reply, type RequestFields, readReply, writeRequest } from './request.ts';
import { type FoundDevice, scanBus } from './scan.ts';

/** Lets the rest of the machine run; supplied by whoever drives the guest. */
export interface Machine {
  settle(): void;
  /** Lets `usec` of virtual time pass. */
  advance(usec: number): void;
}

/** How long a frontend waits for a reply before it gives up (FE-05, FE-09), in microseconds. */
const OP_TIMEOUT_USEC = 2 * USEC_PER_SEC;
/** Most AER requests served in a row: a backend that posts without end is not this frontend's affair. */
const MAX_AER_IN_A_ROW = 16;

/** A well-behaved PV PCI frontend, as Linux's pcifront is one (rules FE-*). */
export class Frontend {
  readonly domid: number;
  readonly world: World;
  readonly directory: string;
  readonly backendDirectory: string;
  page: GuestPage;
  grantRef = 0;
  port = 0;
  /** Own xenbus state, as last written. */
  state: number = XenbusStateUnknown;
  /** Devices found by the last scans. */
  devices: FoundDevice[] = [];
  /** Lines it prints; one per request with {@link logRequests} on (DOC-07). */
  readonly messages: string[] = [];
  logRequests = false;

  constructor(world: World, domid: number) {
    this.world = world;
    this.domid = domid;
    this.directory = `/local/domain/${domid}/device/pci/0`;
    this.backendDirectory = `/local/domain/${DOM0}/backend/pci/${domid}/0`;
    this.page = new GuestPage(domid);
  }

  /** Grants a zeroed page, allocates the channel, writes the keys, goes to Initialised (FE-02 to FE-04). */
  publish(): void {
    this.devices = [];
    this.renewPage();
    this.renewChannel();
    this.publishKeys();
    this.switchState(XenbusStateInitialised);
  }

  renewPage(): void {
    this.page = new GuestPage(this.domid);
    this.page.write32(SH_FLAGS, XEN_PCIB_AERHANDLER);
    this.grantRef = this.world.grants.grant(this.page, DOM0);
  }

  renewChannel(): void {
    this.port = this.world.channels.allocUnbound(this.domid, DOM0);
  }

  /** Writes pci-op-ref, event-channel and magic in one transaction, again on a conflict (FE-04). */
  publishKeys(): void {
    const { xenstore } = this.world;
    for (;;) {
      const tx = xenstore.begin(this.domid);
      xenstore.write(this.domid, `${this.directory}/pci-op-ref`, String(this.grantRef), tx);
      xenstore.write(this.domid, `${this.directory}/event-channel`, String(this.port), tx);
      xenstore.write(this.domid, `${this.directory}/magic`, XEN_PCI_MAGIC, tx);
      if (xenstore.end(tx, false) === 0) return;
    }
  }

  switchState(state: number): void {
    this.state = state;
    this.world.xenstore.write(this.domid, `${this.directory}/state`, String(state));
  }

  backendState(): number {
    return Number(
      this.world.xenstore.read(this.domid, `${this.backendDirectory}/state`) ?? XenbusStateUnknown,
    );
  }

  /**
   * Sends one request and waits for its completion (FE-05 to FE-09).
   * @returns the raw reply; `dev_not_found` when the backend did not answer in time
   */
  doOp(request: RequestFields, machine: Machine): Reply {
    if (this.logRequests) this.messages.push(`request cmd=${request.cmd} offset=${request.offset ?? 0}`);
    const { channels } = this.world;
    writeRequest(this.page, request);
    this.raiseFlag(XEN_PCIF_active);
    this.notify();
    channels.clearPending(this.domid, this.port);
    machine.settle();
    if (this.flags() & XEN_PCIF_active) machine.advance(OP_TIMEOUT_USEC);
    channels.clearPending(this.domid, this.port);
    if (this.flags() & XEN_PCIF_active) {
      this.messages.push('the backend does not respond');
      this.clearFlag(XEN_PCIF_active);
      return { err: XEN_PCI_ERR_dev_not_found, value: 0 };
    }
    const reply = readReply(this.page);
    // The event that announced an AER request may have been taken for the one of this completion (FE-07).
    this.serviceAer(machine);
    return reply;
  }

  /** Serves a pending AER request, if there is one, and looks again afterwards (FE-20). */
  serviceAer(machine: Machine): void {
    for (let i = 0; i < MAX_AER_IN_A_ROW && this.flags() & XEN_PCIB_active; i++) {
      serviceAer(this);
      machine.settle();
    }
  }

  /** Acts on the backend's state as the frontend driver does (FE-22 to FE-32). */
  backendChanged(machine: Machine): void {
    switch (this.backendState()) {
      case XenbusStateConnected:
        if (this.state === XenbusStateInitialised) this.connect(machine);
        break;
      case XenbusStateReconfiguring:
        this.detachDevices(machine);
        break;
      case XenbusStateReconfigured:
        if (this.state === XenbusStateReconfiguring) this.connect(machine);
        break;
      case XenbusStateClosing:
        if (this.state < XenbusStateClosing) this.disconnect();
        break;
      case XenbusStateClosed:
        // FE-32 as written: in Reconfiguring, whose number is above Closing, nothing is done either.
        if (this.state < XenbusStateClosing) this.disconnect();
        break;
    }
    machine.settle();
  }

  /** Scans the published roots for what it does not know yet and goes to Connected (FE-25, FE-27). */
  connect(machine: Machine): void {
    const problem = this.scanRoots(machine);
    if (problem === null) this.switchState(XenbusStateConnected);
    else this.fatal(problem);
    machine.settle();
  }

  /** Forgets its devices, so that the next scan finds them anew. */
  forgetDevices(): void {
    this.devices = [];
  }

  /** Gives up the connection: straight to Closed (FE-32). */
  disconnect(): void {
    if (this.state === XenbusStateClosing || this.state === XenbusStateClosed) return;
    this.devices = [];
    this.switchState(XenbusStateClosed);
  }

  /** The driver goes away: buses, handler, channel, page, and the bus writes Closed (FE-33). */
  remove(): void {
    this.devices = [];
    this.world.channels.close(this.domid, this.port);
    this.world.grants.revoke(this.domid, this.grantRef);
    if (this.state !== XenbusStateClosed) this.switchState(XenbusStateClosed);
  }

  /** A new instance after the guest restarted: Initialising, then a fresh page and channel. */
  restart(machine: Machine): void {
    this.switchState(XenbusStateInitialising);
    machine.settle();
    this.publish();
    machine.settle();
  }

  flags(): number {
    return this.page.read32(SH_FLAGS);
  }

  raiseFlag(bit: number): void {
    this.page.write32(SH_FLAGS, this.flags() | bit);
  }

  clearFlag(bit: number): void {
    this.page.write32(SH_FLAGS, this.flags() & ~bit);
  }

  notify(): void {
    this.world.channels.send(this.domid, this.port);
  }

  /** Scans root after root; what is wrong with what the backend published, or null. */
  private scanRoots(machine: Machine): string | null {
    const read = (name: string) => this.world.xenstore.read(this.domid, `${this.backendDirectory}/${name}`);
    const text = read('root_num');
    if (text === null) {
      this.messages.push('the backend publishes no number of roots');
      this.scan(machine, 0, 0);
      return null;
    }
    const count = parseDecimal(text);
    if (count === null) return 'number of roots unreadable';
    for (let i = 0; i < count; i++) {
      const root = parseHexFields(read(`root-${i}`) ?? '', ':');
      if (root === null) return `root ${i} unreadable`;
      this.scan(machine, root[0] as number, root[1] as number);
    }
    return null;
  }

  private scan(machine: Machine, domain: number, bus: number): void {
    const known = this.devices.filter((device) => device.domain === domain && device.bus === bus);
    this.devices.push(...scanBus(this, machine, domain, bus, known));
  }

  /** A fatal error of the frontend's own: a line, the error key, and Closing (XB-60). */
  private fatal(message: string): void {
    this.messages.push(message);
    const key = `/local/domain/${this.domid}/error/device/pci/0/error`;
    this.world.xenstore.write(this.domid, key, `${EINVAL} ${message}`);
    this.switchState(XenbusStateClosing);
  }

  /** Removes the devices marked for detach and follows to Reconfiguring (FE-30, FE-34). */
  private detachDevices(machine: Machine): void {
    if (this.state === XenbusStateConnected && !this.removeMarked()) return;
    if (this.state !== XenbusStateInitialised && this.state !== XenbusStateConnected) return;
    this.switchState(XenbusStateReconfiguring);
    machine.settle();
  }

  /** Removes every device that the toolstack marked; false after a fatal error. */
  private removeMarked(): boolean {
    const read = (name: string): string =>
      this.world.xenstore.read(this.domid, `${this.backendDirectory}/${name}`) ?? '';
    const count = parseDecimal(read('num_devs'));
    if (count === null) {
      this.fatal('number of devices unreadable');
      return false;
    }
    for (let i = 0; i < count; i++) {
      if (parseDecimal(read(`state-${i}`)) !== XenbusStateClosing) continue;
      const address = parseHexFields(read(`vdev-${i}`), '::.');
      if (address === null) {
        this.fatal(`address of device ${i} unreadable`);
        return false;
      }
      const [domain, bus, slot, func] = address as [number, number, number, number];
      const devfn = PCI_DEVFN(slot, func);
      this.devices = this.devices.filter(
        (device) => device.domain !== domain || device.bus !== bus || device.devfn !== devfn,
      );
    }
    return true;
  }
}
