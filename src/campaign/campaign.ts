import seedrandom from 'seedrandom';
import type { EventLog } from '../executor/event-log.ts';
import { generateProgram } from '../program/generate.ts';
import { mutateProgram } from '../program/mutate.ts';
import type { Program } from '../program/program.ts';
import { Random } from '../program/random.ts';
import { feed, mutateText, reproduceInput, thrownViolation } from './byte-input.ts';
import type { EdgeMap } from './edges.ts';
import { FeatureMap } from './features.ts';
import type { Judge } from './judge.ts';
import { costOf, Turns } from './lanes.ts';
import { REPRODUCTIONS, type ReportEvent, Reporter, type ReporterOptions } from './reporter.ts';
import { Parents } from './schedule.ts';
import { SetupPool } from './setups.ts';
import { sightOf } from './sight.ts';
import { type AnyTarget, type ByteTarget, isByteTarget, type Target } from './target.ts';

export interface CampaignOptions extends ReporterOptions {
  readonly targets: readonly AnyTarget[];
  /** Device names, in a fixed order. */
  readonly devices: readonly string[];
  readonly seed: string;
  /** Ends after this many executions of programs (replays not counted); `Infinity`: by {@link stop} alone. */
  readonly runs: number;
  readonly stopOnFirst: boolean;
  /** Programs that are run before anything is made up: known cases. */
  readonly known?: readonly KnownCase[];
  /** Programs of an earlier campaign: replayed after the known cases, and used as parents. */
  readonly corpus?: readonly CorpusProgram[];
  /** Puts a program that shows something new where it stays; what it throws ends the campaign. */
  save?(target: string, program: Program): void;
  /** Edges of the core, where it counts them: new ones make a program worth keeping. */
  readonly edges?: EdgeMap | undefined;
  /** Keeps nothing, so that nothing guides it: what feedback is worth is seen beside such a campaign. */
  readonly blind?: boolean;
  /** Texts the byte targets start from. */
  readonly texts: readonly string[];
  /** Programs that others kept since it was last asked: replayed like a corpus. */
  arriving?(): readonly CorpusProgram[];
  /** Told what is about to be executed for, and whether it counts as an execution or is a replay. */
  begins?(target: string, counts: boolean): void;
  /** Asked between executions; true ends the campaign. */
  stop(): boolean;
}

export type CampaignEvent =
  | ReportEvent
  | { readonly kind: 'replay'; readonly cases: number }
  /** The corpus of an earlier campaign was replayed: so many of its programs show something that others do not. */
  | { readonly kind: 'load'; readonly programs: number; readonly kept: number; readonly features: number }
  | {
      readonly kind: 'new';
      readonly target: string;
      readonly executions: number;
      readonly features: number;
      readonly corpus: number;
    }
  | { readonly kind: 'pulse'; readonly progress: Progress }
  | { readonly kind: 'error'; readonly problem: string };

export interface Progress {
  readonly executions: number;
  readonly features: number;
  /** Edges of the core; null when it does not count them. */
  readonly edges: { readonly covered: number; readonly total: number } | null;
  readonly corpus: number;
  readonly fetchPoints: number;
  readonly flippedPoints: number;
  readonly findings: { readonly new: number; readonly known: number };
  readonly hygiene: number;
  /** Executions per target. */
  readonly byTarget: Readonly<Record<string, number>>;
  readonly target: string;
}

/** With fewer kept programs all are made up anew; with fewer than many three in four, then half. */
const FEW_PARENTS = 4;
const MANY_PARENTS = 40;

/** Feeding a text to a byte target, in records. */
const BYTES_COST = 2000;

/** A program worth replaying, and where it is: `corpus/regress/xsa-155-msix-count`. */
export interface KnownCase {
  readonly name: string;
  readonly program: Program;
}

/** A program of a corpus, and the target that it is for. */
export interface CorpusProgram {
  readonly target: string;
  readonly program: Program;
}

interface Lane {
  readonly target: Target;
  readonly pool: SetupPool;
  readonly corpus: Parents;
}

/** A fuzzing campaign: one execution at a time, everything it decides drawn from the seed. */
export class Campaign {
  private readonly options: CampaignOptions;
  private readonly judge: Judge;
  private readonly features = new FeatureMap();
  private readonly lanes: readonly Lane[];
  private readonly byteTargets: readonly ByteTarget[];
  private readonly reporter: Reporter;
  private readonly byTarget: Record<string, number> = {};
  private executions = 0;
  private corpusSize = 0;
  private current = '';
  /** Of the last turn. */
  private cost = 0;
  private isNew = false;

  constructor(options: CampaignOptions) {
    this.options = options;
    this.judge = options.makeJudge();
    this.reporter = new Reporter(options, this.judge);
    this.lanes = options.targets
      .filter((target): target is Target => !isByteTarget(target))
      .map((target) => ({
        target,
        pool: new SetupPool((random) => target.setup(options.devices, random)),
        corpus: new Parents(),
      }));
    this.byteTargets = options.targets.filter(isByteTarget);
    for (const { name } of options.targets) this.byTarget[name] = 0;
  }

  get skipped(): Judge['skipped'] {
    return this.judge.skipped;
  }

  progress(): Progress {
    return {
      executions: this.executions,
      features: this.features.count,
      edges: this.edgeCounts(),
      corpus: this.corpusSize,
      fetchPoints: this.features.fetchPoints.size,
      flippedPoints: this.features.flippedPoints.size,
      findings: this.reporter.counts(),
      hygiene: this.reporter.hygiene.size,
      byTarget: this.byTarget,
      target: this.current,
    };
  }

  /** Runs until the options end it; yields what happens, and `undefined` now and then so that others may run. */
  *run(): Generator<CampaignEvent | undefined, void, void> {
    yield* this.replayKnown();
    if (this.isOver()) return;
    yield* this.replayCorpus();
    if (this.isOver()) return;
    const source = seedrandom(this.options.seed);
    const random = new Random(0);
    const turns = new Turns(this.lanes.length + this.byteTargets.length);
    for (let turn = 0; this.executions < this.options.runs && !this.options.stop(); turn++) {
      random.reseed(source.int32());
      const index = turns.next();
      const lane = this.lanes[index];
      yield* lane === undefined ? this.byteTurn(index - this.lanes.length, random) : this.turn(lane, random);
      turns.charge(index, this.cost, this.isNew);
      if ((this.executions & (this.executions - 1)) === 0 && this.executions >= 512) {
        yield { kind: 'pulse', progress: this.progress() };
      }
      if ((turn & 63) === 0) {
        yield* this.replayPrograms(this.options.arriving?.() ?? []);
        yield undefined;
      }
      if (this.isOver()) return;
    }
  }

  /** Known cases first: what came back is seen at once. */
  private *replayKnown(): Generator<CampaignEvent | undefined, void, void> {
    const { known = [] } = this.options;
    if (known.length === 0) return;
    yield { kind: 'replay', cases: known.length };
    for (const { name, program } of known) {
      if (this.options.stop()) return;
      this.options.begins?.(name, false);
      yield* this.reporter.report(name, program, this.executions);
      yield undefined;
    }
  }

  /** What an earlier campaign kept: as if it had been kept now. */
  private *replayCorpus(): Generator<CampaignEvent | undefined, void, void> {
    const { corpus = [] } = this.options;
    if (corpus.length === 0) return;
    if (!(yield* this.replayPrograms(corpus))) return;
    yield { kind: 'load', programs: corpus.length, kept: this.corpusSize, features: this.features.count };
  }

  /** False when it was stopped before the last. */
  private *replayPrograms(
    programs: readonly CorpusProgram[],
  ): Generator<CampaignEvent | undefined, boolean, void> {
    for (const { target, program } of programs) {
      if (this.options.stop()) return false;
      const lane = this.lanes.find(({ target: { name } }) => name === target);
      if (lane === undefined) continue;
      this.options.begins?.(target, false);
      const { fresh, suspicious, log } = this.look(program);
      if (fresh > 0) this.take(lane, program, log);
      if (suspicious) yield* this.reporter.report(target, program, this.executions);
      yield undefined;
    }
    return true;
  }

  private take(lane: Lane, program: Program, log: EventLog): void {
    lane.corpus.add(program, sightOf(log));
    this.corpusSize++;
  }

  private isOver(): boolean {
    return this.options.stopOnFirst && this.reporter.counts().new > 0;
  }

  private *turn(lane: Lane, random: Random): Generator<CampaignEvent, void, void> {
    const program = this.draw(lane, random);
    this.count(lane.target.name);
    const { fresh, suspicious, log } = this.look(program);
    this.cost = costOf(log.length);
    this.isNew = fresh > 0 && !this.options.blind;
    if (this.isNew) yield* this.keep(lane, program, fresh, log);
    if (suspicious) yield* this.reporter.report(lane.target.name, program, this.executions);
  }

  /** Runs a program; `fresh` says how many features and edges it is the first to show. */
  private look(program: Program): { fresh: number; suspicious: boolean; log: EventLog } {
    const { edges } = this.options;
    if (edges === undefined) {
      const { execution, suspicious } = this.judge.look(program);
      return { fresh: this.features.add(execution.log), suspicious, log: execution.log };
    }
    edges.clear();
    if (this.judge.executor.setUp?.(program.setup)) {
      // What building a set-up takes is taken, and is no merit of the program that came first.
      edges.add();
      edges.clear();
    }
    const { execution, suspicious } = this.judge.look(program);
    return { fresh: this.features.add(execution.log) + edges.add(), suspicious, log: execution.log };
  }

  private edgeCounts(): Progress['edges'] {
    const { edges } = this.options;
    return edges === undefined ? null : { covered: edges.covered, total: edges.total };
  }

  private draw({ target, pool, corpus }: Lane, random: Random): Program {
    const setup = pool.next(random);
    if (corpus.length < FEW_PARENTS || random.oneIn(2) || (corpus.length < MANY_PARENTS && random.oneIn(2)))
      return generateProgram(setup, target.vocabulary, target.longest, random);
    const { program, hints } = corpus.choose(random);
    const host = random.oneIn(5) ? { setup, actions: program.actions } : program;
    return mutateProgram(host, corpus.any(random), target.vocabulary, target.longest * 2, random, hints);
  }

  private *keep(
    lane: Lane,
    program: Program,
    fresh: number,
    log: EventLog,
  ): Generator<CampaignEvent, void, void> {
    this.options.save?.(lane.target.name, program);
    this.take(lane, program, log);
    if (!this.isStable(program, log)) {
      yield { kind: 'error', problem: `a program of target ${lane.target.name} does not do the same twice` };
    }
    yield {
      kind: 'new',
      target: lane.target.name,
      executions: this.executions,
      features: fresh,
      corpus: this.corpusSize,
    };
  }

  /** Same program, same execution: every record the same as in `first`, and every edge taken as often. */
  private isStable(program: Program, first: EventLog): boolean {
    const { edges } = this.options;
    const kept = first.values().slice();
    const counts = edges?.counts() ?? [];
    edges?.clear();
    // What the oracles look at takes edges too: where these are counted, they are asked again.
    const { log } = edges === undefined ? this.judge.run(program) : this.judge.look(program).execution;
    const again = edges?.counts() ?? [];
    return log.holds(kept) && counts.every((count, id) => count === again[id]);
  }

  private *byteTurn(index: number, random: Random): Generator<CampaignEvent, void, void> {
    const target = this.byteTargets[index];
    if (target === undefined) return;
    this.count(target.name);
    this.cost = BYTES_COST;
    this.isNew = false;
    const input = mutateText(this.options.texts, random);
    const thrown = feed(target, input);
    if (thrown === undefined) return;
    const event = this.reporter.announceInput({
      kind: 'finding',
      state: 'new',
      target: target.name,
      violation: thrownViolation(target, thrown),
      cause: null,
      known: undefined,
      program: undefined,
      input,
      alsoSeen: [],
      reproduced: reproduceInput(target, input, thrown, REPRODUCTIONS),
      runs: REPRODUCTIONS,
      executions: this.executions,
    });
    if (event !== undefined) yield event;
  }

  private count(target: string): void {
    this.executions++;
    this.current = target;
    this.options.begins?.(target, true);
    (this.byTarget[target] as number)++;
  }
}
