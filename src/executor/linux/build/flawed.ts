import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Rewrite, rewritten } from '../rewrite/rewrite.ts';
import type { BuildJob } from './build.ts';
import { type Build, keyOf, once, programOf, rememberFlawed } from './cache.ts';
import { cFiles, compileDriverFile, link } from './compile.ts';

/**
 * Builds the driver with past bugs put back, from a build without: the files that change are written to a folder of the
 * cache and compiled, all other objects are taken as they are.
 * @param base a build of the same driver that is there
 * @param name what the build is called after its kernel and variant: `xsa-155`
 * @throws RewriteError, CompileError
 */
export function buildFlawed(job: BuildJob, base: Build, name: string, rewrites: readonly Rewrite[]): Build {
  const changed = rewritten(sourcesOf(job.driver), rewrites);
  const key = keyOf([], [base.key, ...[...changed].flat()]);
  const folder = once(job.cache, join('linux-builds', key), (into) => {
    const files = scratchCopy(job.driver, changed, join(into, 'driver'));
    job.progress(`${base.variant}+${name}: ${files.map((file) => basename(file)).join(', ')}`);
    const replaced = new Map(
      files.map((file) => {
        const object = join(into, `${basename(file, '.c')}.o`);
        compileDriverFile({ ...job, variant: base.variant }, file, object);
        return [basename(object), object];
      }),
    );
    const objects = objectsOf(dirname(base.program)).map(
      (object) => replaced.get(basename(object).replace(/^\d+-/, '')) ?? object,
    );
    link(job.tools, base.variant, objects, into);
  });
  const build = { ...base, flaws: name, base: base.key, key, program: programOf(folder) };
  rememberFlawed(job.cache, build);
  return build;
}

/** Texts of the driver's own files by name. */
export function sourcesOf(driver: string): Map<string, string> {
  const names = readdirSync(driver).filter((name) => /\.[ch]$/.test(name) && !name.endsWith('.mod.c'));
  return new Map(names.sort().map((name) => [name, readFileSync(join(driver, name), 'utf8')]));
}

/**
 * Writes what changed; all of the driver when a header did, since every file includes it.
 * @returns the files that have to be compiled
 */
function scratchCopy(driver: string, changed: ReadonlyMap<string, string>, into: string): string[] {
  const wholly = [...changed.keys()].some((name) => name.endsWith('.h'));
  const sources = sourcesOf(driver);
  mkdirSync(into, { recursive: true });
  for (const [name, text] of sources) {
    const now = changed.get(name);
    // The headers beside a file are its own.
    if (now !== undefined || wholly || name.endsWith('.h')) writeFileSync(join(into, name), now ?? text);
  }
  return cFiles(into);
}

/** Objects of a build, in the order in which they were linked. */
function objectsOf(folder: string): string[] {
  const number = (name: string): number => Number.parseInt(name, 10);
  return readdirSync(folder)
    .filter((name) => /^\d+-.*\.o$/.test(name))
    .sort((a, b) => number(a) - number(b))
    .map((name) => join(folder, name));
}
