import type { Program } from '../../program/program.ts';
import type { CorpusEntry } from './entry.ts';
import { bySize, type Reach } from './reach.ts';

/** What a merge did. */
export interface Merged {
  /** Programs of the inputs, each content once. */
  readonly looked: number;
  /** Of those, looked at by an earlier merge that did not come to its end. */
  readonly skipped: number;
  readonly added: number;
  readonly featuresBefore: number;
  readonly features: number;
  /** It was stopped: what is left is looked at when the same merge is run again. */
  readonly stopped: boolean;
}

/** Where a merge notes what it has looked at. */
export interface MergeControl {
  readonly seen: ReadonlySet<string>;
  note(key: string): void;
}

/** What a merge needs of the place it writes to. */
export interface MergeOutput {
  readonly entries: readonly CorpusEntry[];
  save(target: string, program: Program): unknown;
}

/** `target/id`: what a control file holds, one per line. */
export const keyOf = ({ target, id }: Pick<CorpusEntry, 'target' | 'id'>): string => `${target}/${id}`;

/** The keys of a control file; a line that was cut off in the middle of writing is none. */
export function readControl(text: string): Set<string> {
  const lines = text.split('\n');
  return new Set(lines.slice(0, -1).filter((line) => /^[^/]+\/[0-9a-f]{16}$/.test(line)));
}

/**
 * Adds the programs of `inputs` that show something which those of the output do not, small ones first. A program is
 * saved before it is noted, so that a merge can be killed at any time and run again.
 */
export function mergeCorpus(
  output: MergeOutput,
  inputs: readonly CorpusEntry[],
  reach: Reach,
  control: MergeControl,
  stop: () => boolean = () => false,
): Merged {
  for (const { program } of output.entries) reach.add(program);
  const featuresBefore = reach.count;
  const there = new Set(output.entries.map(keyOf));
  const distinct = new Map<string, CorpusEntry>();
  for (const entry of inputs) if (!there.has(keyOf(entry))) distinct.set(keyOf(entry), entry);
  let [added, skipped, stopped] = [0, 0, false];
  for (const entry of [...distinct.values()].sort(bySize)) {
    if (control.seen.has(keyOf(entry))) {
      skipped++;
      continue;
    }
    if (stop()) {
      stopped = true;
      break;
    }
    if (reach.add(entry.program) > 0) {
      output.save(entry.target, entry.program);
      added++;
    }
    control.note(keyOf(entry));
  }
  return { looked: distinct.size, skipped, added, featuresBefore, features: reach.count, stopped };
}
