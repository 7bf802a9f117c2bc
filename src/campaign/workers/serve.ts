import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { makeProfile } from '../../changes/profiles.ts';
import { DeviceLibrary, type LibraryDevice } from '../../executor/device-library.ts';
import type { Executor } from '../../executor/execution.ts';
import { ModelExecutor } from '../../executor/model/model-executor.ts';
import { oracles } from '../../oracle/index.ts';
import { Baseline, type KnownWeakness } from '../baseline.ts';
import { Campaign, type CorpusProgram, type KnownCase } from '../campaign.ts';
import { Causes } from '../cause.ts';
import { type EdgeMap, edgesOfBuild } from '../edges.ts';
import type { EarlierFinding } from '../finding.ts';
import { Judge } from '../judge.ts';
import type { AnyTarget } from '../target.ts';
import { Heartbeat, WatchedExecutor, watchedTarget } from './heartbeat.ts';
import { answerInterrupts } from './interrupt.ts';
import { type FromWorker, plainEvent, type ToWorker } from './wire.ts';

/** All that decides what a worker does; plain data. */
export interface WorkerConfig {
  readonly targets: readonly string[];
  /** Names of the devices that programs are made for. */
  readonly devices: readonly string[];
  /** Those, and the ones of known cases and of the corpus. */
  readonly library: readonly LibraryDevice[];
  readonly profile: {
    readonly name: string;
    readonly flaws: readonly string[];
    readonly hardenings: readonly string[];
  };
  readonly seed: string;
  readonly runs: number;
  readonly stopOnFirst: boolean;
  readonly baseline: readonly KnownWeakness[];
  readonly earlier: readonly EarlierFinding[];
  readonly known: readonly KnownCase[];
  readonly corpus: readonly CorpusProgram[];
  readonly texts: readonly string[];
  /** Go by the edges of the core, where the build counts them. */
  readonly edges: boolean;
  readonly heartbeat: SharedArrayBuffer;
  /** Not 0: everybody is to end. */
  readonly halt: SharedArrayBuffer;
}

/** Between two accounts of the progress, milliseconds. */
const STATUS_EVERY_MS = 250;

/**
 * Runs a worker's campaign to its end.
 * @param wrap puts something around each executor
 */
export async function serve(
  config: WorkerConfig,
  allTargets: readonly AnyTarget[],
  port: MessagePort,
  wrap: (executor: Executor) => Executor = (executor) => executor,
): Promise<void> {
  const heartbeat = new Heartbeat(config.heartbeat);
  const say = (message: FromWorker): void => port.postMessage(message);
  const release = answerInterrupts(() => say({ kind: 'under-way', underWay: heartbeat.underWay() }));
  const dying = (): void => say({ kind: 'failed', problem: 'it ended', underWay: heartbeat.underWay() });
  process.once('exit', dying);
  const edges = config.edges ? edgesOfBuild() : undefined;
  try {
    const campaign = makeCampaign(config, allTargets, heartbeat, edges, port, wrap);
    const tell = (): void =>
      say({ kind: 'status', progress: campaign.progress(), covered: coveredOf(edges) });
    const steps = campaign.run();
    let told = performance.now();
    for (;;) {
      const step = heartbeat.step(() => steps.next());
      if (step.done) break;
      if (step.value !== undefined) say({ kind: 'event', event: plainEvent(step.value) });
      else if (performance.now() - told >= STATUS_EVERY_MS) {
        tell();
        told = performance.now();
      }
    }
    tell();
    say({ kind: 'done' });
  } catch (error) {
    const problem = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    say({ kind: 'failed', problem, underWay: heartbeat.underWay() });
  } finally {
    process.off('exit', dying);
    release();
    port.close();
  }
}

function makeCampaign(
  config: WorkerConfig,
  allTargets: readonly AnyTarget[],
  heartbeat: Heartbeat,
  edges: EdgeMap | undefined,
  port: MessagePort,
  wrap: (executor: Executor) => Executor,
): Campaign {
  const { name, flaws, hardenings } = config.profile;
  const made = makeProfile(name, flaws, hardenings);
  if ('problem' in made) throw new RangeError(`no such profile: ${JSON.stringify(made.problem)}`);
  const library = new DeviceLibrary(config.library);
  const judgeOf = (profile: typeof made.profile): Judge =>
    new Judge(new WatchedExecutor(wrap(new ModelExecutor(library, profile)), heartbeat), oracles);
  const halt = new Int32Array(config.halt);
  const earlier = [...config.earlier];
  return new Campaign({
    ...config,
    targets: config.targets.flatMap((wanted) =>
      allTargets.filter((target) => target.name === wanted).map((target) => watchedTarget(target, heartbeat)),
    ),
    baseline: new Baseline(config.baseline),
    causes: new Causes(made.profile, judgeOf),
    earlier,
    edges,
    makeJudge: () => judgeOf(made.profile),
    save: (target, program) => port.postMessage({ kind: 'keep', kept: { target, program } }),
    begins: heartbeat.begins,
    arriving: () => takeIn(port, earlier),
    stop: () => Atomics.load(halt, 0) !== 0,
  });
}

/** What came since: programs to replay; findings that others announced are from now on found before. */
function takeIn(port: MessagePort, earlier: EarlierFinding[]): CorpusProgram[] {
  const programs: CorpusProgram[] = [];
  for (;;) {
    const received = receiveMessageOnPort(port) as { message: ToWorker } | undefined;
    if (received === undefined) return programs;
    if (received.message.kind === 'arrive') programs.push(received.message.program);
    else earlier.push(received.message.finding);
  }
}

/** A byte for each edge, 1 where it was taken. */
function coveredOf(edges: EdgeMap | undefined): Uint8Array | undefined {
  if (edges === undefined) return undefined;
  return Uint8Array.from({ length: edges.total }, (_, id) => (edges.isCovered(id) ? 1 : 0));
}
