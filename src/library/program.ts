import { kinds } from '../program/kinds.ts';
import type { Action, DeviceSetup, Program, Setup, Step } from '../program/program.ts';

type Request = Omit<Extract<Step, { do: 'op' }>, 'do'>;

/** What a program begins with; what is left out is one guest, connected with the devices named. */
export type ProgramSetup = Partial<Omit<Setup, 'devices'>> & {
  /** Names of devices, which guest 0 gets, or devices with all that can be said of them. */
  readonly devices: readonly (string | DeviceSetup)[];
};

/** Builds a program action by action; each call adds one to the same builder. */
export class ProgramBuilder {
  private readonly setup: Setup;
  private readonly actions: Action[] = [];
  private current: number | undefined;

  constructor({ devices, ...rest }: ProgramSetup) {
    this.setup = {
      topology: 'vpci',
      guests: 1,
      start: 'connected',
      ...rest,
      devices: devices.map((device) => (typeof device === 'string' ? { name: device, guest: 0 } : device)),
    };
  }

  /** The guest (0, 1, 2) by which the actions that follow are done. */
  guest(number: number): this {
    this.current = number;
    return this;
  }

  /** Posts a request: `cmd` 0 config read, 1 config write, 2 to 5 MSI and MSI-X. */
  request(request: Request): this {
    return this.action({ do: 'op', ...request });
  }

  /** A configuration read of device 0; `size` in bytes. */
  read(offset: number, size = 4): this {
    return this.request({ cmd: 0, offset, size });
  }

  /** A configuration write of device 0; `size` in bytes. */
  write(offset: number, value: number, size = 4): this {
    return this.request({ cmd: 1, offset, size, value });
  }

  /** Any action at all. */
  action(action: Action): this {
    const by = this.current !== undefined && hasGuest(action) ? { guest: this.current } : {};
    this.actions.push({ ...by, ...action } as Action);
    return this;
  }

  /**
   * Changes a word of the page at the `nth` fetch of `field` during the action added last: what a hostile guest does
   * while its request is read.
   */
  changedAtFetch(field: string, nth: number, value: number): this {
    const last = this.actions.pop();
    if (last === undefined) throw new RangeError('changedAtFetch: there is no action yet; add one first');
    const by = 'guest' in last && last.guest !== undefined ? { guest: last.guest } : {};
    const effect = { on: 'fetch', name: field, nth, then: [{ do: 'page', ...by, field, value }] } as const;
    this.actions.push({ ...last, at: [...(last.at ?? []), effect] });
    return this;
  }

  build(): Program {
    return { setup: this.setup, actions: [...this.actions] };
  }
}

const hasGuest = ({ do: kind }: Action): boolean => 'guest' in kinds[kind];

/** Begins a program: `program({ devices: ['e1000e'] }).read(0).build()`. */
export const program = (setup: ProgramSetup): ProgramBuilder => new ProgramBuilder(setup);
