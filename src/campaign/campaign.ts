import seedrandom from 'seedrandom';
import type { Violation } from '../oracle/oracle.ts';
import { generateProgram } from '../program/generate.ts';
import { mutateProgram } from '../program/mutate.ts';
import type { Program } from '../program/program.ts';
import { Random } from '../program/random.ts';
import type { Baseline, KnownWeakness } from './baseline.ts';
import { FeatureMap } from './features.ts';
import type { Judge } from './judge.ts';
import { minimise, reproduce } from './minimise.ts';
import { SetupPool } from './setups.ts';
import { type AnyTarget, type ByteTarget, isByteTarget, type Target } from './target.ts';

/** Runs of a finding before it is announced: in fresh executors, or of a byte target with the same bytes. */
export const REPRODUCTIONS = 20;
/** Most programs kept as parents per target. */
const MAX_CORPUS = 2048;

export interface CampaignOptions {
  readonly targets: readonly AnyTarget[];
  /** Device names, in a fixed order. */
  readonly devices: readonly string[];
  readonly seed: string;
  /** Ends after this many executions of programs (replays not counted); `Infinity`: by {@link stop} alone. */
  readonly runs: number;
  readonly stopOnFirst: boolean;
  readonly baseline: Baseline;
  /** Texts the byte targets start from. */
  readonly texts: readonly string[];
  /** A judge with an executor of its own. */
  makeJudge(): Judge;
  /** Asked between executions; true ends the campaign. */
  stop(): boolean;
}

export interface Finding {
  readonly kind: 'finding';
  readonly state: 'new' | 'known';
  readonly target: string;
  readonly violation: Violation;
  readonly known: KnownWeakness | undefined;
  /** Minimised; for a known weakness as it was met. Absent for byte targets. */
  readonly program: Program | undefined;
  /** Input of a byte target. */
  readonly input: Uint8Array | undefined;
  /** Everything else the minimised program shows. */
  readonly alsoSeen: readonly Violation[];
  readonly reproduced: number;
  readonly runs: number;
  /** Executions until it was met. */
  readonly executions: number;
}

export type CampaignEvent =
  | Finding
  | {
      readonly kind: 'new';
      readonly target: string;
      readonly executions: number;
      readonly features: number;
      readonly corpus: number;
    }
  | { readonly kind: 'reduce'; readonly fingerprint: string; readonly actions: number }
  | { readonly kind: 'pulse'; readonly progress: Progress }
  | { readonly kind: 'error'; readonly problem: string };

export interface Progress {
  readonly executions: number;
  readonly features: number;
  readonly corpus: number;
  readonly fetchPoints: number;
  readonly flippedPoints: number;
  readonly findings: { readonly new: number; readonly known: number };
  readonly hygiene: number;
  /** Executions per target. */
  readonly byTarget: Readonly<Record<string, number>>;
  readonly target: string;
}

interface Lane {
  readonly target: Target;
  readonly pool: SetupPool;
  readonly corpus: Program[];
}

/** A fuzzing campaign: one execution at a time, everything it decides drawn from the seed. */
export class Campaign {
  private readonly options: CampaignOptions;
  private readonly judge: Judge;
  private readonly features = new FeatureMap();
  private readonly lanes: readonly Lane[];
  private readonly byteTargets: readonly ByteTarget[];
  private readonly reported = new Map<string, 'new' | 'known'>();
  private readonly hygiene = new Set<string>();
  private readonly byTarget: Record<string, number> = {};
  private executions = 0;
  private corpusSize = 0;
  private current = '';

  constructor(options: CampaignOptions) {
    this.options = options;
    this.judge = options.makeJudge();
    this.lanes = options.targets
      .filter((target): target is Target => !isByteTarget(target))
      .map((target) => ({
        target,
        pool: new SetupPool((random) => target.setup(options.devices, random)),
        corpus: [],
      }));
    this.byteTargets = options.targets.filter(isByteTarget);
    for (const { name } of options.targets) this.byTarget[name] = 0;
  }

  get skipped(): Judge['skipped'] {
    return this.judge.skipped;
  }

  progress(): Progress {
    const states = [...this.reported.values()];
    return {
      executions: this.executions,
      features: this.features.count,
      corpus: this.corpusSize,
      fetchPoints: this.features.fetchPoints.size,
      flippedPoints: this.features.flippedPoints.size,
      findings: {
        new: states.filter((state) => state === 'new').length,
        known: states.filter((state) => state === 'known').length,
      },
      hygiene: this.hygiene.size,
      byTarget: this.byTarget,
      target: this.current,
    };
  }

  /** Runs until the options end it; yields what happens, and `undefined` now and then so that others may run. */
  *run(): Generator<CampaignEvent | undefined, void, void> {
    const source = seedrandom(this.options.seed);
    const random = new Random(0);
    const lanes = this.lanes.length + this.byteTargets.length;
    for (let turn = 0; this.executions < this.options.runs && !this.options.stop(); turn++) {
      random.reseed(source.int32());
      const index = turn % lanes;
      const lane = this.lanes[index];
      yield* lane === undefined ? this.byteTurn(index - this.lanes.length, random) : this.turn(lane, random);
      if ((this.executions & (this.executions - 1)) === 0 && this.executions >= 512) {
        yield { kind: 'pulse', progress: this.progress() };
      }
      if ((turn & 63) === 0) yield undefined;
      if (this.options.stopOnFirst && this.progress().findings.new > 0) return;
    }
  }

  private *turn(lane: Lane, random: Random): Generator<CampaignEvent, void, void> {
    const program = this.draw(lane, random);
    this.count(lane.target.name);
    const { execution, suspicious } = this.judge.look(program);
    const fresh = this.features.add(execution.log);
    if (fresh > 0) yield* this.keep(lane, program, fresh);
    if (suspicious) yield* this.report(lane.target.name, program);
  }

  private draw({ target, pool, corpus }: Lane, random: Random): Program {
    const setup = pool.next(random);
    if (corpus.length < 4 || random.oneIn(4))
      return generateProgram(setup, target.vocabulary, target.longest, random);
    const parent = random.pick(corpus);
    const host = random.oneIn(2) ? { setup, actions: parent.actions } : parent;
    return mutateProgram(host, random.pick(corpus), target.vocabulary, target.longest * 2, random);
  }

  private *keep(lane: Lane, program: Program, fresh: number): Generator<CampaignEvent, void, void> {
    if (lane.corpus.length < MAX_CORPUS) {
      lane.corpus.push(program);
      this.corpusSize++;
    }
    if (!this.isStable(program)) {
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

  /** Same program, same execution: every record the same. */
  private isStable(program: Program): boolean {
    const first = this.judge.look(program).execution.log;
    const kept = first.data.slice(0, first.length * 8);
    const { data, length } = this.judge.look(program).execution.log;
    return length * 8 === kept.length && kept.every((value, index) => Object.is(value, data[index]));
  }

  private *report(target: string, program: Program): Generator<CampaignEvent, void, void> {
    for (const violation of this.judge.judge(program)) {
      if (violation.hygiene) this.hygiene.add(violation.fingerprint);
      else if (!this.reported.has(violation.fingerprint)) yield* this.announce(target, program, violation);
    }
  }

  private *announce(
    target: string,
    program: Program,
    violation: Violation,
  ): Generator<CampaignEvent, void, void> {
    const known = this.options.baseline.get(violation.fingerprint);
    const met = this.executions;
    if (known !== undefined) {
      this.reported.set(violation.fingerprint, 'known');
      yield {
        kind: 'finding',
        state: 'known',
        target,
        violation,
        known,
        program,
        input: undefined,
        alsoSeen: [],
        reproduced: 1,
        runs: 1,
        executions: met,
      };
      return;
    }
    const steps: CampaignEvent[] = [];
    const { program: smallest } = minimise(this.judge, program, violation, ({ actions }) =>
      steps.push({ kind: 'reduce', fingerprint: violation.fingerprint, actions: actions.length }),
    );
    yield* steps;
    const everything = this.judge.judge(smallest);
    const final = everything.find(({ fingerprint }) => fingerprint === violation.fingerprint) ?? violation;
    this.reported.set(violation.fingerprint, 'new');
    yield {
      kind: 'finding',
      state: 'new',
      target,
      violation: final,
      known: undefined,
      program: smallest,
      input: undefined,
      alsoSeen: everything.filter((other) => other !== final && !other.hygiene),
      reproduced: reproduce(this.options.makeJudge, smallest, final, REPRODUCTIONS),
      runs: REPRODUCTIONS,
      executions: met,
    };
  }

  private *byteTurn(index: number, random: Random): Generator<CampaignEvent, void, void> {
    const target = this.byteTargets[index];
    if (target === undefined) return;
    this.count(target.name);
    const input = mutateText(this.options.texts, random);
    const thrown = feed(target, input);
    if (thrown !== undefined) yield* this.announceInput(target, input, thrown);
  }

  private *announceInput(
    target: ByteTarget,
    input: Uint8Array,
    thrown: Thrown,
  ): Generator<CampaignEvent, void, void> {
    const { name, message } = thrown;
    const fingerprint = `crash/${name}/${target.name}`;
    if (this.reported.has(fingerprint)) return;
    this.reported.set(fingerprint, 'new');
    const violation: Violation = {
      oracle: 'crash',
      fingerprint,
      title: `the ${target.name} target throws ${name}`,
      detail: message,
      rules: [],
    };
    yield {
      kind: 'finding',
      state: 'new',
      target: target.name,
      violation,
      known: undefined,
      program: undefined,
      input,
      alsoSeen: [],
      reproduced: reproduceInput(target, input, thrown, REPRODUCTIONS),
      runs: REPRODUCTIONS,
      executions: this.executions,
    };
  }

  private count(target: string): void {
    this.executions++;
    this.current = target;
    (this.byTarget[target] as number)++;
  }
}

/** What a byte target threw. */
interface Thrown {
  /** Name of the error, `unknown` for what is no `Error`: part of the fingerprint. */
  readonly name: string;
  readonly message: string;
}

/** Feeds a copy of `input` to a target; undefined when it throws nothing. */
function feed(target: ByteTarget, input: Uint8Array): Thrown | undefined {
  try {
    target.fuzz(input.slice());
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) return { name: 'unknown', message: String(error) };
    return { name: error.name, message: `${error.name}: ${error.message}` };
  }
}

/** How often a byte target throws an error of the same name when it is fed the same bytes `runs` times more. */
function reproduceInput(target: ByteTarget, input: Uint8Array, { name }: Thrown, runs: number): number {
  let reproduced = 0;
  for (let i = 0; i < runs; i++) if (feed(target, input)?.name === name) reproduced++;
  return reproduced;
}

/** Longest piece of a text that a byte target is fed, characters: a function with its 4 KiB. */
const MAX_PIECE = 16_384;

/** A piece of a text with a few bytes changed. */
function mutateText(texts: readonly string[], random: Random): Uint8Array {
  const text = texts.length === 0 ? '00:00.0 x\n00: 86 80\n' : random.pick(texts);
  // A piece is enough: a dump of a whole machine takes a thousand times as long and says the same.
  const from = random.below(Math.max(1, text.length - MAX_PIECE));
  const copy = new TextEncoder().encode(text.slice(from, from + MAX_PIECE));
  for (let i = 1 + random.below(8); i > 0; i--) {
    const place = random.below(copy.length);
    copy[place] = random.pick([0, 9, 10, 13, 32, 35, 48, 58, 102, 128, 255, random.below(256)]);
  }
  return copy;
}
