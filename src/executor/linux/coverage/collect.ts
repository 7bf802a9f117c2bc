import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from '../build/cache.ts';
import type { Commands } from '../build/commands.ts';
import { cFiles } from '../build/compile.ts';
import { type CoverageTools, coverageTools, installedCompiler, MissingError } from '../build/packages.ts';
import { type FileReach, readTracefile } from './tracefile.ts';

/** Where a process of the `coverage` build keeps its counters: one file, which all of them add to. */
export const profileFile = (folder: string): string => join(folder, 'counters', '%m%c.profraw');

/** What reads the counters. @throws MissingError */
export function readingTools(commands: Commands): CoverageTools {
  const release = installedCompiler(commands)?.release;
  const tools = release === undefined ? undefined : coverageTools(commands, release);
  if (tools !== undefined) return tools;
  throw new MissingError(
    'llvm-profdata and llvm-cov, which read the counters, are missing',
    'pciback-rig build linux --coverage --yes',
  );
}

/** Makes the folder ready: what an earlier run counted there goes. */
export function beginCounting(folder: string): void {
  rmSync(join(folder, 'counters'), { recursive: true, force: true });
  mkdirSync(join(folder, 'counters'), { recursive: true });
}

/**
 * Turns the counters of the processes that ran into `lcov.info` and `html/` in the same folder; both hold lines of the
 * kernel's source. The processes must have ended.
 * @throws MissingError, CommandError
 */
export function collectCoverage(folder: string, build: Build, commands: Commands): FileReach[] {
  const tools = readingTools(commands);
  const counters = join(folder, 'counters');
  const raw = existsSync(counters) ? readdirSync(counters).filter((name) => name.endsWith('.profraw')) : [];
  if (build.driver === undefined)
    throw new MissingError('an older version made this build', 'pciback-rig build linux --coverage --yes');
  if (raw.length === 0)
    throw new MissingError('nothing was counted', 'pciback-rig build linux --coverage --yes');
  const merged = join(counters, 'merged.profdata');
  commands.run(tools.profdata, ['merge', '-o', merged, ...raw.map((name) => join(counters, name))]);
  const files = cFiles(build.driver);
  const of = [build.program, `-instr-profile=${merged}`, ...files];
  const text = commands.run(tools.cov, ['export', '-format=lcov', ...of]);
  writeFileSync(join(folder, 'lcov.info'), text);
  const html = join(folder, 'html');
  rmSync(html, { recursive: true, force: true });
  commands.run(tools.cov, ['show', '-format=html', `-output-dir=${html}`, '-show-branches=count', ...of]);
  return readTracefile(text);
}
