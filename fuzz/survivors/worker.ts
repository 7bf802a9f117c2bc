import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { allCases } from '../../conformance/cases/index.ts';
import { processSwitchboard } from '../../conformance/mutation/switchboard.ts';
import { Baseline } from '../../src/campaign/baseline.ts';
import { Campaign } from '../../src/campaign/campaign.ts';
import { Judge } from '../../src/campaign/judge.ts';
import { knownCases, withKnownDevices } from '../../src/campaign/known-cases.ts';
import { makeProfile } from '../../src/changes/profiles.ts';
import { conformanceDevices } from '../../src/conformance/devices.ts';
import { seedsOf } from '../../src/conformance/seeds.ts';
import { ModelExecutor } from '../../src/executor/model/model-executor.ts';
import { oracles } from '../../src/oracle/index.ts';
import type { Program } from '../../src/program/program.ts';
import { targets } from '../index.ts';
import { digestOf } from './digest.ts';
import { type Compared, type Outcome, type Place, PROFILES, type Recorded, type Series } from './protocol.ts';
import { Reach } from './reach.ts';

/*
 * In a tree of instrumented code. `record FILE RUNS SEED MUTANTS`: programs of the known attacks, of the cases and those
 * that a campaign, begun with these, keeps; what the core makes of them, and which of MUTANTS they come by. `compare
 * FILE`: the same with a mutant switched on by the environment, and what is different.
 */

/** Programs that differ and are looked at for a violation, before a difference is all that is said. */
const LOOKED_AT = 10;

/** Of the programs that are no known attack every so manieth is run with each flaw too. */
const STRIDE_WITH_FLAW = 60;

const { library: devices } = conformanceDevices([], {});
const library = withKnownDevices(devices);

function judgeOf(profile: string, flaws: readonly string[] = []): Judge {
  const made = makeProfile(profile, flaws);
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  return new Judge(new ModelExecutor(library, made.profile), oracles);
}

function record(file: string, runs: number, seed: string, mutants: readonly string[]): void {
  const reach = new Reach(processSwitchboard(), mutants);
  const known = knownCases();
  const seeds = seedsOf(allCases, library, targets);
  const programs = [...known, ...seeds].map(({ program }) => program);
  const campaign = new Campaign({
    targets,
    devices: devices.names(),
    seed,
    runs,
    corpus: seeds,
    stopOnFirst: false,
    baseline: new Baseline(),
    texts: [],
    makeJudge: () => judgeOf('hardened'),
    save: (_, program) => programs.push(program),
    stop: () => false,
  });
  for (const _ of campaign.run());
  const all = [...programs.keys()];
  const withFlaw = all.filter((number) => number < known.length || number % STRIDE_WITH_FLAW === 0);
  const series = (profile: string, flaws: readonly string[], numbers: readonly number[]): Series => ({
    profile,
    flaws,
    programs: numbers,
    ...outcomes(
      () => judgeOf(profile, flaws),
      numbers.map((number) => programs[number] as Program),
      reach,
    ),
  });
  const recorded: Recorded = {
    programs,
    always: reach.always,
    series: [
      ...PROFILES.map((profile) => series(profile, [], all)),
      // A known attack bears the name of its flaw, on which it and some others are run.
      ...known.map(({ name }) => series(PROFILES[0], [basename(name)], withFlaw)),
    ],
  };
  writeFileSync(file, JSON.stringify(recorded));
}

function outcomes(
  makeJudge: () => Judge,
  programs: readonly Program[],
  reach: Reach,
): Pick<Series, 'outcomes' | 'reached'> {
  const reached: Record<string, number[]> = {};
  reach.beginAnew();
  const judge = makeJudge();
  // Another one: a judge runs further programs, and would build set-ups unseen.
  const { executor } = makeJudge();
  const found = programs.map((program, place): Outcome => {
    let digest = '';
    const mutants = reach.of(program.setup, () => {
      digest = digestOf(executor.run(program, 'digest'));
    });
    for (const id of mutants) {
      reached[id] ??= [];
      reached[id].push(place);
    }
    return { digest, violations: judge.judge(program).map(({ fingerprint }) => fingerprint) };
  });
  return { outcomes: found, reached };
}

function compare(file: string, mutant: string): Compared {
  const { always, programs, series } = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  // The unchanged core runs everything.
  const isEverywhere = mutant === '' || always.includes(mutant);
  let runs = 0;
  let differs: Compared['differs'] = null;
  for (const { profile, flaws, programs: numbers, outcomes: unchanged, reached } of series) {
    const places = isEverywhere ? numbers.keys() : (reached[mutant] ?? []);
    const judge = judgeOf(profile, flaws);
    let looked = 0;
    for (const i of places) {
      const number = numbers[i] as number;
      const program = programs[number] as Program;
      const { digest, violations } = unchanged[i] as Outcome;
      runs++;
      if (digestOf(judge.executor.run(program, 'digest')) === digest) continue;
      const place: Place = { profile, flaws, program: number };
      differs ??= place;
      if (looked++ === LOOKED_AT) break;
      const fresh = judge.judge(program).find(({ fingerprint }) => !violations.includes(fingerprint));
      if (fresh !== undefined)
        return { runs, differs, violation: { ...place, fingerprint: fresh.fingerprint } };
    }
  }
  return { runs, differs, violation: null };
}

const [verb, file = '', runs = '', seed = '', mutants = ''] = process.argv.slice(2);
if (verb === 'record') record(file, Number(runs), seed, mutants.split(','));
else {
  const mutant = process.env.__STRYKER_ACTIVE_MUTANT__ ?? '';
  process.stdout.write(`${JSON.stringify(compare(file, mutant))}\n`);
}
