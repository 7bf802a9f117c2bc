import type { Change, Flaw, Hardening } from '../changes/change.ts';
import { hardenings } from '../changes/hardenings/index.ts';
import { combine, type Profile } from '../changes/profiles.ts';
import type { Violation } from '../oracle/oracle.ts';
import type { Program } from '../program/program.ts';
import type { Judge } from './judge.ts';

/**
 * What a violation is due to: flaws without which the program does not show it, or the hardening with which it does
 * not. Null: to none that there is, which makes it something new.
 */
export type Cause =
  | { readonly kind: 'flaws'; readonly flaws: readonly Flaw[] }
  | { readonly kind: 'weakness'; readonly hardening: Hardening }
  | null;

/** One word for a cause, the same for the same cause: `xsa-157-msi-twice`; the empty text for none. */
export function causeName(cause: Cause): string {
  if (cause === null) return '';
  return cause.kind === 'flaws' ? cause.flaws.map(({ id }) => id).join('+') : cause.hardening.id;
}

/**
 * Finds causes by experiment: the program is run again with one change taken out, or one put in, at a time. An
 * executor for each is made when it is first asked for.
 */
export class Causes {
  /** Flaws of the profile under test. */
  readonly flaws: readonly Flaw[];
  private readonly others: readonly Change[];
  private readonly missing: readonly Hardening[];
  private readonly makeJudge: (profile: Profile) => Judge;
  private readonly judges = new Map<string, Judge | null>();

  constructor({ changes }: Profile, makeJudge: (profile: Profile) => Judge) {
    this.flaws = changes.filter((change): change is Flaw => change.kind === 'flaw');
    this.others = changes.filter((change) => change.kind !== 'flaw');
    this.missing = hardenings.filter((hardening) => !changes.includes(hardening));
    this.makeJudge = makeJudge;
  }

  of(program: Program, violation: Violation): Cause {
    const flaws = this.flawsOf(program, violation);
    if (flaws.length > 0) return { kind: 'flaws', flaws };
    const hardening = this.closedBy(program, violation);
    return hardening === undefined ? null : { kind: 'weakness', hardening };
  }

  /** Flaws that a violation needs; where each of several is enough by itself, the first of them. */
  flawsOf(program: Program, violation: Violation): readonly Flaw[] {
    if (this.flaws.length === 0) return [];
    // Most violations have nothing to do with any of them.
    if (this.shown([], program, violation)) return [];
    const [only] = this.flaws;
    if (this.flaws.length === 1 && only !== undefined) return [only];
    const needed = this.flaws.filter(
      (flaw) =>
        !this.shown(
          this.flaws.filter((other) => other !== flaw),
          program,
          violation,
        ),
    );
    if (needed.length > 0) return needed;
    const enough = this.flaws.find((flaw) => this.shown([flaw], program, violation));
    return enough === undefined ? [] : [enough];
  }

  /**
   * The hardening that closes a weakness: the oracle is one that it declares, since many a hardening also keeps a
   * program from getting as far. Those whose rules the violation names come first.
   */
  private closedBy(program: Program, violation: Violation): Hardening | undefined {
    const about = ({ rules }: Hardening): boolean => rules.some((rule) => violation.rules.includes(rule));
    const candidates = this.missing.filter(({ oracles }) => oracles.includes(violation.oracle));
    return [...candidates.filter(about), ...candidates.filter((one) => !about(one))].find((hardening) =>
      this.silentWith(hardening, program, violation),
    );
  }

  private silentWith(hardening: Hardening, program: Program, violation: Violation): boolean {
    const judge = this.judgeOf(`+${hardening.id}`, [...this.others, hardening, ...this.flaws]);
    return judge !== null && !judge.shows(program, violation);
  }

  private shown(flaws: readonly Flaw[], program: Program, violation: Violation): boolean {
    const name = flaws.map(({ id }) => id).join();
    return this.judgeOf(name, [...this.others, ...flaws])?.shows(program, violation) ?? false;
  }

  /** Null for changes that exclude each other. */
  private judgeOf(name: string, changes: readonly Change[]): Judge | null {
    let judge = this.judges.get(name);
    if (judge === undefined) {
      const made = combine(name, changes);
      judge = 'profile' in made ? this.makeJudge(made.profile) : null;
      this.judges.set(name, judge);
    }
    return judge;
  }
}
