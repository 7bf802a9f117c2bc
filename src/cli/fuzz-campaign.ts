import type { Baseline } from '../campaign/baseline.ts';
import { Campaign, type CorpusProgram, type KnownCase } from '../campaign/campaign.ts';
import { Causes } from '../campaign/cause.ts';
import type { EdgeMap } from '../campaign/edges.ts';
import type { EarlierFinding } from '../campaign/finding.ts';
import { Judge } from '../campaign/judge.ts';
import type { AnyTarget } from '../campaign/target.ts';
import type { SharedProgress, TeamEvent } from '../campaign/workers/event.ts';
import { Heartbeat, WatchedExecutor, watchedTarget } from '../campaign/workers/heartbeat.ts';
import { runHere } from '../campaign/workers/here.ts';
import { startWorker } from '../campaign/workers/start.ts';
import { Team } from '../campaign/workers/team.ts';
import type { Profile } from '../changes/profiles.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import type { Executor } from '../executor/execution.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { Program } from '../program/program.ts';
import type { FuzzOptions } from './fuzz-mode.ts';

/** Everything a campaign is made of, in one thread or in several. */
export interface CampaignSource {
  readonly options: FuzzOptions;
  readonly targets: readonly AnyTarget[];
  /** Names of the devices that programs are made for. */
  readonly devices: readonly string[];
  readonly library: DeviceLibrary;
  readonly profile: Profile;
  /** Makes the executor, as new, for one thread. */
  readonly makeExecutor: (profile: Profile) => Executor;
  readonly oracles: readonly Oracle[];
  /** Profile and changes mean something to the executor: causes can be looked for. */
  readonly isModel: boolean;
  readonly seed: string;
  readonly runs: number;
  readonly stopOnFirst: boolean;
  readonly baseline: Baseline;
  readonly earlier: readonly EarlierFinding[];
  readonly known: readonly KnownCase[];
  readonly corpus: readonly CorpusProgram[];
  readonly texts: readonly string[];
  readonly edges: EdgeMap | undefined;
  /** Milliseconds. */
  readonly hangLimit: number;
  /** Keeps a program where there is a place for it. */
  save(target: string, program: Program): void;
  stop(): boolean;
}

/** A campaign that runs while its events are taken. */
export interface Running {
  readonly events: AsyncIterable<TeamEvent | undefined>;
  readonly skipped: Judge['skipped'];
  readonly edges: EdgeMap | undefined;
  progress(): SharedProgress;
}

/** In this thread: the same for the same seed and runs. */
export function oneCampaign(source: CampaignSource): Running {
  const { isModel, makeExecutor, oracles, profile, targets, hangLimit, edges } = source;
  const heartbeat = new Heartbeat();
  const judgeOf = (which: Profile): Judge =>
    new Judge(new WatchedExecutor(makeExecutor(which), heartbeat), oracles);
  const campaign = new Campaign({
    ...source,
    targets: targets.map((target) => watchedTarget(target, heartbeat)),
    causes: isModel ? new Causes(profile, judgeOf) : undefined,
    makeJudge: () => judgeOf(profile),
    begins: heartbeat.begins,
  });
  return {
    events: runHere(campaign, heartbeat, hangLimit),
    skipped: campaign.skipped,
    edges,
    progress: () => campaign.progress(),
  };
}

/** In threads of their own. */
export function manyCampaigns(source: CampaignSource, jobs: number): Running {
  const { options, targets, library, profile, baseline, edges, hangLimit } = source;
  const { devices, seed, runs, stopOnFirst, texts, known } = source;
  const team = new Team({
    config: {
      devices,
      seed,
      runs,
      stopOnFirst,
      texts,
      known,
      targets: targets.map(({ name }) => name),
      library: library.names().flatMap((name) => library.get(name) ?? []),
      profile: { name: profile.name, flaws: options.flaw ?? [], hardenings: options.hardening ?? [] },
      baseline: baseline.all(),
      earlier: source.earlier.map(({ identity, cause, state }) => ({ identity, cause, state })),
      corpus: source.corpus.map(({ target, program }) => ({ target, program })),
      edges: edges !== undefined,
    },
    jobs,
    hangLimit,
    edgeTotal: edges?.total ?? 0,
    makeWorker: startWorker,
    save: source.save,
    stop: source.stop,
  });
  return {
    events: team.run(),
    skipped: new Judge(new ModelExecutor(library, profile), source.oracles).skipped,
    edges: team.edges?.map,
    progress: () => team.progress(),
  };
}
