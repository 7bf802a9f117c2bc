import type { Violation } from '../oracle/oracle.ts';
import type { Program } from '../program/program.ts';
import type { Baseline, KnownWeakness } from './baseline.ts';
import { type Cause, type Causes, causeName } from './cause.ts';
import { type Again, type Consequence, type EarlierFinding, type Finding, identityOf } from './finding.ts';
import type { Judge } from './judge.ts';
import { minimise, reproduce } from './minimise.ts';

/** Runs of a finding before it is announced, in executors made anew. */
export const REPRODUCTIONS = 20;

export type ReportEvent =
  | Finding
  | Consequence
  | Again
  | { readonly kind: 'reduce'; readonly fingerprint: string; readonly actions: number };

export interface ReporterOptions {
  readonly baseline: Baseline;
  /** Without it every fingerprint is a finding of its own. */
  readonly causes?: Causes | undefined;
  /** Findings of earlier runs: one of them is not announced as new once more. */
  readonly earlier?: readonly EarlierFinding[];
  makeJudge(): Judge;
}

/** A fingerprint that was met: what it was put down to, and how often it was looked at since. */
interface Met {
  readonly names: Set<string>;
  times: number;
}

/** Turns violations into findings: each cause once, minimised, and run again. */
export class Reporter {
  /** Fingerprints that are untidy only. */
  readonly hygiene = new Set<string>();
  private readonly options: ReporterOptions;
  private readonly judge: Judge;
  private readonly met = new Map<string, Met>();
  /** Findings by what causes them, or by fingerprint where that is not known. */
  private readonly announced = new Map<
    string,
    { readonly identity: string; readonly state: Finding['state'] | 'again' }
  >();

  constructor(options: ReporterOptions, judge: Judge = options.makeJudge()) {
    this.options = options;
    this.judge = judge;
  }

  counts(): { new: number; known: number } {
    const states = [...this.announced.values()].map(({ state }) => state);
    return {
      new: states.filter((state) => state === 'new' || state === 'reopened').length,
      known: states.filter((state) => state === 'known').length,
    };
  }

  /** What a suspicious program shows that has not been said yet. */
  *report(target: string, program: Program, executions: number): Generator<ReportEvent, void, void> {
    for (const violation of this.judge.judge(program)) {
      if (violation.hygiene) this.hygiene.add(violation.fingerprint);
      else if (this.isWorthALook(violation)) yield* this.look(target, program, violation, executions);
    }
  }

  /** A finding that is none of a program's. */
  announceInput(finding: Finding): Finding | Again | undefined {
    const { violation, target, executions } = finding;
    if (this.announced.has(violation.fingerprint)) return undefined;
    const earlier = this.earlierOf(violation, null);
    if (earlier === undefined) return this.remember(violation.fingerprint, finding);
    if (earlier.state === 'fixed')
      return this.remember(violation.fingerprint, { ...finding, state: 'reopened' });
    return this.again(violation.fingerprint, earlier, target, violation, executions);
  }

  /**
   * A fingerprint that was met before may be due to another flaw this time. That is looked into ever more rarely, and
   * only as long as there is a flaw left that could be it.
   */
  private isWorthALook({ fingerprint, oracle }: Violation): boolean {
    const met = this.met.get(fingerprint);
    if (met === undefined) return true;
    met.times++;
    const isPowerOfTwo = (met.times & (met.times - 1)) === 0;
    if (!isPowerOfTwo) return false;
    const flaws = this.options.causes?.flaws ?? [];
    return flaws.some(({ id, oracles }) => oracles.includes(oracle) && !this.announced.has(id));
  }

  private *look(
    target: string,
    program: Program,
    violation: Violation,
    executions: number,
  ): Generator<ReportEvent, void, void> {
    const cause = this.causeOf(program, violation);
    const known = this.knownAs(violation, cause);
    const name = this.nameOf(violation, cause, known);
    const met = this.met.get(violation.fingerprint) ?? { names: new Set(), times: 1 };
    this.met.set(violation.fingerprint, met);
    if (met.names.has(name)) return;
    met.names.add(name);
    const earlier = this.announced.get(name);
    if (earlier !== undefined) {
      yield { kind: 'consequence', violation, of: earlier.identity };
    } else if (known !== undefined) {
      yield this.remember(name, {
        kind: 'finding',
        state: 'known',
        target,
        violation,
        cause,
        known,
        program,
        input: undefined,
        alsoSeen: [],
        reproduced: 1,
        runs: 1,
        executions,
      });
    } else {
      const before = this.earlierOf(violation, cause);
      if (before === undefined || before.state === 'fixed') {
        const state = before === undefined ? 'new' : 'reopened';
        yield* this.announce(name, state, target, program, violation, cause, executions);
      } else yield this.again(name, before, target, violation, executions);
    }
  }

  /** The finding of an earlier run that this is: the same identity, or else the same cause. */
  private earlierOf(violation: Violation, cause: Cause): EarlierFinding | undefined {
    const { earlier = [] } = this.options;
    const identity = identityOf({ violation, cause });
    return (
      earlier.find((one) => one.identity === identity) ??
      (cause === null
        ? undefined
        : earlier.find((one) => one.cause === causeName(cause) && one.state !== 'fixed'))
    );
  }

  private again(
    name: string,
    { identity }: EarlierFinding,
    target: string,
    violation: Violation,
    executions: number,
  ): Again {
    this.announced.set(name, { identity, state: 'again' });
    return { kind: 'again', target, violation, identity, executions };
  }

  private *announce(
    name: string,
    state: Finding['state'],
    target: string,
    program: Program,
    violation: Violation,
    cause: Cause,
    executions: number,
  ): Generator<ReportEvent, void, void> {
    const steps: ReportEvent[] = [];
    const { program: smallest } = minimise(
      this.judge,
      program,
      violation,
      ({ actions }) =>
        steps.push({ kind: 'reduce', fingerprint: violation.fingerprint, actions: actions.length }),
      (candidate) => causeName(this.flawsOnly(candidate, violation)) === causeName(flawsIn(cause)),
    );
    yield* steps;
    const everything = this.judge.judge(smallest);
    const final = everything.find(({ fingerprint }) => fingerprint === violation.fingerprint) ?? violation;
    yield this.remember(name, {
      kind: 'finding',
      state,
      target,
      violation: final,
      cause,
      known: undefined,
      program: smallest,
      input: undefined,
      alsoSeen: everything.filter((other) => other !== final && !other.hygiene),
      reproduced: reproduce(this.options.makeJudge, smallest, final, REPRODUCTIONS),
      runs: REPRODUCTIONS,
      executions,
    });
  }

  /** A weakness of the list needs no experiment unless a flaw may have the same symptom. */
  private causeOf(program: Program, violation: Violation): Cause {
    const { causes, baseline } = this.options;
    if (causes === undefined) return null;
    if (baseline.get(violation.fingerprint) === undefined) return causes.of(program, violation);
    return this.flawsOnly(program, violation);
  }

  private flawsOnly(program: Program, violation: Violation): Cause {
    const flaws = this.options.causes?.flawsOf(program, violation) ?? [];
    return flaws.length === 0 ? null : { kind: 'flaws', flaws };
  }

  /** The entry of the baseline for it, or for the weakness of which it is another consequence. */
  private knownAs(violation: Violation, cause: Cause): KnownWeakness | undefined {
    const { baseline } = this.options;
    if (cause?.kind === 'flaws') return undefined;
    return (
      baseline.get(violation.fingerprint) ??
      (cause === null ? undefined : baseline.closedBy(cause.hardening.id))
    );
  }

  /** Violations of one name are one finding; one that needs two flaws is a consequence of the one that was met first. */
  private nameOf({ fingerprint }: Violation, cause: Cause, known: KnownWeakness | undefined): string {
    if (cause?.kind !== 'flaws') return causeName(cause) || known?.hardening || fingerprint;
    const ids = cause.flaws.map(({ id }) => id);
    return ids.find((id) => this.announced.has(id)) ?? (ids[0] as string);
  }

  private remember(name: string, finding: Finding): Finding {
    this.announced.set(name, { identity: identityOf(finding), state: finding.state });
    return finding;
  }
}

const flawsIn = (cause: Cause): Cause => (cause?.kind === 'flaws' ? cause : null);
