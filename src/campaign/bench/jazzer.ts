import { type SpawnOptions, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { JazzerTargetConfig } from './jazzer-target.ts';

/*
 * Jazzer.js is no dependency: its prebuilt library needs a newer C library than some systems have. Where it is
 * installed and loads, it runs in a process of its own, because libFuzzer ends the process it is in.
 */

/** Names the target's configuration to the process that runs it. */
export const JAZZER_CONFIG = 'PCIBACK_RIG_JAZZER';
/** Begins the line in which the target says what it measured. */
export const JAZZER_SAYS = 'pciback-rig measured ';

/** Where Jazzer.js is, or why it cannot be used. */
export type Jazzer = { readonly cli: string } | { readonly reason: string };

/** Where Jazzer.js may be installed: with this package, or in the current folder; NODE_PATH counts for both. */
const PLACES: readonly string[] = [fileURLToPath(import.meta.url), join(process.cwd(), 'any.js')];

/** Looks for Jazzer.js among the modules of files in these places, and tries to load it. */
export async function findJazzer(places: readonly string[] = PLACES): Promise<Jazzer> {
  const core = resolveFrom(places);
  if (core === undefined) return { reason: 'Jazzer.js is not installed (npm install @jazzer.js/core)' };
  const load = 'await import(process.argv[1])';
  const { code, stderr } = await run(['--input-type=module', '-e', load, pathToFileURL(core).href], {});
  if (code === 0) return { cli: join(dirname(core), 'cli.js') };
  const error = /^\S*Error: (.*)$/m.exec(stderr)?.[1] ?? `it ended with status ${code}`;
  // The path of the library says nothing to others.
  return { reason: `Jazzer.js does not load: ${error.replace(/ \(required by .*\)/, '')}` };
}

function resolveFrom(places: readonly string[]): string | undefined {
  for (const place of places) {
    try {
      return createRequire(place).resolve('@jazzer.js/core');
    } catch {
      // not there
    }
  }
  return undefined;
}

/** Speed of Jazzer.js on the harness, programs per second of CPU, or why there is none. */
export async function measureJazzer(
  config: JazzerTargetConfig,
): Promise<{ readonly programsPerSecond: number } | { readonly reason: string }> {
  if (import.meta.url.endsWith('.ts')) return { reason: 'Jazzer.js needs the build (npm run build)' };
  const jazzer = await findJazzer();
  if ('reason' in jazzer) return jazzer;
  const folder = mkdtempSync(join(tmpdir(), 'jazzer-'));
  try {
    const target = fileURLToPath(new URL('./jazzer-target.js', import.meta.url));
    const source = fileURLToPath(new URL('../..', import.meta.url));
    const { code, stdout, stderr } = await run(
      [
        ...[jazzer.cli, target, '--sync'],
        ...['backend', 'host'].flatMap((part) => ['-i', `${join(source, part)}/`]),
        '--',
        ...[`-runs=${config.warmUp + config.slices * config.slice + 1}`, '-seed=1'],
        `-artifact_prefix=${folder}/`,
      ],
      { env: { ...process.env, [JAZZER_CONFIG]: JSON.stringify(config) }, cwd: folder },
    );
    const said = stdout.split('\n').find((line) => line.startsWith(JAZZER_SAYS));
    if (said !== undefined) return { programsPerSecond: Number(said.slice(JAZZER_SAYS.length)) };
    return { reason: `Jazzer.js ended with status ${code}: ${stderr.trim().split('\n').at(-1) ?? ''}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs Node with arguments. */
function run(
  args: readonly string[],
  options: SpawnOptions,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
  });
}
