import { readFileSync, writeFileSync } from 'node:fs';
import { Baseline } from '../../src/campaign/baseline.ts';
import { Campaign } from '../../src/campaign/campaign.ts';
import { loadDevices } from '../../src/campaign/device-files.ts';
import { Judge } from '../../src/campaign/judge.ts';
import { knownCases, withKnownDevices } from '../../src/campaign/known-cases.ts';
import { makeProfile } from '../../src/changes/profiles.ts';
import { ModelExecutor } from '../../src/executor/model/model-executor.ts';
import { oracles } from '../../src/oracle/index.ts';
import type { Program } from '../../src/program/program.ts';
import { targets } from '../index.ts';
import { digestOf } from './digest.ts';
import { type Compared, type Outcome, PROFILES, type Recorded } from './protocol.ts';

/*
 * In a tree of instrumented code. `record FILE RUNS SEED`: programs that a campaign keeps, and what the core makes of
 * them. `compare FILE`: the same with a mutant switched on by the environment, and what is different.
 */

/** Programs that differ and are looked at for a violation, before a difference is all that is said. */
const LOOKED_AT = 10;

const { library: devices } = loadDevices([], {});
const library = withKnownDevices(devices);

function judgeOf(name: string): Judge {
  const made = makeProfile(name);
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  return new Judge(new ModelExecutor(library, made.profile), oracles);
}

function record(file: string, runs: number, seed: string): void {
  const programs = knownCases().map(({ program }) => program);
  const campaign = new Campaign({
    targets,
    devices: devices.names(),
    seed,
    runs,
    stopOnFirst: false,
    baseline: new Baseline(),
    texts: [],
    makeJudge: () => judgeOf('hardened'),
    save: (_, program) => programs.push(program),
    stop: () => false,
  });
  for (const _ of campaign.run());
  const recorded: Recorded = {
    programs,
    profiles: Object.fromEntries(PROFILES.map((name) => [name, outcomes(judgeOf(name), programs)])),
  };
  writeFileSync(file, JSON.stringify(recorded));
}

const outcomes = (judge: Judge, programs: readonly Program[]): Outcome[] =>
  programs.map((program) => ({
    digest: digestOf(judge.executor.run(program, 'digest')),
    violations: judge.judge(program).map(({ fingerprint }) => fingerprint),
  }));

function compare(file: string): Compared {
  const { profiles, programs } = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  let runs = 0;
  let differs: Compared['differs'] = null;
  for (const profile of PROFILES) {
    const judge = judgeOf(profile);
    const unchanged = profiles[profile] as readonly Outcome[];
    let looked = 0;
    for (const [number, program] of programs.entries()) {
      const { digest, violations } = unchanged[number] as Outcome;
      runs++;
      if (digestOf(judge.executor.run(program, 'digest')) === digest) continue;
      differs ??= { profile, program: number };
      if (looked++ === LOOKED_AT) break;
      const fresh = judge.judge(program).find(({ fingerprint }) => !violations.includes(fingerprint));
      if (fresh === undefined) continue;
      return { runs, differs, violation: { profile, program: number, fingerprint: fresh.fingerprint } };
    }
  }
  return { runs, differs, violation: null };
}

const [verb, file = '', runs = '', seed = ''] = process.argv.slice(2);
if (verb === 'record') record(file, Number(runs), seed);
else process.stdout.write(`${JSON.stringify(compare(file))}\n`);
