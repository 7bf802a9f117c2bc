import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { coveredBuild } from '../campaign/covered-build.ts';

/** Commands that are guided by the edges of the core, or judge what such a command kept. */
const guided: readonly string[] = ['fuzz', 'corpus'];

/**
 * The build with counters, when the command line is for it: such a command runs in it from the start, so that there
 * is one core in the process.
 * @param argv arguments without the interpreter and the script
 * @param main URL of the script
 * @returns URL of its `run.js`; undefined when there is none, such as for the sources
 */
export function countedCli(argv: readonly string[], main: string): string | undefined {
  if (!guided.includes(argv[0] ?? '') || argv.includes('--no-edges')) return undefined;
  const covered = countedBuild(main);
  return covered === undefined ? undefined : pathToFileURL(join(covered, 'src', 'cli', 'run.js')).href;
}

/** Folder of the build with counters beside a build; undefined when there is none of the same sources. */
export function countedBuild(moduleOfCli: string): string | undefined {
  const dist = fileURLToPath(new URL('../..', moduleOfCli));
  return basename(dist) === 'dist' && existsSync(dist) ? coveredBuild(dist) : undefined;
}
