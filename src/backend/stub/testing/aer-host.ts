import { pci_channel_io_frozen } from '../../../abi/aer.ts';
import * as abi from '../../../abi/pciif.ts';
import type { Steps } from '../../../host/index.ts';
import type { VpciData } from '../../topology/vpci.ts';
import { disconnect } from '../../xenbus/disconnect.ts';
import { type Guest, type HostOptions, StubHost } from './stub-host.ts';

/** Callbacks as programs name them. */
export const callbacks = ['detected', 'mmio', 'slot_reset', 'resume'] as const;
export type CallbackName = (typeof callbacks)[number];

/** A guest that does not answer at all. */
export const timeout = Symbol('timeout');

/** A connected guest with an AER handler, and the host's calls to the driver. */
export class AerHost extends StubHost {
  readonly guest: Guest;
  /** Verdict of the callback begun last; undefined while it waits. */
  verdict: number | undefined = undefined;
  private pending: number | typeof timeout = 5;

  constructor(options: HostOptions = {}) {
    super({ parameters: { hide: '(03:00.0)' }, ...options });
    this.guest = this.connect();
    this.setFlags(abi.XEN_PCIB_AERHANDLER);
  }

  setFlags(flags: number): void {
    this.guest.page.write32(abi.SH_FLAGS, flags);
  }

  /** The guest's event to the backend. */
  send(): void {
    this.world.channels.send(this.guest.connection.domid, this.guest.port);
    this.settle();
  }

  willAnswer(answer: number | typeof timeout): void {
    this.pending = answer;
  }

  /** The guest's connection loses page and channel, its device stays assigned. */
  disconnect(): void {
    this.run(disconnect(this.guest.connection));
  }

  /** The device goes from the guest's virtual bus, though the guest has it. */
  hideFromFrontend(): void {
    for (const slot of (this.guest.connection.topology as VpciData).slots) slot.length = 0;
  }

  /** Calls the driver and lets it get as far as it can. */
  begin(name: CallbackName): void {
    this.verdict = undefined;
    this.run(this.remember(name));
  }

  /** Starts the host's whole recovery. */
  beginRecover(): void {
    this.run(this.kernel.pci.recover(this.dev(), 1));
  }

  /** The guest serves the request: verdict, flag, event. */
  answer(value: number): void {
    const { page } = this.guest;
    page.write32(abi.SH_AER + abi.AER_ERR, value);
    page.write32(abi.SH_FLAGS, page.read32(abi.SH_FLAGS) & ~abi.XEN_PCIB_active);
    this.send();
  }

  /** Calls the driver, with the guest answering as it was told to. */
  call(name: CallbackName): number | undefined {
    this.begin(name);
    if ((this.guest.page.read32(abi.SH_FLAGS) & abi.XEN_PCIB_active) === 0) return this.verdict;
    if (this.pending === timeout) this.advance(301);
    else this.answer(this.pending);
    return this.verdict;
  }

  killed(): boolean {
    return this.world.xenstore.read(0, '/local/domain/0/backend/pci/7/0/aerState') === 'aerfail';
  }

  private *remember(name: CallbackName): Steps {
    this.verdict = yield* this.loaded.callAer(this.dev(), name, pci_channel_io_frozen);
  }
}
