import { flawsNamed } from '../changes/profiles.ts';
import type { BuildJob } from '../executor/linux/build/build.ts';
import type { Build } from '../executor/linux/build/cache.ts';
import { buildFlawed } from '../executor/linux/build/flawed.ts';
import { outsideTheDriver, rewriteOf, rewrites } from '../executor/linux/flaws/index.ts';
import { type Rewrite, RewriteError } from '../executor/linux/rewrite/rewrite.ts';
import { unknownName } from './choices.ts';
import { UsageError } from './errors.ts';

/** One build with past bugs put back. */
export interface FlawedBuild {
  /** A flaw's id, or a group's. */
  readonly name: string;
  readonly rewrites: readonly Rewrite[];
  /** It was not named by itself: a driver it does not fit is told and passed over. */
  readonly optional: boolean;
}

const ALL = 'all';

/** Builds that `--flaw` asks for: an id, a group (all of its flaws in one build), or `all`. @throws UsageError */
export function chooseRewrites(names: readonly string[]): FlawedBuild[] {
  const each = rewrites.map((one) => ({ name: one.flaw, rewrites: [one], optional: true }));
  const chosen = names.flatMap((name) => (name === ALL ? each : [namedBuild(name)]));
  return chosen.filter(({ name }, at) => chosen.findIndex((other) => other.name === name) === at);
}

function namedBuild(name: string): FlawedBuild {
  const flaws = flawsNamed(name);
  const known = [ALL, ...rewrites.map(({ flaw }) => flaw)];
  if (flaws.length === 0) throw unknownName('--flaw', 'flaw', name, known, 'pciback-rig list flaws');
  const found = flaws.flatMap(({ id }) => rewriteOf(id) ?? []);
  if (found.length > 0) return { name, rewrites: found, optional: false };
  const id = flaws[0]?.id ?? name;
  throw new UsageError(
    '--flaw',
    `${name} cannot be put into the driver: ${outsideTheDriver[id]}`,
    'put it into the model: leave --executor out',
  );
}

/** Makes them from the checked build of the driver as it is. @throws RewriteError, CompileError */
export function buildFlaws(job: BuildJob, builds: readonly Build[], wanted: readonly FlawedBuild[]): Build[] {
  const base = builds.find(({ variant }) => variant === 'checked');
  if (base === undefined) return [];
  return wanted.flatMap(({ name, optional, rewrites: those }) => {
    try {
      return [buildFlawed(job, base, name, those)];
    } catch (error) {
      if (!optional || !(error instanceof RewriteError)) throw error;
      job.progress(`left out: ${error.message}`);
      return [];
    }
  });
}
