import type { Flaw } from '../changes/change.ts';
import { makeProfile } from '../changes/profiles.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { oracles } from '../oracle/index.ts';
import type { Violation } from '../oracle/oracle.ts';
import { Baseline } from './baseline.ts';
import { Campaign } from './campaign.ts';
import type { EdgeMap } from './edges.ts';
import { fastCheckSearch } from './fast-check/search.ts';
import { Judge } from './judge.ts';
import { regressLibrary } from './regress.ts';
import { type AnyTarget, isByteTarget } from './target.ts';

/** Profile that flaws are put back into. */
const FIXED = 'hardened';

/**
 * What looks: the rig's engine; the same without feedback, so that it keeps nothing; fast-check's own runner on the
 * same vocabularies. The last leaves out targets whose input is bytes, and does not minimise what it finds.
 */
export const engineNames = ['guided', 'blind', 'fast-check'] as const;
export type EngineName = (typeof engineNames)[number];

/** Programs of the targets on a core, by one engine from an empty corpus. */
export interface EngineRun {
  /** Absent: `guided`. */
  readonly engine?: EngineName;
  readonly targets: readonly AnyTarget[];
  readonly library: DeviceLibrary;
  /** What byte targets start from. */
  readonly texts: readonly string[];
  readonly seed: string;
  /** Ends after this many executions; `Infinity`: by {@link stop} alone. */
  readonly runs: number;
  /** Edges of the core, where it counts them. */
  readonly edges?: EdgeMap | undefined;
  /** Asked between executions; true gives up. */
  stop(): boolean;
}

/** A campaign from an empty corpus that looks for one past bug. */
export interface Search extends EngineRun {
  readonly flaw: Flaw;
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
export function search(options: Search): Searched {
  const { flaw } = options;
  return runEngine(options, [flaw.id], ({ oracle }) => flaw.oracles.includes(oracle));
}

/** Runs an engine on the core with every fix and looks for nothing: what it reaches is in `edges`. */
export function reach(options: EngineRun): void {
  runEngine(options, [], () => false);
}

function runEngine(
  { engine = 'guided', targets, library, texts, seed, runs, edges, stop }: EngineRun,
  flaws: readonly string[],
  wanted: (violation: Violation) => boolean,
): Searched {
  const made = makeProfile(FIXED, flaws);
  if ('problem' in made) throw new RangeError(`${flaws.join()} cannot be put back into ${FIXED}`);
  const makeJudge = () => new Judge(new ModelExecutor(library, made.profile), oracles);
  const devices = library.names();
  if (engine === 'fast-check') {
    const judge = makeJudge();
    const { executions, found } = fastCheckSearch({
      targets,
      devices,
      seed,
      runs,
      judge,
      edges,
      wanted,
      stop,
    });
    return { executions, found: found && foundBy(found.target, found.violation) };
  }
  const campaign = new Campaign({
    ...{ targets, devices, seed, runs, texts, edges, makeJudge, stop },
    stopOnFirst: false,
    baseline: new Baseline(),
    blind: engine === 'blind',
  });
  for (const event of campaign.run()) {
    if (event?.kind !== 'finding' || !wanted(event.violation)) continue;
    const { executions, target, violation } = event;
    return { executions, found: foundBy(target, violation) };
  }
  return { executions: campaign.progress().executions, found: null };
}

const foundBy = (target: string, { oracle, fingerprint }: Violation): Searched['found'] => ({
  oracle,
  fingerprint,
  target,
});

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
