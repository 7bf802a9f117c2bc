import type { Judge } from '../judge.ts';
import type { CorpusDevices } from './devices.ts';
import type { CorpusEntry } from './entry.ts';
import { type CorpusFile, readEntry } from './load.ts';
import { digestOf, sameDigest } from './reach.ts';

/** What is to be said of one file. `unstable` is a fault of the rig, `bad` one of the file. */
export interface Verified {
  readonly file: string;
  readonly verdict: 'good' | 'bad' | 'unstable';
  readonly problem: string | null;
}

/**
 * Reads every file of a corpus and runs it on two executors: parses, is in canonical form, its hash is its name, its
 * devices are there, and both runs record the same.
 * @param makeJudge called after all files were read, when the library has their devices
 */
export function* verifyCorpus(
  files: readonly CorpusFile[],
  targets: readonly string[],
  devices: CorpusDevices,
  makeJudge: () => Judge,
): Generator<Verified, void, void> {
  const read = files.map((place): { place: CorpusFile; entry: CorpusEntry | string } => ({
    place,
    entry: targets.includes(place.target)
      ? readEntry(place, devices)
      : `there is no target '${place.target}'`,
  }));
  const [first, second] = [makeJudge(), makeJudge()];
  for (const { place, entry } of read) {
    if (typeof entry === 'string') yield { file: place.file, verdict: 'bad', problem: entry };
    else yield runTwice(entry, first, second);
  }
}

function runTwice({ file, program }: CorpusEntry, first: Judge, second: Judge): Verified {
  try {
    const once = digestOf(first.look(program).execution.log);
    const again = digestOf(second.look(program).execution.log);
    if (sameDigest(once, again)) return { file, verdict: 'good', problem: null };
    return { file, verdict: 'unstable', problem: 'it does not do the same twice' };
  } catch (error) {
    return { file, verdict: 'bad', problem: `it cannot be run: ${(error as Error).message}` };
  }
}
