import type { Hints } from '../program/hints.ts';
import type { Program } from '../program/program.ts';
import type { Random } from '../program/random.ts';
import { costOf } from './lanes.ts';
import type { Sight } from './sight.ts';

/** Traits that are looked at for each parent; the rarest of them decides. */
const TOURNAMENT = 3;

/** Most parents of one target: what they take is bounded, however long a campaign goes on. */
const MOST_PARENTS = 512;
/** Parents that are looked at when one of them has to make room. */
const CANDIDATES = 8;

/** A program that is kept. */
export interface Kept {
  readonly program: Program;
  readonly hints: Hints;
  readonly cost: number;
}

interface Parent extends Kept {
  /** What it is the cheapest to do. */
  readonly owned: Set<Trait>;
}

/** Something that kept programs do. */
interface Trait {
  readonly number: number;
  /** The cheapest program that does it. */
  champion: Parent;
  /** Kept programs that do it, and parents that were chosen for it. */
  uses: number;
  /** Its place among all. */
  place: number;
}

/** The parents of one target: those that do what few do are chosen most, and of those that do the same the cheapest. */
export class Parents {
  private readonly parents: Parent[] = [];
  private readonly byTrait = new Map<number, Trait>();
  private readonly traits: Trait[] = [];
  private readonly most: number;
  private cursor = 0;

  constructor(most: number = MOST_PARENTS) {
    this.most = most;
  }

  get kept(): readonly Kept[] {
    return this.parents;
  }

  get length(): number {
    return this.parents.length;
  }

  /** Keeps a program; when there is no room, one that does least of what no other does as cheaply is let go. */
  add(program: Program, { traits, hints, records }: Sight): void {
    const one: Parent = { program, hints, cost: costOf(records), owned: new Set() };
    if (this.parents.length < this.most) this.parents.push(one);
    else this.parents[this.makeRoom()] = one;
    for (const number of traits) {
      const trait = this.byTrait.get(number);
      if (trait === undefined) {
        const made = { number, champion: one, uses: 1, place: this.traits.length };
        this.byTrait.set(number, made);
        this.traits.push(made);
        one.owned.add(made);
      } else {
        trait.uses++;
        if (one.cost >= trait.champion.cost) continue;
        trait.champion.owned.delete(trait);
        trait.champion = one;
        one.owned.add(trait);
      }
    }
  }

  /** Lets one of the next few go, with what it is chosen for: whoever does that again will be the first to. */
  private makeRoom(): number {
    const { parents, most } = this;
    let place = this.cursor;
    for (let i = 1; i < CANDIDATES; i++) {
      const other = (this.cursor + i) % most;
      if ((parents[other] as Parent).owned.size < (parents[place] as Parent).owned.size) place = other;
    }
    this.cursor = (this.cursor + CANDIDATES) % most;
    for (const trait of (parents[place] as Parent).owned) this.forget(trait);
    return place;
  }

  private forget({ number, place }: Trait): void {
    this.byTrait.delete(number);
    const last = this.traits.pop() as Trait;
    if (last.number === number) return;
    last.place = place;
    this.traits[place] = last;
  }

  /**
   * A parent: every other time any, because what a flaw needs is often nothing rare (docs/feedback.md), but of two the
   * cheaper, because a few dear ones would take most of a target's share.
   */
  choose(random: Random): Kept {
    if (random.oneIn(2)) {
      const one = random.pick(this.parents);
      const other = random.pick(this.parents);
      return other.cost < one.cost ? other : one;
    }
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
    return random.pick(this.parents).program;
  }
}
