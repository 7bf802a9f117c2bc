import { testKernelConfig } from '../../../host/testing/kernel-config.ts';
import type { Ev, Recorder } from '../../../platform/recorder.ts';
import type { Steps } from '../../../platform/scheduler.ts';
import { World } from '../../../platform/world.ts';
import { Kernel } from '../../kernel.ts';
import { type HostSeams, hostSeams } from '../../seams.ts';
import type { XenbusDriver } from '../core.ts';
import type { XenbusDevice } from '../device.ts';

/** A driver that notes what the bus asks of it. */
export class NotingDriver implements XenbusDriver {
  readonly calls: string[] = [];
  /** Result of the next probes. */
  probeResult = 0;

  // biome-ignore lint/correctness/useYield: the bus wants a task's steps
  *probe(xdev: XenbusDevice): Steps<number> {
    this.calls.push(`probe ${xdev.name}`);
    return this.probeResult;
  }

  // biome-ignore lint/correctness/useYield: see above
  *otherendChanged(xdev: XenbusDevice, state: number): Steps {
    this.calls.push(`${xdev.name} ${state}`);
  }

  // biome-ignore lint/correctness/useYield: see above
  *remove(xdev: XenbusDevice): Steps {
    this.calls.push(`remove ${xdev.name}`);
  }

  /** Calls since the last look. */
  take(): string[] {
    return this.calls.splice(0);
  }
}

/** A host with a noting driver on the bus. */
export class BusRig implements Recorder {
  readonly wordByWord = false;
  readonly world = new World();
  readonly driver = new NotingDriver();
  readonly kernel: Kernel;
  readonly records: { code: Ev; args: number[] }[] = [];
  private readonly texts: string[] = [''];

  constructor(seams: Partial<HostSeams> = {}) {
    this.kernel = new Kernel(this.world, { ...hostSeams, ...seams }, testKernelConfig);
    this.world.ports.recorder = this;
    this.kernel.xenbus.registerBackend(this.driver);
    this.settle();
  }

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

  settle(): void {
    this.world.scheduler.budget = 4096;
    this.world.scheduler.settle();
  }

  write(path: string, value: string): void {
    this.world.xenstore.write(0, path, value);
  }

  read(path: string): string | null {
    return this.world.xenstore.read(0, path);
  }

  remove(path: string): void {
    this.world.xenstore.remove(0, path);
  }

  /** Writes the nodes of one backend, the state last; null leaves a key out. */
  node(domid: number, keys: Record<string, string | null> = {}, devid = 0): void {
    const frontend = `/local/domain/${domid}/device/pci/${devid}`;
    const all = { frontend, 'frontend-id': String(domid), state: '1', ...keys };
    for (const [key, value] of Object.entries(all)) {
      if (value !== null) this.write(`${BACKEND}/${domid}/${devid}/${key}`, value);
    }
  }

  /** Makes the frontend's directory, with a state unless it is null. */
  frontend(domid: number, state: string | null = '1', devid = 0): void {
    const dir = `/local/domain/${domid}/device/pci/${devid}`;
    this.write(dir, '');
    if (state !== null) this.write(`${dir}/state`, state);
  }
}

export const BACKEND = '/local/domain/0/backend/pci';
