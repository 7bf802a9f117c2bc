import { makeProfile } from '../changes/profiles.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import type { Execution } from '../executor/execution.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import type { Action, Program } from '../program/program.ts';

/** Events a guest sends at once, each jiffy. */
const EVENTS = 32;
const JIFFIES = 24;

/** A guest without any request that sends events without pause for 24 jiffies. @param device name of one */
export function floodProgram(device: string): Program {
  const actions = Array.from({ length: JIFFIES }, (): Action[] => [
    { do: 'notify', guest: 0, times: EVENTS },
    { do: 'advance', jiffies: 1 },
  ]);
  return {
    setup: { topology: 'vpci', guests: 1, devices: [{ name: device, guest: 0 }], start: 'connected' },
    actions: actions.flat(),
  };
}

/** How {@link floodProgram} went on one driver. */
export interface FloodRun {
  /** `linux-6.1`; `linux-6.1 with xsa-332 put back` */
  readonly driver: string;
  readonly execution: Execution;
}

/**
 * The same flood on the driver of Linux 6.1 with late EOI, and with XSA-332 put back.
 * @throws RangeError when the device is not in the library
 */
export function floodRuns(library: DeviceLibrary, device = library.names()[0] ?? ''): FloodRun[] {
  const program = floodProgram(device);
  return [[], ['xsa-332']].map((flaws) => {
    const made = makeProfile('linux-6.1', flaws);
    if ('problem' in made) throw new RangeError(`linux-6.1 cannot have ${flaws.join(', ')}`);
    const driver = ['linux-6.1', ...flaws.map((flaw) => `${flaw} put back`)].join(' with ');
    // Each its own executor: what an execution reported lasts until the executor's next.
    return { driver, execution: new ModelExecutor(library, made.profile).run(program, 'digest') };
  });
}
