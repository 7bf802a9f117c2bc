import { describe, expect, it } from 'vitest';
import { targets } from '../../../fuzz/index.ts';
import { loadCorpus } from '../../../src/campaign/corpus/load.ts';
import { shippedDevices } from '../../../src/campaign/device-files.ts';
import { knownCases } from '../../../src/campaign/known-cases.ts';
import { regressLibrary } from '../../../src/campaign/regress.ts';
import { isByteTarget } from '../../../src/campaign/target.ts';
import { makeProfile } from '../../../src/changes/profiles.ts';
import { conformanceDevices } from '../../../src/conformance/devices.ts';
import { seedsOf } from '../../../src/conformance/seeds.ts';
import type { DeviceLibrary } from '../../../src/executor/device-library.ts';
import { ModelExecutor } from '../../../src/executor/model/model-executor.ts';
import type { Program } from '../../../src/program/program.ts';
import { allCases } from '../../cases/index.ts';

/* Not of the suite: `npm run coverage:merged` runs it for its coverage. The corpus folder is in this variable. */
const folder = process.env.PCIBACK_RIG_COVERAGE_CORPUS;

/** Runs them on the driver that campaigns run on. */
function replay(library: DeviceLibrary, programs: readonly Program[]): void {
  const made = makeProfile('linux-6.1');
  if ('problem' in made) throw new Error('the default profile cannot be made');
  const executor = new ModelExecutor(library, made.profile);
  for (const program of programs) executor.run(program, 'full');
}

describe('replay', () => {
  it('the attacks of past bugs', () => {
    const programs = knownCases().map(({ program }) => program);
    expect(programs.length).toBeGreaterThan(0);
    replay(regressLibrary(), programs);
  });

  it('the programs of the conformance cases', () => {
    const { library } = conformanceDevices([], {});
    const seeds = seedsOf(allCases, library, targets);
    expect(seeds.length).toBeGreaterThan(0);
    replay(
      library,
      seeds.map(({ program }) => program),
    );
  });

  it.skipIf(folder === undefined)('the programs of a corpus', () => {
    const names = targets.filter((target) => !isByteTarget(target)).map(({ name }) => name);
    const { entries, library } = loadCorpus(folder ?? '', names, shippedDevices(), process.env);
    expect(entries.length).toBeGreaterThan(0);
    replay(
      library,
      entries.map(({ program }) => program),
    );
  });
});
