import { XenbusStateClosing, XenbusStateInitialising, XenbusStateReconfiguring } from '../abi/xenbus.ts';
import { DOM0, type World } from '../platform/world.ts';

/** Host address of a device as xenstore has it: `0000:03:00.0`. */
export type DeviceAddress = string;

/**
 * What libxl does to xenstore for a guest's PCI devices (XB-64 to XB-66). It only writes nodes; whoever drives it
 * lets the backend run and waits for states.
 */
export class Toolstack {
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  backendDirectory(domid: number): string {
    return `/local/domain/${DOM0}/backend/pci/${domid}/0`;
  }

  frontendDirectory(domid: number): string {
    return `/local/domain/${domid}/device/pci/0`;
  }

  /** Builds both directories with `devices` in them; the backend is probed because its state is Initialising. */
  create(domid: number, devices: readonly DeviceAddress[]): void {
    const { xenstore } = this.world;
    const backend = this.backendDirectory(domid);
    const frontend = this.frontendDirectory(domid);
    // Children inherit the directory's permissions, so these come first (XB-66).
    this.makeDirectory(frontend, domid, DOM0);
    this.makeDirectory(backend, DOM0, domid);
    const tx = xenstore.begin(DOM0);
    const put = (path: string, value: string) => xenstore.write(DOM0, path, value, tx);
    put(`${frontend}/backend`, backend);
    put(`${frontend}/backend-id`, String(DOM0));
    put(`${frontend}/state`, String(XenbusStateInitialising));
    put(`${backend}/frontend`, frontend);
    put(`${backend}/frontend-id`, String(domid));
    put(`${backend}/online`, '1');
    put(`${backend}/domain`, `guest-${domid}`);
    put(`${backend}/num_devs`, String(devices.length));
    devices.forEach((address, index) => {
      put(`${backend}/key-${index}`, address);
      put(`${backend}/dev-${index}`, address);
      put(`${backend}/opts-${index}`, 'msitranslate=0,power_mgmt=0,permissive=0,rdm_policy=strict');
      put(`${backend}/state-${index}`, String(XenbusStateInitialising));
    });
    put(`${backend}/state`, String(XenbusStateInitialising));
    xenstore.end(tx, false);
  }

  /** Adds a device to a running guest, in one transaction; the backend acts once the frontend follows (XB-41, 64). */
  add(domid: number, address: DeviceAddress): void {
    const { xenstore } = this.world;
    const backend = this.backendDirectory(domid);
    const index = this.count(domid);
    const tx = xenstore.begin(DOM0);
    const put = (name: string, value: string) => xenstore.write(DOM0, `${backend}/${name}`, value, tx);
    put(`key-${index}`, address);
    put(`dev-${index}`, address);
    put(`opts-${index}`, 'msitranslate=0,power_mgmt=0,permissive=0,rdm_policy=strict');
    put(`state-${index}`, String(XenbusStateInitialising));
    put('num_devs', String(index + 1));
    if (index > 0) put('state', String(XenbusStateReconfiguring));
    xenstore.end(tx, false);
  }

  /** Marks a device for detach (XB-65, first half). */
  remove(domid: number, address: DeviceAddress): void {
    const backend = this.backendDirectory(domid);
    for (let i = 0; i < this.count(domid); i++) {
      if (this.world.xenstore.read(DOM0, `${backend}/dev-${i}`) !== address) continue;
      this.put(`${backend}/state-${i}`, String(XenbusStateClosing));
      this.put(`${backend}/state`, String(XenbusStateReconfiguring));
      return;
    }
  }

  /** Deletes and renumbers the keys of detached devices (XB-65, second half). */
  reap(domid: number): void {
    const { xenstore } = this.world;
    const backend = this.backendDirectory(domid);
    const names = ['key', 'dev', 'vdev', 'opts', 'vdevfn', 'name', 'state'];
    const count = this.count(domid);
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const gone = xenstore.read(DOM0, `${backend}/state-${i}`) === String(XenbusStateClosing);
      for (const name of names) {
        const value = xenstore.read(DOM0, `${backend}/${name}-${i}`);
        if (value === null) continue;
        if (gone || kept !== i) xenstore.remove(DOM0, `${backend}/${name}-${i}`);
        if (!gone && kept !== i) this.put(`${backend}/${name}-${kept}`, value);
      }
      if (!gone) kept++;
    }
    if (kept !== count) this.put(`${backend}/num_devs`, String(kept));
  }

  /** The device is not to come back: the backend unregisters at Closed (XB-51). */
  offline(domid: number): void {
    this.put(`${this.backendDirectory(domid)}/online`, '0');
  }

  /** Deletes both directories (XB-55). */
  destroy(domid: number): void {
    this.world.xenstore.remove(DOM0, this.frontendDirectory(domid));
    this.world.xenstore.remove(DOM0, this.backendDirectory(domid));
  }

  private makeDirectory(path: string, owner: number, reader: number): void {
    this.put(path, '');
    this.world.xenstore.setOwner(path, owner, [reader]);
  }

  private count(domid: number): number {
    const count = this.world.xenstore.read(DOM0, `${this.backendDirectory(domid)}/num_devs`);
    return Math.max(0, Math.min(64, Number.parseInt(count ?? '0', 10) || 0));
  }

  private put(path: string, value: string): void {
    this.world.xenstore.write(DOM0, path, value);
  }
}
