import {
  XenbusStateClosing,
  XenbusStateInitialising,
  XenbusStateReconfiguring,
} from '../../../abi/xenbus.ts';
import type { World } from '../../../platform/world.ts';

const DOM0 = 0;

export interface BackendOptions {
  /** Values of dev-0, dev-1, ... as the toolstack writes them. */
  readonly devices?: readonly string[];
  readonly online?: string | null;
  /** Keys to be written in place of, or besides, the usual ones; null leaves a key out. */
  readonly keys?: Readonly<Record<string, string | null>>;
  /** Whether the frontend's directory is made, with state 1. */
  readonly frontend?: boolean;
  /** State key of the frontend's directory; null: none. */
  readonly frontendState?: string | null;
}

/** Does to xenstore what libxl does for PCI pass-through to a PV guest (XB-64..66). Everything with devid 0. */
export class Toolstack {
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  backend(domid: number): string {
    return `/local/domain/0/backend/pci/${domid}/0`;
  }

  frontend(domid: number): string {
    return `/local/domain/${domid}/device/pci/0`;
  }

  read(path: string): string | null {
    return this.world.xenstore.read(DOM0, path);
  }

  write(path: string, value: string): void {
    this.world.xenstore.write(DOM0, path, value);
  }

  remove(path: string): void {
    this.world.xenstore.remove(DOM0, path);
  }

  /** Keys of a backend node by name. */
  keys(domid: number): Record<string, string> {
    const dir = this.backend(domid);
    const names = this.world.xenstore.list(DOM0, dir) ?? [];
    return Object.fromEntries(names.map((name) => [name, this.read(`${dir}/${name}`) ?? '']));
  }

  /** Makes both ends of a new connection, in one transaction, as at domain start. */
  create(domid: number, options: BackendOptions = {}): void {
    const { xenstore } = this.world;
    const {
      devices = ['0000:03:00.0'],
      online = '1',
      keys = {},
      frontend = true,
      frontendState = '1',
    } = options;
    const backend = this.backend(domid);
    const other = this.frontend(domid);
    xenstore.setOwner(`/local/domain/${domid}`, domid, [DOM0]);
    if (frontend) xenstore.setOwner(other, domid, [DOM0]);
    xenstore.setOwner(backend, DOM0, [domid]);
    const node: Record<string, string | null> = {
      frontend: other,
      'frontend-id': String(domid),
      online,
      state: String(XenbusStateInitialising),
      domain: `guest${domid}`,
    };
    devices.forEach((device, i) => {
      node[`key-${i}`] = device;
      node[`dev-${i}`] = device;
      node[`opts-${i}`] = 'msitranslate=0,power_mgmt=0,permissive=0,rdm_policy=strict';
      node[`state-${i}`] = String(XenbusStateInitialising);
    });
    node.num_devs = String(devices.length);
    Object.assign(node, keys);
    const tx = xenstore.begin(DOM0);
    for (const [key, value] of Object.entries(node)) {
      if (value !== null) xenstore.write(DOM0, `${backend}/${key}`, value, tx);
    }
    if (frontend) {
      xenstore.write(DOM0, `${other}/backend`, backend, tx);
      xenstore.write(DOM0, `${other}/backend-id`, '0', tx);
      if (frontendState !== null) xenstore.write(DOM0, `${other}/state`, frontendState, tx);
    }
    xenstore.end(tx, false);
  }

  /** Adds device number `n`; with `hotplug` the backend goes to Reconfiguring (XB-64). */
  attach(domid: number, n: number, device: string, hotplug = true): void {
    const { xenstore } = this.world;
    const backend = this.backend(domid);
    const tx = xenstore.begin(DOM0);
    xenstore.write(DOM0, `${backend}/key-${n}`, device, tx);
    xenstore.write(DOM0, `${backend}/dev-${n}`, device, tx);
    xenstore.write(DOM0, `${backend}/state-${n}`, String(XenbusStateInitialising), tx);
    xenstore.write(DOM0, `${backend}/num_devs`, String(n + 1), tx);
    if (hotplug) xenstore.write(DOM0, `${backend}/state`, String(XenbusStateReconfiguring), tx);
    xenstore.end(tx, false);
  }

  /** Marks device number `n` for removal and goes to Reconfiguring (first half of XB-65). */
  detach(domid: number, n: number): void {
    const { xenstore } = this.world;
    const backend = this.backend(domid);
    const tx = xenstore.begin(DOM0);
    xenstore.write(DOM0, `${backend}/state-${n}`, String(XenbusStateClosing), tx);
    xenstore.write(DOM0, `${backend}/state`, String(XenbusStateReconfiguring), tx);
    xenstore.end(tx, false);
  }

  /** Deletes the keys of the last device after its removal (second half of XB-65). */
  cleanUp(domid: number, n: number): void {
    const backend = this.backend(domid);
    for (const key of ['state', 'key', 'dev', 'vdev', 'opts']) this.remove(`${backend}/${key}-${n}`);
    this.write(`${backend}/num_devs`, String(n));
  }
}
