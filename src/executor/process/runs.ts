import { encodeActions } from '../../program/binary.ts';
import type { Program, Setup } from '../../program/program.ts';
import { EventLog } from '../event-log.ts';
import type { Crash, Execution, Form } from '../execution.ts';
import { UnsupportedProgram } from '../unsupported.ts';
import { ChildEnded } from './child.ts';
import { nothingLeft } from './final-state.ts';
import type { Link } from './link.ts';
import { Message, Want } from './protocol.ts';
import { type Digest, type Looked, type Result, readResult } from './result.ts';
import { FIRST_GUEST, type Standing, type StandingSetups } from './standing.ts';
import { ProtocolError } from './wire.ts';

/** What a batch needs of its executor. */
export interface Host {
  /** Asks the process for what can only be seen of the last run. */
  look(functions: number): Looked;
  restart(): void;
}

/** Batches of programs of one set-up: sends them, and makes executions of the answers. */
export class Runs {
  /** Programs that ran, and restarts: what was looked at before is out of date when it has changed. */
  count = 0;
  /** Has the edges come with each answer, into the link's counters. */
  withEdges = false;
  private readonly link: Link;
  private readonly setups: StandingSetups;
  private readonly host: Host;
  private readonly log = new EventLog();

  constructor(link: Link, setups: StandingSetups, host: Host) {
    this.link = link;
    this.setups = setups;
    this.host = host;
  }

  /** True when the set-up stands only now. */
  setUp(setup: Setup): boolean {
    try {
      return !this.setups.has(setup) && !('refused' in this.setups.stand(setup));
    } catch (error) {
      if (!(error instanceof ChildEnded || error instanceof ProtocolError)) throw error;
      // The program that is run on it is told so.
      this.host.restart();
      return false;
    }
  }

  /**
   * What came of each, in order; it ends early after one that the process did not survive.
   * @param whole pages and devices come with each
   */
  batch(
    programs: readonly Program[],
    form: Form,
    whole: boolean,
  ): Generator<Execution | UnsupportedProgram, void, void> {
    const all = whole ? Want.Pages | Want.Devices : 0;
    const want = (form === 'full' ? Want.Full : 0) | (this.withEdges ? Want.Edges : 0) | all;
    return this.exchange(programs, form, want, (program, standing) =>
      this.receive(program, form, standing, whole),
    );
  }

  /** The digest of each instead; of one that the process did not survive what is known of it. */
  digests(programs: readonly Program[]): Generator<Digest | Execution | UnsupportedProgram, void, void> {
    const want = Want.Digest | (this.withEdges ? Want.Edges : 0);
    return this.exchange<Digest>(programs, 'digest', want, (_, { functions }) => {
      this.count++;
      const result = this.read(functions.length, nobodyLooks);
      if (result.kind === 'refused') return this.refusal(result.reason);
      if (result.kind === 'done') throw new ProtocolError('an execution where a digest was due');
      return result;
    });
  }

  private *exchange<T>(
    programs: readonly Program[],
    form: Form,
    want: number,
    take: (program: Program, standing: Standing) => T | UnsupportedProgram,
  ): Generator<T | Execution | UnsupportedProgram, void, void> {
    const { setup } = programs[0] as Program;
    let standing: Standing | undefined;
    let number = 0;
    let owed = 0;
    try {
      const answer = this.setups.stand(setup);
      if ('refused' in answer) {
        for (const _ of programs) yield this.refusal(answer.refused);
        return;
      }
      standing = answer;
      this.send(standing.id, programs, want);
      for (owed = programs.length; number < programs.length; number++) {
        const one = take(programs[number] as Program, standing);
        owed--;
        yield one;
      }
    } catch (error) {
      owed = 0;
      if (!(error instanceof ChildEnded || error instanceof ProtocolError)) throw error;
      this.host.restart();
      yield this.lost(programs[number] as Program, form, standing ?? this.setups.described(setup), error);
    } finally {
      // Whoever takes no more leaves answers behind.
      if (owed > 0) this.skip(owed);
    }
  }

  private refusal(reason: string): UnsupportedProgram {
    return new UnsupportedProgram(`${this.link.hello.name}: ${reason}`);
  }

  private skip(results: number): void {
    try {
      // Read all the same: later ones refer to texts that it says here.
      for (let i = 0; i < results; i++) this.read(FUNCTIONS, nobodyLooks);
    } catch {
      this.host.restart();
    }
  }

  private send(id: number, programs: readonly Program[], want: number): void {
    const { link } = this;
    if (link.hasMore) throw new ProtocolError('it said something that it was not asked');
    const { out } = link;
    out.beginFrame(Message.Run);
    out.u16(id);
    out.u8(want);
    out.u16(programs.length);
    for (const { actions } of programs) {
      const bytes = encodeActions(actions);
      out.u32(bytes.length);
      out.raw(bytes);
    }
    out.endFrame();
    link.send();
  }

  private receive(
    program: Program,
    form: Form,
    standing: Standing,
    whole: boolean,
  ): Execution | UnsupportedProgram {
    const { functions } = standing;
    const run = ++this.count;
    // A page that did not come is not there.
    const look = whole ? nobodyLooks : once(() => this.look(run, functions.length));
    const result = this.read(functions.length, look);
    if (result.kind === 'digest') throw new ProtocolError('a digest where an execution was due');
    if (result.kind === 'refused') return this.refusal(result.reason);
    return this.execution(program, form, standing, result);
  }

  private read(functions: number, look: () => Looked): Result {
    const { link, log } = this;
    const { counters, hello, said } = link;
    const { edges } = hello;
    return readResult(link.receive(Message.Result), { log, said, functions, counters, edges, look });
  }

  /** As long as nothing else has run. */
  private look(run: number, functions: number): Looked {
    if (run !== this.count)
      throw new RangeError('this execution can no longer be looked at: another program ran');
    return this.host.look(functions);
  }

  private execution(
    program: Program,
    form: Form,
    { connections, functions }: Standing,
    { crash, final, returns }: Pick<Execution, 'crash' | 'returns' | 'final'>,
  ): Execution {
    const { name, sees } = this.link.hello;
    return {
      program,
      executor: name,
      sees,
      form,
      log: this.log,
      crash,
      functions,
      guestDomids: Array.from({ length: program.setup.guests }, (_, guest) => FIRST_GUEST + guest),
      returns,
      start: connections,
      final,
    };
  }

  /** What is known of a program that the process did not survive. */
  private lost(
    program: Program,
    form: Form,
    standing: Standing,
    error: ChildEnded | ProtocolError,
  ): Execution {
    this.log.open(0, [], false);
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

/** Of a set-up that is not looked at. */
const FUNCTIONS = 0xffff;
const nobodyLooks = (): Looked => ({ pages: [], devices: [] });

/** The value of a function that is called at most once. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
