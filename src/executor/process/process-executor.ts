import type { Program, Setup } from '../../program/program.ts';
import type { DeviceLibrary } from '../device-library.ts';
import type { Capability, Execution, Executor, Form } from '../execution.ts';
import { UnsupportedProgram } from '../unsupported.ts';
import { ChildEnded } from './child.ts';
import { type EdgeFunction, readEdgeTable } from './edge-table.ts';
import type { Hello } from './hello.ts';
import { ExecutorFailure, Link, type LinkOptions } from './link.ts';
import { Message, Want } from './protocol.ts';
import { type Digest, type Looked, readLooked } from './result.ts';
import { Runs } from './runs.ts';
import { StandingSetups } from './standing.ts';
import { lackOf, lackOfActions, lackOfSetup } from './supports.ts';
import { type ByteReader, type ByteWriter, ProtocolError } from './wire.ts';

export { ExecutorFailure } from './link.ts';

export interface ProcessOptions extends LinkOptions {
  readonly library: DeviceLibrary;
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
  private readonly link: Link;
  private readonly setups: StandingSetups;
  private readonly runs: Runs;

  /** Starts the process. @throws ExecutorFailure */
  constructor(options: ProcessOptions) {
    this.link = new Link(options);
    this.hello = this.link.hello;
    this.name = this.hello.name;
    this.sees = this.hello.sees;
    this.setups = new StandingSetups(this.link, options.library);
    this.runs = new Runs(this.link, this.setups, {
      look: (functions) => this.look(functions),
      restart: () => this.restart(),
    });
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
  runAll(
    programs: readonly Program[],
    form: Form,
    whole = false,
  ): Generator<Execution | UnsupportedProgram, void, void> {
    return this.inBatches(programs, (batch) => this.runs.batch(batch, form, whole));
  }

  /**
   * The digest of each program in digest form, and nothing else of it: who has seen one like it need not see it again.
   * One that the process did not survive is an execution.
   * @throws RangeError when a set-up names an unknown device
   */
  digests(programs: readonly Program[]): Generator<Digest | Execution | UnsupportedProgram, void, void> {
    return this.inBatches(programs, (batch) => this.runs.digests(batch));
  }

  /** Has a set-up stand in the process; false when it did already, or is refused. The edges that it took are counted. */
  setUp(setup: Setup): boolean {
    return lackOfSetup(setup, this.hello) === null && this.runs.setUp(setup);
  }

  /**
   * What each program takes of the backend's edges from now on: a counter for each, up to 255, filled anew by each set-up
   * and program. Undefined when the executor counts none.
   */
  countEdges(): { readonly counters: Uint8ClampedArray; readonly total: number } | undefined {
    const { hello, link } = this;
    if (hello.edges === 0) return undefined;
    this.runs.withEdges = true;
    return { counters: link.counters, total: hello.edges };
  }

  /** The functions that the edges are of, in their order. @throws ExecutorFailure */
  edgeFunctions(): readonly EdgeFunction[] {
    return this.ask(
      Message.Edges,
      () => {},
      Message.EdgeTable,
      (from) => readEdgeTable(from, this.hello.edges),
    );
  }

  private *inBatches<T>(
    programs: readonly Program[],
    run: (batch: readonly Program[]) => Iterable<T>,
  ): Generator<T | UnsupportedProgram, void, void> {
    for (let at = 0; at < programs.length; ) {
      const first = programs[at] as Program;
      const lack = lackOf(first, this.hello);
      if (lack !== null) {
        yield new UnsupportedProgram(`${this.name} does not do ${lack}`);
        at++;
        continue;
      }
      let done = 0;
      for (const one of run(this.batchFrom(programs, at))) {
        done++;
        yield one;
      }
      // After one that the process did not survive the rest is done anew.
      at += done;
    }
  }

  /** Has the next program run in a process of its own, as the first one did. */
  renew(): void {
    if (this.runs.count === 0) return;
    this.restart();
    this.runs.count = 0;
  }

  /** Ends the process. */
  close(): void {
    this.link.close();
  }

  /** Programs of one set-up that may go together. */
  private batchFrom(programs: readonly Program[], at: number): Program[] {
    const { setup } = programs[at] as Program;
    const batch: Program[] = [];
    for (const program of programs.slice(at, at + this.hello.batch)) {
      if (program.setup !== setup || lackOfActions(program.actions, this.hello) !== null) break;
      batch.push(program);
    }
    return batch;
  }

  /** What can only be seen of the last run. @throws ExecutorFailure */
  private look(functions: number): Looked {
    const want = (out: ByteWriter) => out.u8(Want.Pages | Want.Devices);
    return this.ask(Message.Look, want, Message.Looked, (from) => readLooked(from, functions));
  }

  private ask<T>(
    question: Message,
    write: (out: ByteWriter) => void,
    due: Message,
    read: (from: ByteReader) => T,
  ): T {
    const { link } = this;
    link.out.beginFrame(question);
    write(link.out);
    link.out.endFrame();
    try {
      link.send();
      return read(link.receive(due));
    } catch (error) {
      if (!(error instanceof ChildEnded || error instanceof ProtocolError)) throw error;
      this.restart();
      throw new ExecutorFailure(`the executor ${this.name} was lost when it was looked at: ${error.message}`);
    }
  }

  private restart(): void {
    this.setups.clear();
    this.runs.count++;
    this.restarts++;
    this.link.restart();
  }
}
