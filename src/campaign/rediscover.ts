import type { Flaw } from '../changes/change.ts';
import { makeProfile } from '../changes/profiles.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { oracles } from '../oracle/index.ts';
import { Baseline } from './baseline.ts';
import { Campaign } from './campaign.ts';
import { Judge } from './judge.ts';
import { regressLibrary } from './regress.ts';
import { type AnyTarget, isByteTarget } from './target.ts';

/**
 * How many executions a campaign from an empty corpus needs until an oracle that the flaw names fires on it.
 * @returns null when it was not found in `runs`
 */
export function rediscover(
  flaw: Flaw,
  targets: readonly AnyTarget[],
  seed: string,
  runs: number,
): number | null {
  const made = makeProfile('hardened', [flaw.id]);
  if ('problem' in made) return null;
  const library = regressLibrary();
  const campaign = new Campaign({
    targets: targets.filter((target) => !isByteTarget(target)),
    devices: library.names(),
    seed,
    runs,
    stopOnFirst: false,
    baseline: new Baseline(),
    texts: [],
    makeJudge: () => new Judge(new ModelExecutor(library, made.profile), oracles),
    stop: () => false,
  });
  for (const event of campaign.run()) {
    if (event?.kind === 'finding' && flaw.oracles.includes(event.violation.oracle)) return event.executions;
  }
  return null;
}
