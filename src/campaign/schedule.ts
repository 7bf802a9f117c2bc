import type { Hints } from '../program/hints.ts';
import type { Program } from '../program/program.ts';
import type { Random } from '../program/random.ts';
import { costOf } from './lanes.ts';
import type { Sight } from './sight.ts';

/** Traits that are looked at for each parent; the rarest of them decides. */
const TOURNAMENT = 3;

/** A program that is kept. */
export interface Kept {
  readonly program: Program;
  readonly hints: Hints;
  readonly cost: number;
}

/** Something that kept programs do. */
interface Trait {
  /** The cheapest program that does it. */
  champion: Kept;
  /** Kept programs that do it, and parents that were chosen for it. */
  uses: number;
}

/** The parents of one target: those that do what few do are chosen most, and of those that do the same the cheapest. */
export class Parents {
  readonly kept: Kept[] = [];
  private readonly byTrait = new Map<number, Trait>();
  private readonly traits: Trait[] = [];

  get length(): number {
    return this.kept.length;
  }

  add(program: Program, { traits, hints, records }: Sight): void {
    const one: Kept = { program, hints, cost: costOf(records) };
    this.kept.push(one);
    for (const number of traits) {
      const trait = this.byTrait.get(number);
      if (trait === undefined) {
        const made = { champion: one, uses: 1 };
        this.byTrait.set(number, made);
        this.traits.push(made);
      } else {
        trait.uses++;
        if (one.cost < trait.champion.cost) trait.champion = one;
      }
    }
  }

  /** A parent: every other time any, because what a flaw needs is often nothing rare (docs/feedback.md). */
  choose(random: Random): Kept {
    if (random.oneIn(2)) return random.pick(this.kept);
    let best = random.pick(this.traits);
    for (let i = 1; i < TOURNAMENT; i++) {
      const other = random.pick(this.traits);
      if (other.uses < best.uses) best = other;
    }
    best.uses++;
    return best.champion;
  }

  /** Any, each as likely as another. */
  any(random: Random): Program {
    return random.pick(this.kept).program;
  }
}
