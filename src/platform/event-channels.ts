import { EINVAL } from '../abi/errno.ts';
import { Ev } from './recorder.ts';
import type { Ports } from './world.ts';

/** Domain of the backend; `DOM0` of `world.ts`, which imports this file. */
const DOM0 = 0;

/** The kernel side of an upcall: a vCPU of the backend's domain has events to scan. */
export interface UpcallSink {
  upcall(vcpu: number): void;
}

/** State of one end of an event channel (`ECS_*`). */
export const ChannelState = { Free: 0, Unbound: 1, Interdomain: 2 } as const;
export type ChannelState = (typeof ChannelState)[keyof typeof ChannelState];

/** One end of an event channel: a port of one domain. */
export class EventChannel {
  readonly domid: number;
  readonly port: number;
  state: ChannelState = ChannelState.Free;
  /** Domain that may bind to it, or is bound to it. */
  remoteDomid = -1;
  peer: EventChannel | null = null;
  pending = false;
  /** Every port starts masked (EOI-43). */
  masked = true;
  /** In the queue of ports to look at: the selector bit of 2-level, LINKED of FIFO. */
  linked = false;
  vcpu = 0;

  constructor(domid: number, port: number) {
    this.domid = domid;
    this.port = port;
  }

  free(): void {
    this.state = ChannelState.Free;
    this.remoteDomid = -1;
    this.peer = null;
    this.pending = false;
    this.masked = true;
    this.linked = false;
    this.vcpu = 0;
  }
}

class DomainChannels {
  /** Indexed by port; port 0 is never valid (EOI-45). */
  readonly channels: EventChannel[];
  /** Port looked at last (EOI-42). */
  last = 0;

  constructor(domid: number) {
    this.channels = [new EventChannel(domid, 0)];
  }
}

/**
 * The hypervisor's inter-domain event channels (EOI-02, 40..45).
 *
 * What is modelled is what both channel ABIs show: a pending and a mask bit per port, a mark that the port
 * waits to be looked at, and a round-robin scan. Not distinguished: selector words against per-port links
 * (`linked` stands for both), the order of a FIFO queue (round robin is used), its priorities and the BUSY bit,
 * and the number of ports. Sending to an unmasked port of the backend's domain calls the host at once, on the
 * caller's stack; guests poll.
 */
export class EventChannels {
  host: UpcallSink | null = null;
  private readonly ports: Ports;
  private readonly dom0 = new DomainChannels(DOM0);
  private readonly guests = new Map<number, DomainChannels>();

  constructor(ports: Ports) {
    this.ports = ports;
  }

  /**
   * Allocates a port that `remoteDomid` may bind to.
   * @returns the port, at least 1
   */
  allocUnbound(domid: number, remoteDomid: number): number {
    const channel = this.allocate(domid);
    channel.state = ChannelState.Unbound;
    channel.remoteDomid = remoteDomid;
    return channel.port;
  }

  /**
   * Binds a new local port to an unbound port of another domain. Sends before this were lost, so the local port
   * is left pending (EVT-07).
   * @returns the local port, masked, or -EINVAL
   */
  bindInterdomain(domid: number, remoteDomid: number, remotePort: number): number {
    const remote = this.find(remoteDomid, remotePort);
    if (remote?.state !== ChannelState.Unbound || remote.remoteDomid !== domid) return -EINVAL;
    const local = this.allocate(domid);
    local.state = ChannelState.Interdomain;
    local.remoteDomid = remoteDomid;
    local.peer = remote;
    local.pending = true;
    remote.state = ChannelState.Interdomain;
    remote.peer = local;
    return local.port;
  }

  /** Frees a port; the other end becomes unbound again, reserved for the closer. Unknown ports are ignored. */
  close(domid: number, port: number): void {
    const channel = this.find(domid, port);
    if (channel === undefined) return;
    const { peer } = channel;
    if (peer !== null) {
      peer.state = ChannelState.Unbound;
      peer.peer = null;
      peer.remoteDomid = domid;
    }
    channel.free();
  }

  /**
   * Signals the other end. Sends while its pending bit is set collapse into one; a masked port keeps the bit and
   * gives no upcall (EOI-02). A send on an unbound port is dropped with success.
   * @returns 0 or -EINVAL
   */
  send(domid: number, port: number): number {
    const channel = this.find(domid, port);
    if (channel === undefined) return -EINVAL;
    const { peer } = channel;
    const deliver = peer !== null && !peer.pending && !peer.masked;
    if (domid !== DOM0 && channel.remoteDomid === DOM0)
      this.ports.recorder.emit(Ev.GuestNotify, domid, deliver ? 1 : 0);
    if (peer === null) return 0;
    peer.pending = true;
    if (deliver) this.raise(peer);
    return 0;
  }

  isPending(domid: number, port: number): boolean {
    return this.find(domid, port)?.pending === true;
  }

  clearPending(domid: number, port: number): void {
    const channel = this.find(domid, port);
    if (channel !== undefined) channel.pending = false;
  }

  isMasked(domid: number, port: number): boolean {
    return this.find(domid, port)?.masked !== false;
  }

  mask(domid: number, port: number): void {
    const channel = this.find(domid, port);
    if (channel !== undefined) channel.masked = true;
  }

  /** Clears the mask, then looks at the pending bit, so that no event is lost (EOI-41, 44). */
  unmask(domid: number, port: number): void {
    const channel = this.find(domid, port);
    if (channel === undefined) return;
    channel.masked = false;
    if (channel.pending) this.raise(channel);
  }

  /** Delivers later events of `port` on another vCPU; callers mask it meanwhile. */
  bindVcpu(domid: number, port: number, vcpu: number): void {
    const channel = this.find(domid, port);
    if (channel !== undefined) channel.vcpu = vcpu;
  }

  /**
   * Next port of `vcpu` to look at: pending and not masked, after the one returned last (EOI-40, 42). It is not
   * returned again before it is signalled or unmasked again; its pending bit stays set.
   * @returns the port, or 0 when there is none
   */
  nextPending(domid: number, vcpu = 0): number {
    const domain = this.domain(domid);
    if (domain === undefined) return 0;
    const { channels, last } = domain;
    const count = channels.length;
    for (let step = 1; step <= count; step++) {
      const channel = channels[(last + step) % count] as EventChannel;
      if (!channel.linked || channel.vcpu !== vcpu) continue;
      channel.linked = false;
      if (!channel.pending || channel.masked) continue;
      domain.last = channel.port;
      return channel.port;
    }
    return 0;
  }

  /** True when the port does not exist or is free. */
  isClosed(domid: number, port: number): boolean {
    return this.find(domid, port) === undefined;
  }

  stateOf(domid: number, port: number): ChannelState {
    return this.find(domid, port)?.state ?? ChannelState.Free;
  }

  /** The other end, or null while the port is not bound. */
  peerOf(domid: number, port: number): EventChannel | null {
    return this.find(domid, port)?.peer ?? null;
  }

  /** How many ports of `domid` are in use. */
  openCount(domid: number): number {
    let count = 0;
    for (const channel of this.domain(domid)?.channels ?? [])
      if (channel.state !== ChannelState.Free) count++;
    return count;
  }

  private raise(channel: EventChannel): void {
    channel.linked = true;
    if (channel.domid === DOM0 && this.host !== null) this.host.upcall(channel.vcpu);
  }

  private domain(domid: number): DomainChannels | undefined {
    return domid === DOM0 ? this.dom0 : this.guests.get(domid);
  }

  private find(domid: number, port: number): EventChannel | undefined {
    const channel = this.domain(domid)?.channels[port];
    return channel === undefined || channel.state === ChannelState.Free ? undefined : channel;
  }

  /** Lowest free port, as in Xen: a closed port is the next to be handed out. */
  private allocate(domid: number): EventChannel {
    let domain = this.domain(domid);
    if (domain === undefined) {
      domain = new DomainChannels(domid);
      this.guests.set(domid, domain);
    }
    const { channels } = domain;
    for (let port = 1; port < channels.length; port++) {
      const channel = channels[port] as EventChannel;
      if (channel.state === ChannelState.Free) return channel;
    }
    const channel = new EventChannel(domid, channels.length);
    channels.push(channel);
    return channel;
  }
}
