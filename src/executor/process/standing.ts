import { World } from '../../platform/world.ts';
import type { Setup } from '../../program/program.ts';
import { type DeviceLibrary, placeDevices } from '../device-library.ts';
import type { ConnectionState, FunctionFacts } from '../execution.ts';
import { functionFacts } from '../function-facts.ts';
import { placesOf, writeDevice } from './devices.ts';
import type { Link } from './link.ts';
import { Message, messageName } from './protocol.ts';
import { readSetupAnswer, writeSetup } from './set-up.ts';
import { ProtocolError } from './wire.ts';

/** First guest's domain; guest i of a set-up is this plus i. */
export const FIRST_GUEST = 1;

/** A set-up that stands in the process. */
export interface Standing {
  readonly id: number;
  readonly functions: readonly FunctionFacts[];
  readonly connections: readonly ConnectionState[];
}

/** A set-up that the process does not bring about. */
export interface Refused {
  readonly refused: string;
}

/** The set-ups that stand in a process, and the devices that it was told of for them. */
export class StandingSetups {
  private readonly link: Link;
  private readonly library: DeviceLibrary;
  private readonly told = new Map<string, number>();
  /** The least recently used first. */
  private readonly standing = new Map<string, Standing>();
  /** Saves the text of a set-up that is asked for over and over. */
  private last: { readonly setup: Setup; readonly standing: Standing } | undefined;

  constructor(link: Link, library: DeviceLibrary) {
    this.link = link;
    this.library = library;
  }

  /** Forgets all: another process was started. */
  clear(): void {
    this.told.clear();
    this.standing.clear();
    this.last = undefined;
  }

  has(setup: Setup): boolean {
    return this.last?.setup === setup || this.standing.has(JSON.stringify(setup));
  }

  /**
   * Has the set-up stand in the process.
   * @throws ChildEnded, ProtocolError
   * @throws RangeError when it names an unknown device
   */
  stand(setup: Setup): Standing | Refused {
    if (this.last?.setup === setup) return this.last.standing;
    const key = JSON.stringify(setup);
    const there = this.standing.get(key) ?? this.make(setup);
    if ('refused' in there) return there;
    this.standing.delete(key);
    this.standing.set(key, there);
    this.last = { setup, standing: there };
    return there;
  }

  /** A set-up as its dumps alone tell of it. */
  described(setup: Setup): Standing {
    const { machine } = new World();
    const placed = placeDevices(this.library, setup.devices);
    const functions = placed.map(({ description }) => machine.add(description));
    return {
      id: -1,
      connections: [],
      functions: functions.map((fn, index) => {
        const device = placed[index]?.device ?? -1;
        const guest = setup.devices[device]?.guest;
        const domidAtStart = setup.start === 'connected' && guest !== undefined ? FIRST_GUEST + guest : -1;
        return functionFacts(fn, setup, device, { domidAtStart, baseline: null });
      }),
    };
  }

  private make(setup: Setup): Standing | Refused {
    const { library, link } = this;
    this.last = undefined;
    const places = placesOf(placeDevices(library, setup.devices), library, (name) => this.tell(name));
    const id = this.freeId();
    writeSetup(link.out, { id, setup, places });
    link.send();
    const [type, from] = link.frame();
    if (type === Message.SetUpRefused) {
      from.u16();
      return { refused: from.text() };
    }
    if (type !== Message.SetUpOk) throw new ProtocolError(`${messageName(type)} where SetUpOk was due`);
    const answer = readSetupAnswer(from, { counters: link.counters, edges: link.hello.edges });
    if (answer.id !== id) throw new ProtocolError(`SetUpOk of ${answer.id} where ${id} was due`);
    const { functions } = this.described(setup);
    return {
      id,
      connections: answer.connections,
      functions: functions.map((fact) => ({ ...fact, baseline: answer.baselines.get(fact.index) ?? null })),
    };
  }

  /** Number of a device, which the process is told of before its first use. */
  private tell(name: string): number {
    const known = this.told.get(name);
    if (known !== undefined) return known;
    const device = this.library.get(name);
    if (device === undefined) throw new RangeError(`there is no device '${name}'`);
    const number = this.told.size;
    writeDevice(this.link.out, number, device);
    this.told.set(name, number);
    return number;
  }

  /** An id that nothing stands for, if need be that of the set-up that was not asked for the longest. */
  private freeId(): number {
    const { link, standing } = this;
    const taken = new Set(Array.from(standing.values(), ({ id }) => id));
    for (let id = 0; id < link.hello.setups; id++) if (!taken.has(id)) return id;
    const [oldest] = standing;
    const [key, { id }] = oldest as [string, Standing];
    standing.delete(key);
    return id;
  }
}
