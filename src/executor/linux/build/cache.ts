import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { PROGRAM } from './compile.ts';
import { type Variant, variants } from './variants.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A build as the cache remembers it. */
export interface Build {
  /** `6.1`, `6.12`, or the name of a build of a tree: `tree-0123abcd`. */
  readonly kernel: string;
  readonly variant: Variant;
  /** Kernel version whose headers it was compiled with. */
  readonly headers: string;
  /** What the driver's files are, for people: a package with its version, or a folder. */
  readonly source: string;
  /** Folder of the driver's files when it was built. */
  readonly driver?: string;
  readonly key: string;
  /** The program that is run. */
  readonly program: string;
  /** Past bugs that were put back, as the build is called after them: `xsa-155`. */
  readonly flaws?: string;
  /** Key of the build without them. */
  readonly base?: string;
}

/** Folder for what the rig gets and builds: PCIBACK_RIG_CACHE, else below XDG_CACHE_HOME, else below ~/.cache. */
export function cacheFolder(env: Environment): string {
  const { PCIBACK_RIG_CACHE: own, XDG_CACHE_HOME: xdg } = env;
  if (own !== undefined && own !== '') return own;
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'pciback-rig');
  return join(env.HOME ?? homedir(), '.cache', 'pciback-rig');
}

/** A hash of the files of some folders (names and bytes, C files and headers) and of any text. */
export function keyOf(folders: readonly string[], texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      if (!/\.[ch]$/.test(name)) continue;
      hash.update(`${name}\0`);
      hash.update(readFileSync(join(folder, name)));
    }
  }
  for (const text of texts) hash.update(`\0${text}`);
  return hash.digest('hex').slice(0, 20);
}

/**
 * Makes a folder of the cache as a whole or not at all: `fill` is given an empty one, which then takes its place.
 * @returns the folder; what was there before is kept when there is something
 */
export function once(cache: string, name: string, fill: (folder: string) => void): string {
  const wanted = join(cache, name);
  if (existsSync(wanted)) return wanted;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, '.making-'));
  try {
    fill(folder);
    mkdirSync(join(wanted, '..'), { recursive: true });
    renameSync(folder, wanted);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (!existsSync(wanted)) throw error;
  }
  return wanted;
}

const recordOf = (cache: string, kernel: string, variant: Variant): string =>
  join(cache, `linux-${kernel}-${variant}.json`);

/** Remembers a build as the one that its name stands for. */
export function remember(cache: string, build: Build): void {
  const file = recordOf(cache, build.kernel, build.variant);
  writeFileSync(`${file}.new`, `${JSON.stringify(build, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** Remembers a build with past bugs in it; it is nobody's choice unless it is named. */
export function rememberFlawed(cache: string, build: Build): void {
  const file = join(cache, `flawed-${build.kernel}-${build.variant}+${build.flaws}.json`);
  writeFileSync(`${file}.new`, `${JSON.stringify(build, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** Every build of the driver as it is that can be run, by kernel and variant. */
export const knownBuilds = (env: Environment): Build[] => buildsIn(env, /^linux-.+\.json$/);

/** Every build with past bugs put back that can be run. */
export const flawedBuilds = (env: Environment): Build[] => buildsIn(env, /^flawed-.+\.json$/);

function buildsIn(env: Environment, names: RegExp): Build[] {
  const cache = cacheFolder(env);
  if (!existsSync(cache)) return [];
  return readdirSync(cache)
    .filter((name) => names.test(name))
    .sort()
    .flatMap((name) => {
      const build = readBuild(join(cache, name));
      return build !== undefined && existsSync(build.program) ? [build] : [];
    });
}

function readBuild(file: string): Build | undefined {
  try {
    const build = JSON.parse(readFileSync(file, 'utf8')) as Partial<Build>;
    const texts = [build.kernel, build.headers, build.source, build.key, build.program];
    if (!texts.every((text) => typeof text === 'string') || !variants.includes(build.variant as Variant))
      return undefined;
    return build as Build;
  } catch {
    return undefined;
  }
}

/** Where the program of a finished build lies. */
export const programOf = (folder: string): string => join(folder, PROGRAM);
