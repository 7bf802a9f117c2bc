import type { Profile } from '../../changes/profiles.ts';
import { silentRecorder } from '../../platform/recorder.ts';
import { Snapshot } from '../../platform/snapshot.ts';
import type { Program, Setup } from '../../program/program.ts';
import type { DeviceLibrary } from '../device-library.ts';
import { EventLog } from '../event-log.ts';
import {
  type Capability,
  type ConnectionState,
  type Crash,
  capabilities,
  type Execution,
  type Executor,
  type Form,
  type FunctionFacts,
} from '../execution.ts';
import {
  describeFunctions,
  inspectConnections,
  inspectFinal,
  type StartFacts,
  startFacts,
} from './inspect.ts';
import { Player } from './player.ts';
import { ReturnWatch } from './returns.ts';
import { Testbed } from './testbed.ts';

/** A set-up kept ready: its testbed, the image of its start, and facts of that start. */
interface Ready {
  readonly bed: Testbed;
  readonly image: Snapshot;
  readonly player: Player;
  readonly watch: ReturnWatch;
  readonly functions: readonly FunctionFacts[];
  readonly start: StartFacts;
  readonly guestDomids: readonly number[];
  readonly connections: readonly ConnectionState[];
  /** When it was asked for last, in programs run. */
  usedAt: number;
}

/** Most set-ups kept ready at once. */
export const MAX_READY = 384;

/** Runs programs on `src/backend`, restoring a snapshot of the set-up's start before each. */
export class ModelExecutor implements Executor {
  readonly name = 'model';
  readonly sees: ReadonlySet<Capability> = new Set(capabilities);
  readonly profile: Profile;
  private readonly library: DeviceLibrary;
  private readonly ready = new Map<string, Ready>();
  /** The same by object: programs share set-ups, and a look at one costs more than it seems. */
  private bySetup = new WeakMap<Setup, Ready>();
  private readonly log = new EventLog();
  /** Testbeds built so far. */
  private builds = 0;
  /** Times that some set-up was asked for. */
  private uses = 0;

  constructor(library: DeviceLibrary, profile: Profile) {
    this.library = library;
    this.profile = profile;
  }

  /** @throws RangeError as {@link run} */
  setUp(setup: Setup): boolean {
    if (this.bySetup.has(setup)) return false;
    const { builds } = this;
    this.prepare(setup);
    return this.builds !== builds;
  }

  /** @throws RangeError when the set-up names an unknown device or cannot be built */
  run(program: Program, form: Form): Execution {
    const ready = this.prepare(program.setup);
    const { bed, player, watch } = ready;
    ready.image.restore();
    this.log.begin(bed.world.clock, bed.world.scheduler, form === 'full');
    watch.begin();
    const crash = player.play(program, this.log, watch);
    return {
      program,
      executor: this.name,
      sees: this.sees,
      form,
      log: this.log,
      crash,
      functions: ready.functions,
      guestDomids: ready.guestDomids,
      returns: watch.noticed(),
      start: ready.connections,
      final: inspectFinal(bed, ready.start),
    };
  }

  /** The bare core: runs a program and keeps nothing of it but how it ended. @throws RangeError as {@link run} */
  play(program: Program): Crash | null {
    const { image, player } = this.prepare(program.setup);
    image.restore();
    return player.play(program, silentRecorder, null);
  }

  /** The testbed a set-up's programs run on, at its start; for looking at, not for keeping. */
  testbed(setup: Setup): Testbed {
    const { bed, image } = this.prepare(setup);
    image.restore();
    return bed;
  }

  private prepare(setup: Setup): Ready {
    const ready = this.bySetup.get(setup) ?? this.readyFor(setup);
    ready.usedAt = ++this.uses;
    return ready;
  }

  private readyFor(setup: Setup): Ready {
    const key = JSON.stringify(setup);
    const ready = this.ready.get(key) ?? this.makeReady(key, setup);
    this.bySetup.set(setup, ready);
    return ready;
  }

  private makeReady(key: string, setup: Setup): Ready {
    if (this.ready.size >= MAX_READY) this.dropOne();
    this.builds++;
    const bed = new Testbed(setup, this.library, this.profile);
    const image = snapshotOf(bed);
    const made: Ready = {
      bed,
      image,
      player: new Player(bed),
      watch: new ReturnWatch(bed, this.log),
      functions: describeFunctions(bed),
      start: startFacts(bed),
      guestDomids: bed.frontends.map(({ domid }) => domid),
      connections: inspectConnections(bed).map(withPageKept),
      usedAt: 0,
    };
    this.ready.set(key, made);
    return made;
  }

  /** Gives up the set-up that was not asked for the longest: parents of a corpus come back to theirs again and again. */
  private dropOne(): void {
    let oldest = '';
    let at = Number.POSITIVE_INFINITY;
    for (const [key, { usedAt }] of this.ready) {
      if (usedAt < at) [oldest, at] = [key, usedAt];
    }
    this.ready.delete(oldest);
    this.bySetup = new WeakMap();
  }
}

/** The connection with its page as it is now. */
function withPageKept(connection: ConnectionState): ConnectionState {
  const bytes = connection.page();
  return { ...connection, page: () => bytes?.slice() ?? null };
}

/** Image of a testbed at its starting point. */
export function snapshotOf(bed: Testbed): Snapshot {
  bed.world.xenstore.seal();
  return new Snapshot([bed], notState(bed));
}

/** What can be reached from a testbed and is not its state: ports, tables of functions, constants. */
export function notState(bed: Testbed): object[] {
  const { kernel, world } = bed;
  return [
    world.ports,
    bed.setup,
    kernel.config,
    kernel.seams,
    bed.backendSeams,
    ...world.machine.constants(),
  ];
}
