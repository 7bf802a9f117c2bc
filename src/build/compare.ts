/**
 * Measures ways of counting edges side by side, in one process (docs/coverage-counters.md). Not part of the build:
 * `npm i --no-save istanbul-lib-instrument@6.0.3 && node dist/src/build/compare.js`
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { benchPrograms, type Measure, measureStages, type Stage } from '../campaign/bench.ts';
import { shippedDevices } from '../campaign/device-files.ts';
import { FeatureMap } from '../campaign/features.ts';
import { packageRoot } from '../campaign/package-root.ts';
import type { Program } from '../program/program.ts';
import { COVERED } from './covered.ts';

type Edit = (code: string, file: string) => string;

const dist = join(packageRoot(), 'dist');
const folder = mkdtempSync(join(dist, 'compare-'));
const options = { rounds: 5, passes: 4, now: () => performance.now() };

/** A copy of a build with the modules of its core edited. */
function variant(name: string, from: string, edit: Edit): string {
  const target = join(folder, name);
  for (const part of ['src', 'fuzz']) cpSync(join(from, part), join(target, part), { recursive: true });
  for (const part of COVERED) {
    for (const file of readdirSync(join(target, part), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.js')) continue;
      const path = join(target, part, file);
      writeFileSync(path, edit(readFileSync(path, 'utf8'), path));
    }
  }
  return target;
}

async function istanbul(): Promise<Edit> {
  const name = 'istanbul-lib-instrument';
  const { createInstrumenter } = await import(name);
  const instrumenter = createInstrumenter({ esModules: true, compact: true });
  return (code, file) => instrumenter.instrumentSync(code, file);
}

/** The bare core and the full loop of a build. */
async function stagesOf(name: string, build: string): Promise<[bare: Stage, full: Stage]> {
  const at = (path: string) => import(pathToFileURL(join(build, path)).href);
  const devices = await at('src/campaign/device-files.js');
  const { makeProfile } = await at('src/changes/profiles.js');
  const { ModelExecutor } = await at('src/executor/model/model-executor.js');
  const { oracles } = await at('src/oracle/index.js');
  const executor = new ModelExecutor(devices.shippedDevices(), makeProfile('linux-6.1').profile);
  const features = new FeatureMap();
  const full = (program: Program): void => {
    const execution = executor.run(program, 'digest');
    features.add(execution.log);
    for (const oracle of oracles) oracle.suspects(execution);
  };
  return [
    { name, title: 'bare core', run: (program) => executor.play(program) },
    { name, title: 'full loop', run: full },
  ];
}

function print(measures: readonly Measure[]): void {
  const [first] = measures;
  for (const { name, title, microsecondsPerProgram: time } of measures) {
    const slower = time / (first?.microsecondsPerProgram ?? time);
    process.stdout.write(`${title}  ${name.padEnd(12)} ${time.toFixed(1)} us, ${slower.toFixed(2)} times\n`);
  }
}

/** Microseconds to take V8's own block coverage once, after a program. */
function measureV8({ run }: Stage, programs: readonly Program[]): number {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  let spent = 0;
  for (const program of programs) {
    run(program);
    const began = performance.now();
    session.post('Profiler.takePreciseCoverage');
    spent += performance.now() - began;
  }
  session.disconnect();
  return (1000 * spent) / programs.length;
}

try {
  const covered = join(dist, 'covered');
  const builds = {
    none: variant('none', dist, (code) => code),
    own: variant('own', covered, (code) => code),
    'own, = 1': variant('set', covered, (code) => code.replace(/(\$edges\[\d+\])\+\+/g, '$1 = 1')),
    istanbul: variant('istanbul', dist, await istanbul()),
  };
  const stages = await Promise.all(Object.entries(builds).map(([name, build]) => stagesOf(name, build)));
  const programs = benchPrograms(shippedDevices().names());
  for (const which of [0, 1] as const) {
    print(
      measureStages(
        stages.map((pair) => pair[which]),
        programs,
        options,
      ),
    );
  }
  const take = measureV8((stages[0] as [Stage, Stage])[0], programs.slice(0, 50));
  process.stdout.write(`V8's block coverage: ${take.toFixed(0)} us for each look\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
