import type { Flaw } from '../changes/change.ts';
import { makeProfile } from '../changes/profiles.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { oracles } from '../oracle/index.ts';
import { Baseline } from './baseline.ts';
import { Campaign } from './campaign.ts';
import { Judge } from './judge.ts';
import { regressLibrary } from './regress.ts';
import { type AnyTarget, isByteTarget } from './target.ts';

/** Profile that flaws are put back into. */
const FIXED = 'hardened';

/** A campaign from an empty corpus that looks for one past bug. */
export interface Search {
  readonly flaw: Flaw;
  readonly targets: readonly AnyTarget[];
  readonly library: DeviceLibrary;
  /** What byte targets start from. */
  readonly texts: readonly string[];
  readonly seed: string;
  /** Ends after this many executions; `Infinity`: by {@link stop} alone. */
  readonly runs: number;
  /** Asked between executions; true gives up. */
  stop(): boolean;
}

/** What came of it. */
export interface Searched {
  readonly executions: number;
  /** Which oracle of those that the flaw names fired first, by which target; null: none did. */
  readonly found: { readonly oracle: string; readonly fingerprint: string; readonly target: string } | null;
}

/**
 * Does what `fuzz --profile hardened --flaw ID --seed SEED` does, until an oracle that the flaw names has fired and
 * the finding is minimised and repeated.
 * @throws RangeError when the flaw cannot be put back into the profile
 */
export function search({ flaw, targets, library, texts, seed, runs, stop }: Search): Searched {
  const made = makeProfile(FIXED, [flaw.id]);
  if ('problem' in made) throw new RangeError(`${flaw.id} cannot be put back into ${FIXED}`);
  const campaign = new Campaign({
    targets,
    devices: library.names(),
    seed,
    runs,
    stopOnFirst: false,
    baseline: new Baseline(),
    texts,
    makeJudge: () => new Judge(new ModelExecutor(library, made.profile), oracles),
    stop,
  });
  for (const event of campaign.run()) {
    if (event?.kind !== 'finding' || !flaw.oracles.includes(event.violation.oracle)) continue;
    const { executions, target, violation } = event;
    return { executions, found: { oracle: violation.oracle, fingerprint: violation.fingerprint, target } };
  }
  return { executions: campaign.progress().executions, found: null };
}

/**
 * How many executions a campaign of the targets that play programs needs from an empty corpus until an oracle that
 * the flaw names fires on it, on the shipped devices and those beside the attacks.
 * @returns null when it was not found in `runs`
 */
export function rediscover(
  flaw: Flaw,
  targets: readonly AnyTarget[],
  seed: string,
  runs: number,
): number | null {
  const { executions, found } = search({
    flaw,
    targets: targets.filter((target) => !isByteTarget(target)),
    library: regressLibrary(),
    texts: [],
    seed,
    runs,
    stop: () => false,
  });
  return found === null ? null : executions;
}
