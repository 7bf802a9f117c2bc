import type { Connection } from '../../backend/connection.ts';
import type { StubDevice } from '../../backend/driver.ts';
import type { PciDevice } from '../../host/pci/device.ts';
import { Ev, HostCall } from '../../platform/recorder.ts';
import { type EventLog, STRIDE } from '../event-log.ts';
import type { DeviceState, Return } from '../execution.ts';
import { inspectDevice } from './inspect.ts';
import type { Testbed } from './testbed.ts';

/** Notices, between the actions of one program after another, which devices guests gave back, and in what state. */
export class ReturnWatch {
  private readonly bed: Testbed;
  private readonly log: EventLog;
  private returns: Return[] = [];
  /** State of each bound device while nobody had it. */
  private readonly baselines = new Map<PciDevice, DeviceState>();
  private readonly inUse = new Set<PciDevice>();
  /** Bound devices and who had them at the last look; most actions change neither. */
  private readonly seen: StubDevice[] = [];
  private readonly holders: (Connection | null)[] = [];
  /** Something is not as at the start of a program any more. */
  private moved = true;
  /** Records of the log that were looked through for resets. */
  private logSeen = 0;

  /** @param bed at its starting point whenever a program begins */
  constructor(bed: Testbed, log: EventLog) {
    this.bed = bed;
    this.log = log;
  }

  /** A program begins. */
  begin(): void {
    this.returns = [];
    this.logSeen = 0;
    if (!this.moved) return;
    const { baselines, inUse } = this;
    baselines.clear();
    inUse.clear();
    for (const [dev, state] of this.bed.baselines) baselines.set(dev, state);
    for (const { dev, pdev } of this.bed.driver.devices) if (pdev !== null) inUse.add(dev);
    this.remember();
    this.moved = false;
  }

  /** Looks at what `action` did. */
  look(action: number): void {
    if (this.isAsSeen()) return;
    this.moved = true;
    const { baselines, bed, inUse } = this;
    const { devices } = bed.driver;
    const logged = this.log.length;
    for (const { dev, pdev } of devices) {
      if (pdev !== null) inUse.add(dev);
      else if (inUse.delete(dev)) this.noteReturn(dev, action);
      else if (!baselines.has(dev)) baselines.set(dev, inspectDevice(bed, dev));
    }
    for (const dev of baselines.keys()) {
      if (devices.some((stub) => stub.dev === dev)) continue;
      baselines.delete(dev);
      inUse.delete(dev);
    }
    this.logSeen = logged;
    this.remember();
  }

  /** What was noticed since {@link begin}. */
  noticed(): readonly Return[] {
    return this.returns;
  }

  private isAsSeen(): boolean {
    const { holders, seen } = this;
    const { devices } = this.bed.driver;
    if (devices.length !== seen.length) return false;
    for (let i = 0; i < devices.length; i++) {
      const stub = devices[i];
      if (stub !== seen[i] || stub?.pdev !== holders[i]) return false;
    }
    return true;
  }

  private remember(): void {
    const { devices } = this.bed.driver;
    this.seen.length = 0;
    this.holders.length = 0;
    for (const stub of devices) {
      this.seen.push(stub);
      this.holders.push(stub.pdev);
    }
  }

  private noteReturn(dev: PciDevice, action: number): void {
    const before = this.baselines.get(dev);
    if (before === undefined) return;
    const after = inspectDevice(this.bed, dev);
    this.returns.push({ fn: dev.fn.index, action, before, after, resetDone: this.wasReset(dev.fn.index) });
  }

  /** A function reset of `fn` was recorded since the last look at which something had changed. */
  private wasReset(fn: number): boolean {
    const { data, length } = this.log;
    let reset = false;
    for (let i = this.logSeen; i < length; i++) {
      const at = i * STRIDE;
      if (data[at] === Ev.HostExit && data[at + 3] === fn && data[at + 4] === HostCall.ResetFunction) {
        reset = data[at + 5] === 0;
      }
    }
    return reset;
  }
}
