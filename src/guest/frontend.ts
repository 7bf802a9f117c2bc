import { EEXIST } from '../abi/errno.ts';
import {
  OP_BYTES,
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
import { type Claim, claimResources } from './claim.ts';
import { allRecover, type DriverOf } from './driver.ts';
import { FrontendModule } from './module.ts';
import { parseDecimal } from './parse.ts';
import { deviceCount, Fatal, markedAt, rootAt, rootCount } from './published.ts';
import { type Reply, type RequestFields, readReply, writeRequest } from './request.ts';
import { type FoundDevice, scanBus } from './scan.ts';

/** Lets the rest of the machine run; supplied by whoever drives the guest. */
export interface Machine {
  settle(): void;
  /** Lets `usec` of virtual time pass. */
  advance(usec: number): void;
}

/** Age at which a request is given up, when the frontend wakes and looks (FE-05, FE-09), in microseconds. */
const OP_TIMEOUT_USEC = 2 * USEC_PER_SEC;
/** Longest sleep while no event comes: a backend that says nothing is given up after this (FE-05). */
const POLL_USEC = 3 * USEC_PER_SEC;
/** Longest piece of a sleep; tasks that wait with a deadline may send an event in between. */
const SLICE_USEC = USEC_PER_SEC / 2;
/** Most AER requests served in a row: a backend that posts without end is not this frontend's affair. */
const MAX_AER_IN_A_ROW = 16;

/** A well-behaved PV PCI frontend, as Linux's pcifront is one (rules FE-*). */
export class Frontend {
  readonly domid: number;
  readonly world: World;
  readonly devid: number;
  readonly module: FrontendModule;
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
  driverOf: DriverOf = allRecover;
  /** The whole slot as the completion that came last left it (FE-07, FE-08). */
  readonly replied = new DataView(new ArrayBuffer(OP_BYTES));
  /** BARs that devices were given. */
  claims: Claim[] = [];
  /** An AER job waits to run, or runs: no second one is queued (FE-20). */
  private aerBusy = false;
  private aerQueued = false;

  constructor(world: World, domid: number, devid = 0, module = new FrontendModule()) {
    this.world = world;
    this.domid = domid;
    this.devid = devid;
    this.module = module;
    this.directory = `/local/domain/${domid}/device/pci/${devid}`;
    this.backendDirectory = `/local/domain/${DOM0}/backend/pci/${domid}/${devid}`;
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
    return parseDecimal(this.read('state') ?? '') ?? XenbusStateUnknown;
  }

  /**
   * Sends one request and waits for its completion (FE-05 to FE-09).
   * @returns the raw reply; `dev_not_found` when the backend did not answer in time
   */
  doOp(request: RequestFields, machine: Machine): Reply {
    if (this.logRequests) this.messages.push(`request cmd=${request.cmd} offset=${request.offset ?? 0}`);
    writeRequest(this.page, request);
    this.raiseFlag(XEN_PCIF_active);
    this.notify();
    if (!this.awaitCompletion(machine)) {
      this.messages.push('the backend does not respond');
      this.clearFlag(XEN_PCIF_active);
      return { err: XEN_PCI_ERR_dev_not_found, value: 0 };
    }
    // The event that announced an AER request may have been taken for the one of this completion (FE-07).
    this.handleEvent();
    new Uint8Array(this.replied.buffer).set(this.page.slot);
    const reply = readReply(this.replied);
    this.runAerJob(machine);
    return reply;
  }

  /** An event came: an AER request that was posted gets its job, unless one is there (FE-20). */
  handleEvent(): void {
    if (this.aerBusy || !(this.flags() & XEN_PCIB_active)) return;
    this.aerBusy = true;
    this.aerQueued = true;
  }

  /** The job that {@link handleEvent} queued, if it did; looks again afterwards (FE-20). */
  runAerJob(machine: Machine): void {
    if (!this.aerQueued) return;
    this.aerQueued = false;
    for (let i = 0; i < MAX_AER_IN_A_ROW && this.flags() & XEN_PCIB_active; i++) {
      serviceAer(this);
      machine.settle();
    }
    this.aerBusy = false;
  }

  /** Serves a pending AER request, if there is one, as when its event comes. */
  serviceAer(machine: Machine): void {
    this.handleEvent();
    this.runAerJob(machine);
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
    const problem = this.install() ?? this.scanRoots(machine);
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
    this.aerQueued = false;
    this.aerBusy = false;
    this.module.uninstall(this);
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

  /** False when the frontend gave up: it looks at its deadline only when it wakes (FE-05, FE-09). */
  private awaitCompletion(machine: Machine): boolean {
    const { channels, clock } = this.world;
    let now = clock.now;
    const deadline = now + OP_TIMEOUT_USEC;
    channels.clearPending(this.domid, this.port);
    while (this.flags() & XEN_PCIF_active) {
      now = this.poll(machine, now);
      channels.clearPending(this.domid, this.port);
      if (now > deadline) return false;
    }
    return true;
  }

  /** Sleeps until an event comes, {@link POLL_USEC} at most. @returns the time then, `now` being it before */
  private poll(machine: Machine, since: number): number {
    const { channels, clock } = this.world;
    const end = since + POLL_USEC;
    machine.settle();
    let now = since;
    while (now < end && !channels.isPending(this.domid, this.port)) {
      const due = clock.nextDue() - now;
      const usec = Math.min(end - now, due > 0 ? due : SLICE_USEC, SLICE_USEC);
      machine.advance(usec);
      now += usec;
    }
    return now;
  }

  /** What connecting needs beside the roots; an instance beside the installed one goes on without (FE-01). */
  private install(): Fatal | null {
    const err = this.module.install(this);
    if (err === 0) return null;
    if (err !== -EEXIST) return new Fatal(-err, 'connecting failed');
    this.messages.push('there is an installed frontend already');
    return null;
  }

  private read(name: string): string | null {
    return this.world.xenstore.read(this.domid, `${this.backendDirectory}/${name}`);
  }

  /** Scans root after root; what is wrong with what the backend published, or null. */
  private scanRoots(machine: Machine): Fatal | null {
    const read = (name: string) => this.read(name);
    const count = rootCount(read);
    if (count instanceof Fatal) return count;
    if (count === null) {
      this.messages.push('the backend publishes no number of roots');
      return this.scan(machine, 0, 0);
    }
    for (let i = 0; i < count; i++) {
      const root = rootAt(read, i);
      const problem = root instanceof Fatal ? root : this.scan(machine, root.domain, root.bus);
      if (problem !== null) return problem;
    }
    return null;
  }

  private scan(machine: Machine, domain: number, bus: number): Fatal | null {
    const { newBus } = this.module.kernel;
    if (newBus !== 0) return new Fatal(-newBus, 'a bus cannot be made');
    const known = this.devices.filter((device) => device.domain === domain && device.bus === bus);
    const found = scanBus(this, machine, domain, bus, known);
    this.devices.push(...found);
    this.claims = this.claims.filter(({ device }) => this.devices.includes(device));
    this.messages.push(...claimResources(found, this.claims));
    return null;
  }

  /** A fatal error of the frontend's own: a line, the error key, and Closing (XB-60). */
  private fatal({ errno, message }: Fatal): void {
    this.messages.push(message);
    const key = `/local/domain/${this.domid}/error/device/pci/${this.devid}/error`;
    this.world.xenstore.write(this.domid, key, `${errno} ${message}`);
    this.switchState(XenbusStateClosing);
  }

  /** Removes the devices marked for detach and follows to Reconfiguring (FE-30, FE-34). */
  private detachDevices(machine: Machine): void {
    if (this.state !== XenbusStateInitialised && this.state !== XenbusStateConnected) return;
    const problem = this.state === XenbusStateConnected ? this.removeMarked() : this.install();
    if (problem === null) this.switchState(XenbusStateReconfiguring);
    else this.fatal(problem);
    machine.settle();
  }

  /** Removes every device that the toolstack marked. */
  private removeMarked(): Fatal | null {
    const read = (name: string) => this.read(name);
    const count = deviceCount(read);
    if (count instanceof Fatal) return count;
    for (let i = 0; i < count; i++) {
      const address = markedAt(read, i);
      if (address instanceof Fatal) return address;
      if (address === null) continue;
      this.devices = this.devices.filter(
        ({ domain, bus, devfn }) =>
          domain !== address.domain || bus !== address.bus || devfn !== address.devfn,
      );
    }
    return null;
  }
}
