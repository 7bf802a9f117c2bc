import { XEN_PCI_OP_conf_read, XEN_PCI_OP_conf_write } from '../abi/pciif.ts';
import type { ModelExecutor } from '../executor/model/model-executor.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { Vocabulary } from '../program/generate.ts';
import { mutateProgram } from '../program/mutate.ts';
import type { Action, Program, Setup } from '../program/program.ts';
import { Random } from '../program/random.ts';
import type { EdgeMap } from './edges.ts';
import { FeatureMap } from './features.ts';

/** Actions of every program that is measured. */
export const BENCH_ACTIONS = 16;
const PROGRAMS_PER_DEVICE = 8;
/** Set-ups at most; an executor keeps only so many ready. */
const MAX_DEVICES = 48;
const SEED = 1;

/** A way of running programs; each does what the one before it does, and something more. */
export interface Stage {
  readonly name: string;
  readonly title: string;
  run(program: Program): void;
}

/** An engine that makes up the programs it runs, each of {@link BENCH_ACTIONS} actions. */
export interface Engine {
  readonly name: string;
  readonly title: string;
  /** Makes up and runs so many programs. */
  slice(programs: number): void;
}

/** Speed of one stage. */
export interface Measure {
  readonly name: string;
  readonly title: string;
  readonly programsPerSecond: number;
  readonly microsecondsPerProgram: number;
  /** Speed as a part of the first stage's. */
  readonly ratioToBareCore: number;
}

export interface BenchOptions {
  /** Slices of each stage; the best counts, because whatever else the machine does can only make one worse. */
  readonly rounds: number;
  /** Times the programs are run in one slice. */
  readonly passes: number;
  /** Clock, milliseconds. */
  now(): number;
}

/** Names of {@link benchStages}. */
export const FEEDBACK = 'features';
/** The stage that a campaign's speed is judged by: feedback and all oracles. */
export const FULL_LOOP = 'oracles';
/** What is set beside other engines, because they make up their programs too. */
export const OWN_ENGINE = 'mutation';

/** Programs of 16 configuration accesses on each device: reads and writes in turn, of valid size and place. */
export function benchPrograms(devices: readonly string[]): Program[] {
  const random = new Random(SEED);
  return devices.slice(0, MAX_DEVICES).flatMap((name) => {
    const setup: Setup = { topology: 'vpci', guests: 1, devices: [{ name, guest: 0 }], start: 'connected' };
    return Array.from({ length: PROGRAMS_PER_DEVICE }, () => ({
      setup,
      actions: Array.from({ length: BENCH_ACTIONS }, (_, i) => configAccess(i, random)),
    }));
  });
}

function configAccess(index: number, random: Random): Action {
  const size = random.pick([1, 2, 4]);
  const cmd = index % 2 === 0 ? XEN_PCI_OP_conf_read : XEN_PCI_OP_conf_write;
  return { do: 'op', cmd, offset: size * random.below(256 / size), size, value: random.next() };
}

/** What mutations draw from. */
const vocabulary: Vocabulary = {
  kinds: [['op', 1]],
  points: ['fetch'],
  pointSteps: ['page'],
  effectRate: 8,
  holdRate: 32,
};

/** The stages, from the bare core to all that a campaign does for a program that shows nothing new. */
export function benchStages(
  executor: ModelExecutor,
  oracles: readonly Oracle[],
  programs: readonly Program[],
): Stage[] {
  const features = new FeatureMap();
  const random = new Random(SEED);
  const judge = (program: Program): void => {
    const execution = executor.run(program, 'digest');
    features.add(execution.log);
    for (const oracle of oracles) oracle.suspects(execution);
  };
  return [
    {
      name: 'bare',
      title: 'bare core: fixed programs, nothing kept',
      run: (program) => executor.play(program),
    },
    {
      name: 'recorder',
      title: 'with every record and a look at the end',
      run: (program) => executor.run(program, 'digest'),
    },
    {
      name: FEEDBACK,
      title: 'with feedback',
      run: (program) => features.add(executor.run(program, 'digest').log),
    },
    { name: FULL_LOOP, title: 'with all oracles: the full loop', run: judge },
    {
      name: OWN_ENGINE,
      title: 'and a mutation drawn, though not run, for each',
      run(program) {
        mutateProgram(program, random.pick(programs), vocabulary, BENCH_ACTIONS, random);
        judge(program);
      },
    },
  ];
}

/** Each oracle by itself, on top of feedback; what it costs is the difference to {@link FEEDBACK}. */
export function oracleStages(executor: ModelExecutor, oracles: readonly Oracle[]): Stage[] {
  return oracles.map((oracle) => {
    const features = new FeatureMap();
    return {
      name: `oracle:${oracle.name}`,
      title: `feedback and the oracle ${oracle.name} alone`,
      run(program) {
        const execution = executor.run(program, 'digest');
        features.add(execution.log);
        oracle.suspects(execution);
      },
    };
  });
}

/** Names of {@link countedStages}. */
export const COUNTED_CORE = 'counted';
export const COUNTED_LOOP = 'counted-loop';
/** {@link OWN_ENGINE} with counters. */
export const COUNTED_ENGINE = 'counted-mutation';

/** A core whose functions count, its counters, and oracles of the same build. */
export interface CountedCore {
  readonly executor: ModelExecutor;
  readonly oracles: readonly Oracle[];
  readonly edges: EdgeMap;
}

/** What counters cost: the bare core with them, and the full loop, which clears and reads them each time. */
export function countedStages(
  { executor, oracles, edges }: CountedCore,
  programs: readonly Program[],
): Stage[] {
  const features = new FeatureMap();
  const random = new Random(SEED);
  const loop = (program: Program): void => {
    edges.clear();
    const execution = executor.run(program, 'digest');
    features.add(execution.log);
    edges.add();
    for (const oracle of oracles) oracle.suspects(execution);
  };
  return [
    {
      name: COUNTED_CORE,
      title: 'bare core with edge counters',
      run: (program) => executor.play(program),
    },
    { name: COUNTED_LOOP, title: 'the full loop with edge counters', run: loop },
    {
      name: COUNTED_ENGINE,
      title: 'and a mutation drawn, though not run, for each',
      run(program) {
        mutateProgram(program, random.pick(programs), vocabulary, BENCH_ACTIONS, random);
        loop(program);
      },
    },
  ];
}

/** Measures stages and engines side by side: a slice of each in turn, so that what disturbs one disturbs all. */
export function measureStages(
  stages: readonly (Stage | Engine)[],
  programs: readonly Program[],
  { rounds, passes, now }: BenchOptions,
): Measure[] {
  const best = stages.map(() => Number.POSITIVE_INFINITY);
  for (const stage of stages) play(stage, programs, 1);
  for (let round = 0; round < rounds; round++) {
    stages.forEach((stage, index) => {
      const begin = now();
      play(stage, programs, passes);
      best[index] = Math.min(best[index] as number, now() - begin);
    });
  }
  return stages.map(({ name, title }, index) => {
    const milliseconds = best[index] as number;
    const count = passes * programs.length;
    return {
      name,
      title,
      programsPerSecond: (1000 * count) / milliseconds,
      microsecondsPerProgram: (1000 * milliseconds) / count,
      ratioToBareCore: (best[0] as number) / milliseconds,
    };
  });
}

/** Runs the programs so many times, or as many of an engine's own. */
function play(stage: Stage | Engine, programs: readonly Program[], passes: number): void {
  if ('slice' in stage) stage.slice(passes * programs.length);
  else for (let pass = 0; pass < passes; pass++) for (const program of programs) stage.run(program);
}
