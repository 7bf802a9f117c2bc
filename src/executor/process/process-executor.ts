import { World } from '../../platform/world.ts';
import { encodeActions } from '../../program/binary.ts';
import type { Program, Setup } from '../../program/program.ts';
import { type DeviceLibrary, placeDevices } from '../device-library.ts';
import { EventLog } from '../event-log.ts';
import type {
  Capability,
  ConnectionState,
  Crash,
  Execution,
  Executor,
  FinalState,
  Form,
  FunctionFacts,
} from '../execution.ts';
import { functionFacts } from '../function-facts.ts';
import { UnsupportedProgram } from '../unsupported.ts';
import { Child, ChildEnded } from './child.ts';
import { placesOf, writeDevice } from './devices.ts';
import { type Hello, readHello, writeGreeting } from './hello.ts';
import { Message, messageName, Want } from './protocol.ts';
import { type Looked, readLooked, readResult } from './result.ts';
import { readSetupAnswer, writeSetup } from './set-up.ts';
import { lackOf } from './supports.ts';
import { ByteReader, ByteWriter, ProtocolError } from './wire.ts';

export interface ProcessOptions {
  /** What starts the executor, for `sh -c`. */
  readonly command: string;
  readonly library: DeviceLibrary;
  /** Told to the executor, which may heed it. */
  readonly profile?: string;
  /** Longest time for one answer, milliseconds; default 10 000. */
  readonly timeout?: number;
  /** Longest time until it can be talked to, milliseconds; default 30 000. */
  readonly startTimeout?: number;
}

/** The executor cannot be started, or refuses to work: one line that says what, and what it said itself. */
export class ExecutorFailure extends Error {
  override readonly name = 'ExecutorFailure';
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_START_MS = 30_000;
/** First guest's domain; guest i of a set-up is this plus i. */
const FIRST_GUEST = 1;

/** A set-up that stands in the process. */
interface Standing {
  readonly id: number;
  readonly functions: readonly FunctionFacts[];
  readonly connections: readonly ConnectionState[];
}

/**
 * Runs programs in another process, over the protocol of `docs/executor-protocol.md`. A process that dies, hangs or
 * talks nonsense is ended and started again; the program it was at is reported as an execution that crashed, at the
 * site `executor`, so that it is kept like any other that shows something.
 */
export class ProcessExecutor implements Executor {
  readonly name: string;
  readonly sees: ReadonlySet<Capability>;
  readonly hello: Hello;
  /** How often the process had to be started again. */
  restarts = 0;
  private child: Child;
  private readonly options: ProcessOptions;
  private readonly out = new ByteWriter();
  private readonly log = new EventLog();
  private readonly told = new Map<string, number>();
  /** The least recently used first. */
  private readonly standing = new Map<string, Standing>();
  private runs = 0;

  /** Starts the process. @throws ExecutorFailure */
  constructor(options: ProcessOptions) {
    this.options = options;
    [this.child, this.hello] = this.start();
    this.name = this.hello.name;
    this.sees = this.hello.sees;
  }

  /**
   * @throws UnsupportedProgram when the executor cannot run it
   * @throws RangeError when the set-up names an unknown device
   */
  run(program: Program, form: Form): Execution {
    for (const execution of this.runAll([program], form)) {
      if (execution instanceof UnsupportedProgram) throw execution;
      return execution;
    }
    throw new RangeError('a program without an execution');
  }

  /**
   * Runs programs in batches and yields what came of each, in their order. An execution is valid until the next is taken.
   * @param whole pages and devices come with each; otherwise only those of a batch's last program can be looked at
   * @throws RangeError when a set-up names an unknown device
   */
  *runAll(
    programs: readonly Program[],
    form: Form,
    whole = false,
  ): Generator<Execution | UnsupportedProgram, void, void> {
    for (let at = 0; at < programs.length; ) {
      const first = programs[at] as Program;
      const lack = lackOf(first, this.hello);
      if (lack !== null) {
        yield new UnsupportedProgram(`${this.name} does not do ${lack}`);
        at++;
        continue;
      }
      const batch = this.batchFrom(programs, at);
      let done = 0;
      for (const one of this.runBatch(batch, form, whole)) {
        done++;
        yield one;
      }
      // After one that the process did not survive the rest is done anew.
      at += done;
    }
  }

  /** Has the next program run in a process of its own, as the first one did. */
  renew(): void {
    if (this.runs === 0) return;
    this.restart();
    this.runs = 0;
  }

  /** Ends the process. */
  close(): void {
    this.child.close();
  }

  /** Programs of one set-up that may go together. */
  private batchFrom(programs: readonly Program[], at: number): Program[] {
    const { setup } = programs[at] as Program;
    const batch: Program[] = [];
    for (const program of programs.slice(at, at + this.hello.batch)) {
      if (program.setup !== setup || lackOf(program, this.hello) !== null) break;
      batch.push(program);
    }
    return batch;
  }

  private *runBatch(
    batch: readonly Program[],
    form: Form,
    whole: boolean,
  ): Generator<Execution | UnsupportedProgram, void, void> {
    const { setup } = batch[0] as Program;
    let standing: Standing | undefined;
    let number = 0;
    let owed = 0;
    try {
      const answer = this.stand(setup);
      if (answer instanceof UnsupportedProgram) {
        for (const _ of batch) yield answer;
        return;
      }
      standing = answer;
      this.sendRun(standing.id, batch, form, whole);
      for (owed = batch.length; number < batch.length; number++) {
        const one = this.receiveResult(batch[number] as Program, form, standing, whole);
        owed--;
        yield one;
      }
    } catch (error) {
      owed = 0;
      if (!(error instanceof ChildEnded || error instanceof ProtocolError)) throw error;
      const program = batch[number] as Program;
      this.restart();
      yield this.lost(program, form, standing ?? this.described(setup), error);
    } finally {
      // Whoever takes no more leaves answers behind.
      if (owed > 0) this.skip(owed);
    }
  }

  private skip(results: number): void {
    try {
      for (let i = 0; i < results; i++) this.receive(Message.Result);
    } catch {
      this.restart();
    }
  }

  private sendRun(id: number, batch: readonly Program[], form: Form, whole: boolean): void {
    const { child, out } = this;
    if (child.hasMore) throw new ProtocolError('it said something that it was not asked');
    out.beginFrame(Message.Run);
    out.u16(id);
    out.u8((form === 'full' ? Want.Full : 0) | (whole ? Want.Pages | Want.Devices : 0));
    out.u16(batch.length);
    for (const { actions } of batch) {
      const bytes = encodeActions(actions);
      out.u32(bytes.length);
      out.raw(bytes);
    }
    out.endFrame();
    child.send(out.take());
  }

  private receiveResult(
    program: Program,
    form: Form,
    standing: Standing,
    whole: boolean,
  ): Execution | UnsupportedProgram {
    const from = this.receive(Message.Result);
    const { functions } = standing;
    const run = ++this.runs;
    // A page that did not come is not there.
    const look = whole ? nothingElse : once(() => this.look(run, functions.length));
    const result = readResult(from, this.log, functions.length, look);
    if (result.kind === 'refused') return new UnsupportedProgram(`${this.name}: ${result.reason}`);
    return this.execution(program, form, standing, result);
  }

  private execution(
    program: Program,
    form: Form,
    { connections, functions }: Standing,
    rest: Pick<Execution, 'crash' | 'returns' | 'final'>,
  ): Execution {
    const { log, name, sees } = this;
    const guestDomids = Array.from({ length: program.setup.guests }, (_, guest) => FIRST_GUEST + guest);
    const { crash, final, returns } = rest;
    return {
      program,
      executor: name,
      sees,
      form,
      log,
      crash,
      functions,
      guestDomids,
      returns,
      start: connections,
      final,
    };
  }

  /** What can only be seen of the last run, as long as nothing else runs. */
  private look(run: number, functions: number): Looked {
    if (run !== this.runs)
      throw new RangeError('this execution can no longer be looked at: another program ran');
    const { out } = this;
    out.beginFrame(Message.Look);
    out.u8(Want.Pages | Want.Devices);
    out.endFrame();
    try {
      this.child.send(out.take());
      return readLooked(this.receive(Message.Looked), functions);
    } catch (error) {
      if (!(error instanceof ChildEnded || error instanceof ProtocolError)) throw error;
      this.restart();
      throw new ExecutorFailure(`the executor ${this.name} was lost when it was looked at: ${error.message}`);
    }
  }

  /** Has the set-up stand in the process. */
  private stand(setup: Setup): Standing | UnsupportedProgram {
    const key = JSON.stringify(setup);
    const there = this.standing.get(key);
    if (there !== undefined) {
      this.standing.delete(key);
      this.standing.set(key, there);
      return there;
    }
    const { library } = this.options;
    const places = placesOf(placeDevices(library, setup.devices), library, (name) => this.tell(name));
    const id = this.freeId();
    writeSetup(this.out, { id, setup, places });
    this.child.send(this.out.take());
    const [type, from] = this.frame();
    if (type === Message.SetUpRefused) {
      from.u16();
      return new UnsupportedProgram(`${this.name}: ${from.text()}`);
    }
    if (type !== Message.SetUpOk) throw new ProtocolError(`${messageName(type)} where SetUpOk was due`);
    const answer = readSetupAnswer(from);
    if (answer.id !== id) throw new ProtocolError(`SetUpOk of ${answer.id} where ${id} was due`);
    const facts = this.described(setup).functions;
    const made: Standing = {
      id,
      connections: answer.connections,
      functions: facts.map((fact) => ({ ...fact, baseline: answer.baselines.get(fact.index) ?? null })),
    };
    this.standing.set(key, made);
    return made;
  }

  /** A set-up as its dumps alone tell of it. */
  private described(setup: Setup): Standing {
    const { machine } = new World();
    const placed = placeDevices(this.options.library, setup.devices);
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

  /** Number of a device, which the process is told of before its first use. */
  private tell(name: string): number {
    const known = this.told.get(name);
    if (known !== undefined) return known;
    const device = this.options.library.get(name);
    if (device === undefined) throw new RangeError(`there is no device '${name}'`);
    const number = this.told.size;
    writeDevice(this.out, number, device);
    this.told.set(name, number);
    return number;
  }

  /** An id for a new set-up, if need be that of the one that was not asked for the longest. */
  private freeId(): number {
    const { standing } = this;
    if (standing.size < this.hello.setups) return standing.size;
    const [oldest] = standing;
    const [key, { id }] = oldest as [string, Standing];
    standing.delete(key);
    return id;
  }

  private start(): [Child, Hello] {
    const { command, profile = '', timeout = DEFAULT_TIMEOUT_MS } = this.options;
    const { startTimeout = DEFAULT_START_MS } = this.options;
    let child: Child | undefined;
    try {
      child = new Child(command, startTimeout);
      const greeting = new ByteWriter();
      writeGreeting(greeting, { profile });
      child.send(greeting.take());
      const frame = child.receive();
      if (frame[0] === Message.Failed)
        throw new ProtocolError(new ByteReader(frame.subarray(1), 'Failed').text());
      if (frame[0] !== Message.HelloOk)
        throw new ProtocolError(`it begins with ${messageName(frame[0] as number)}, not with HelloOk`);
      const hello = readHello(new ByteReader(frame.subarray(1), 'HelloOk'));
      child.timeout = timeout;
      return [child, hello];
    } catch (error) {
      child?.drop();
      const problem = error instanceof Error ? error.message : String(error);
      throw new ExecutorFailure(`the executor '${command}' does not start: ${problem}`);
    }
  }

  private restart(): void {
    this.child.drop();
    this.told.clear();
    this.standing.clear();
    this.out.take();
    this.runs++;
    this.restarts++;
    [this.child] = this.start();
  }

  private receive(wanted: Message): ByteReader {
    const [type, from] = this.frame();
    if (type === wanted) return from;
    throw new ProtocolError(`${messageName(type)} where ${messageName(wanted)} was due`);
  }

  private frame(): [type: number, rest: ByteReader] {
    const frame = this.child.receive();
    const type = frame[0] as number;
    const from = new ByteReader(frame.subarray(1), messageName(type));
    if (type === Message.Failed) throw new ProtocolError(`it gave up: ${from.text()}`);
    return [type, from];
  }

  /** What is known of a program that the process did not survive. */
  private lost(
    program: Program,
    form: Form,
    standing: Standing,
    error: ChildEnded | ProtocolError,
  ): Execution {
    this.log.load(new Uint8Array(0), [], false);
    const site =
      error instanceof ProtocolError
        ? 'garbage'
        : error.status === undefined
          ? 'timeout'
          : `exit-${error.status}`;
    const crash: Crash = { kind: 'exception', site: `executor:${site}`, message: error.message };
    return this.execution(program, form, standing, { crash, returns: [], final: nothingLeft });
  }
}

const nothingElse = (): Looked => ({ pages: [], devices: [] });

const nothingLeft: FinalState = Object.freeze({
  connections: [],
  waiting: [],
  allocated: 0,
  allocatedAtStart: 0,
  boundDevices: 0,
  boundAtStart: 0,
  connectionsAtStart: 0,
  helpersOnFreedDevices: 0,
  deafChannels: [],
  now: 0,
  devices: () => [],
});

/** The value of a function that is called at most once. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
