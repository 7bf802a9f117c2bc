/**
 * `npm run diff:planted`: puts each past bug into the model in turn and says after how many programs the comparison with the
 * real driver notices it. A difference counts only when the model without the bug does not show it on the same program.
 */

import { shippedDevices } from '../../src/campaign/device-files.ts';
import { Differ, unexplained } from '../../src/campaign/diff/differ.ts';
import { CHUNK, chunkOf } from '../../src/campaign/diff/series.ts';
import { knownCases, withKnownDevices } from '../../src/campaign/known-cases.ts';
import { isByteTarget, type Target } from '../../src/campaign/target.ts';
import { flaws } from '../../src/changes/flaws/index.ts';
import { makeProfile, type Profile } from '../../src/changes/profiles.ts';
import { cacheFolder, knownBuilds } from '../../src/executor/linux/build/cache.ts';
import { linuxExecutor, profileOf } from '../../src/executor/linux/linux-executor.ts';
import { ModelExecutor } from '../../src/executor/model/model-executor.ts';
import { explanations } from '../../src/oracle/differential/explanations/index.ts';
import type { Program } from '../../src/program/program.ts';
import { targets } from '../index.ts';

/** Made-up programs for each fault, after the known attacks. */
const PROGRAMS = 1024;
/** Faults that must surface. */
const WANTED = 20;

const build = knownBuilds(process.env).find(({ kernel, variant }) => kernel === '6.1' && variant === 'fast');
if (build === undefined)
  console.log('SKIP: the Linux driver has not been built here; run: pciback-rig build linux --yes');
else {
  const devices = shippedDevices();
  const library = withKnownDevices(devices);
  const linux = linuxExecutor({ build, library, cache: cacheFolder(process.env) });
  const programTargets = targets.filter((one): one is Target => !isByteTarget(one));
  const attacks = knownCases();
  const profileWith = (...ids: string[]): Profile => {
    const made = makeProfile(profileOf(build), ids);
    if ('problem' in made) throw new Error(`no profile with ${ids.join()}`);
    return made.profile;
  };
  const plain = new Differ(new ModelExecutor(library, profileWith()), linux, explanations);
  let surfaced = 0;
  for (const { id } of flaws) {
    const faulty = new Differ(new ModelExecutor(library, profileWith(id)), linux, explanations);
    const own = attacks.filter(({ name }) => name.includes(id));
    const after = surfacesAfter(
      faulty,
      own.map(({ program }) => program),
    );
    if (after !== null) surfaced++;
    console.log(`${after === null ? 'silent  ' : `after ${after}`.padEnd(10)}  ${id}`);
  }
  linux.close();
  console.log(`${surfaced} of ${flaws.length} faults surfaced (${WANTED} must)`);
  if (surfaced < WANTED) process.exitCode = 1;

  function surfacesAfter(faulty: Differ, first: readonly Program[]): number | null {
    let run = 0;
    for (const programs of sources(first)) {
      let at = 0;
      const odd: number[] = [];
      for (const compared of faulty.all(programs)) {
        if (unexplained(compared) !== undefined) odd.push(at);
        at++;
      }
      for (const index of odd) {
        const program = programs[index] as Program;
        const mine = unexplained(faulty.one(program))?.fingerprint;
        if (mine !== unexplained(plain.one(program))?.fingerprint) return run + index + 1;
      }
      run += programs.length;
    }
    return null;
  }

  function* sources(first: readonly Program[]): Generator<readonly Program[], void, void> {
    if (first.length > 0) yield first;
    for (let chunk = 0; chunk < PROGRAMS / CHUNK; chunk++)
      yield chunkOf(programTargets, devices.names(), 'planted', chunk).map(({ program }) => program);
  }
}
