import { SH_FLAGS, XEN_PCIF_active } from '../../abi/pciif.ts';
import { EventChannels } from '../../platform/event-channels.ts';
import { Grants } from '../../platform/grants.ts';
import type { GuestPage } from '../../platform/shared-page.ts';
import { DOM0, World } from '../../platform/world.ts';
import { Xenstore, type XenstoreTransaction } from '../../platform/xenstore.ts';
import { followPage, Notes, slotKept } from './happening.ts';

/** A world in which everything that a guest does to the outside is noted. */
export class WatchedWorld extends World {
  readonly notes: Notes;
  override readonly xenstore: WatchedXenstore;
  override readonly channels: WatchedChannels;
  override readonly grants: WatchedGrants;

  constructor() {
    super();
    this.notes = new Notes(this.clock);
    this.xenstore = new WatchedXenstore(this);
    this.channels = new WatchedChannels(this);
    this.grants = new WatchedGrants(this);
  }
}

class WatchedXenstore extends Xenstore {
  /** Transactions that somebody else will spoil. */
  conflicts = 0;
  private readonly world: WatchedWorld;
  private readonly open = new Map<XenstoreTransaction, { number: number; path: string | null }>();
  private begun = 0;

  constructor(world: WatchedWorld) {
    super(world.ports);
    this.world = world;
  }

  override write(domid: number, path: string, value: string, tx?: XenstoreTransaction): number {
    if (domid !== DOM0) {
      const opened = tx === undefined ? undefined : this.open.get(tx);
      if (opened !== undefined) opened.path = path;
      const name = path.split('/').at(-1);
      const { notes } = this.world;
      if (name === 'state') notes.note({ what: 'devices', names: notes.devices() });
      notes.note({ what: 'write', node: `${name}=${value}`, transaction: opened?.number ?? null });
    }
    return super.write(domid, path, value, tx);
  }

  override begin(domid: number): XenstoreTransaction {
    const tx = super.begin(domid);
    if (domid !== DOM0) this.open.set(tx, { number: this.begun++, path: null });
    return tx;
  }

  override end(tx: XenstoreTransaction, abort: boolean): number {
    const opened = this.open.get(tx);
    if (opened?.path != null && this.conflicts > 0) {
      this.conflicts--;
      super.write(DOM0, opened.path, 'somebody else');
    }
    const status = super.end(tx, abort);
    if (opened !== undefined) this.world.notes.note({ what: 'end', transaction: opened.number, status });
    return status;
  }
}

class WatchedChannels extends EventChannels {
  private readonly world: WatchedWorld;

  constructor(world: WatchedWorld) {
    super(world.ports);
    this.world = world;
  }

  override allocUnbound(domid: number, remoteDomid: number): number {
    const port = super.allocUnbound(domid, remoteDomid);
    if (domid !== DOM0) this.world.notes.note({ what: 'channel', port });
    return port;
  }

  override close(domid: number, port: number): void {
    const { notes } = this.world;
    if (domid !== DOM0) {
      notes.note({ what: 'devices', names: notes.devices() });
      notes.note({ what: 'close', port });
    }
    super.close(domid, port);
  }

  override send(domid: number, port: number): number {
    if (domid !== DOM0) {
      const { page } = this.world.grants;
      // Once the request is complete, its slot is the backend's answer.
      const outstanding = page !== null && page.read32(SH_FLAGS) & XEN_PCIF_active;
      this.world.notes.note({ what: 'event', slotKept: !outstanding || slotKept(page) });
    }
    return super.send(domid, port);
  }
}

class WatchedGrants extends Grants {
  /** The page granted last. */
  page: GuestPage | null = null;
  /** It, as it was when it was granted. */
  granted: Uint8Array | null = null;
  private readonly world: WatchedWorld;

  constructor(world: WatchedWorld) {
    super(world.ports, world.faults);
    this.world = world;
  }

  override grant(page: GuestPage, toDomid: number, readonly = false): number {
    const ref = super.grant(page, toDomid, readonly);
    this.page = page;
    this.granted = page.bytes.slice();
    followPage(page, this.world.notes);
    this.world.notes.note({ what: 'grant', ref });
    return ref;
  }

  override revoke(domid: number, ref: number): void {
    this.world.notes.note({ what: 'revoke', ref });
    super.revoke(domid, ref);
  }
}
