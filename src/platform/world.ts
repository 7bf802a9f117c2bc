import { Clock } from './clock.ts';
import { EventChannels } from './event-channels.ts';
import { Faults } from './faults.ts';
import { Grants } from './grants.ts';
import { PciMachine } from './pci/machine.ts';
import { noPoints, type Points } from './points.ts';
import { type Recorder, silentRecorder } from './recorder.ts';
import { Scheduler } from './scheduler.ts';
import { Xenstore } from './xenstore.ts';

/** Where platform and host report to, and where the outside may act. Not state: set per execution. */
export interface Ports {
  recorder: Recorder;
  points: Points;
}

/** Domain that runs the backend. */
export const DOM0 = 0;

/** Hardware and hypervisor under the modelled host kernel: all their mutable state. */
export class World {
  readonly ports: Ports = { recorder: silentRecorder, points: noPoints };
  readonly faults = new Faults();
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly xenstore: Xenstore;
  readonly channels: EventChannels;
  readonly grants: Grants;
  readonly machine: PciMachine;

  constructor() {
    this.clock = new Clock();
    this.scheduler = new Scheduler(this.clock, this.ports);
    this.xenstore = new Xenstore(this.ports);
    this.channels = new EventChannels(this.ports);
    this.grants = new Grants(this.ports, this.faults);
    this.machine = new PciMachine(this.ports);
  }
}
