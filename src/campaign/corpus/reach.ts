import type { EventLog } from '../../executor/event-log.ts';
import type { Program } from '../../program/program.ts';
import { edgesOfBuild } from '../edges.ts';
import { FeatureMap } from '../features.ts';
import type { Judge } from '../judge.ts';
import type { CorpusEntry } from './entry.ts';

/** What programs show together, as a campaign counts it: features, and edges where this build counts them. */
export class Reach {
  private readonly judge: Judge;
  private readonly features = new FeatureMap();
  private readonly edges = edgesOfBuild();

  constructor(judge: Judge) {
    this.judge = judge;
  }

  /** Features and edges so far. */
  get count(): number {
    return this.features.count + (this.edges?.covered ?? 0);
  }

  /** Runs a program; how many features and edges it is the first to show. */
  add(program: Program): number {
    // What building a set-up takes is no program's: then the order of programs makes no difference.
    this.judge.executor.setUp?.(program.setup);
    this.edges?.clear();
    const { log } = this.judge.look(program).execution;
    return this.features.add(log) + (this.edges?.add() ?? 0);
  }
}

/** Smaller programs first; the same order for the same corpus. */
export function bySize(a: CorpusEntry, b: CorpusEntry): number {
  return (
    a.program.actions.length - b.program.actions.length ||
    sizeOf(a) - sizeOf(b) ||
    (a.target < b.target ? -1 : a.target > b.target ? 1 : a.id < b.id ? -1 : 1)
  );
}

const sizes = new WeakMap<CorpusEntry, number>();

/** Characters of a program: what tells programs of as many actions apart. */
function sizeOf(entry: CorpusEntry): number {
  const known = sizes.get(entry) ?? JSON.stringify(entry.program).length;
  sizes.set(entry, known);
  return known;
}

/** Everything an execution recorded, outliving the next one. */
export interface Digest {
  readonly numbers: Float64Array;
  readonly texts: readonly string[];
}

export function digestOf(log: EventLog): Digest {
  const { data, length } = log.snapshot();
  const texts: string[] = [];
  for (let id = 1; log.textOf(id) !== ''; id++) texts.push(log.textOf(id));
  return { numbers: data.slice(0, length * 8), texts };
}

export function sameDigest(a: Digest, b: Digest): boolean {
  return (
    a.numbers.length === b.numbers.length &&
    a.numbers.every((value, i) => Object.is(value, b.numbers[i])) &&
    a.texts.length === b.texts.length &&
    a.texts.every((text, i) => text === b.texts[i])
  );
}
