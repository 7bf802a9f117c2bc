import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { packageRoot } from '../../src/campaign/package-root.ts';
import { ExitCode, UsageError } from '../../src/cli/errors.ts';
import { npmCommand } from '../../src/cli/npm-command.ts';
import { prepareFolder, writing } from '../../src/cli/output-place.ts';
import { processIo } from '../../src/cli/process-io.ts';
import { Terminal } from '../../src/cli/terminal.ts';
import { writeFileAtomically } from '../../src/report/write-files.ts';
import { mergeCoverage } from './merge.ts';

/*
 * `npm run coverage:merged [-- --corpus FOLDER]`: what of the core's source the conformance suites take, and what the
 * attacks of past bugs, the programs of the cases and those of a corpus take besides, as one istanbul coverage map:
 * reports/coverage/merged.json. Measured by V8, for reports; campaigns have counters of their own.
 */

interface Part {
  readonly name: string;
  readonly config: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

const root = packageRoot();
const io = processIo();

const program = new Command('coverage:merged')
  .description(
    'source coverage of the core by suites and campaigns together, into reports/coverage/merged.json',
  )
  .option('--corpus <folder>', 'replay the programs of this corpus too')
  .option('--keep-suites', "take the suites' coverage of an earlier run, where there is one")
  .configureOutput({ outputError: () => {} })
  .exitOverride();

function main(args: readonly string[]): ExitCode {
  program.parse(args, { from: 'user' });
  const [operand] = program.args;
  if (operand !== undefined)
    throw new UsageError('coverage:merged', `'${operand}' is no option`, `write --corpus ${operand}`);
  const { corpus, keepSuites } = program.opts<{ corpus?: string; keepSuites?: true }>();
  if (corpus !== undefined && !existsSync(corpus))
    throw new UsageError('--corpus', `there is no folder ${corpus}`, 'name one that fuzz --corpus filled');
  const folderOf = (name: string): string => join(root, 'reports', 'coverage', name);
  const env = corpus === undefined ? {} : { PCIBACK_RIG_COVERAGE_CORPUS: resolve(corpus) };
  const suites = { name: 'the suites', config: 'vitest.config.ts', folder: folderOf('suites'), env: {} };
  const replay = {
    name: 'the programs',
    config: join('replay', 'vitest.config.ts'),
    folder: folderOf('replay'),
    env,
  };
  const terminal = new Terminal(io);
  const texts: string[] = [];
  for (const part of [suites, replay]) {
    const kept = part === suites && keepSuites ? resultOf(part) : undefined;
    const text = kept ?? measure(part, terminal);
    if (text === undefined) {
      // Coverage of a run that failed is not what it says.
      io.stderr.write(`coverage:merged: the run of ${part.name} failed, so nothing was merged; see above\n`);
      return ExitCode.Failed;
    }
    texts.push(text);
  }
  const file = join(root, 'reports', 'coverage', 'merged.json');
  prepareFolder(join(file, '..'), file);
  writing(file, () => writeFileAtomically(file, mergeCoverage(texts, root)));
  terminal.line(`${file}: written`);
  return ExitCode.Ok;
}

/** Coverage that a part has measured; undefined: it has not. */
function resultOf({ folder }: Part): string | undefined {
  const file = join(folder, 'coverage-final.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Runs vitest on a part. @returns its coverage; undefined when it failed */
function measure(part: Part, terminal: Terminal): string | undefined {
  const { name, config, folder, env } = part;
  terminal.line(`measuring ${name} ...`);
  rmSync(folder, { recursive: true, force: true });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const place = ['--coverage.reporter=json', `--coverage.reportsDirectory=${folder}`];
  const words = [vitest, 'run', '--config', join(root, 'conformance', 'coverage', config), ...place];
  const { status } = spawnSync(process.execPath, words, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status === 0 ? resultOf(part) : undefined;
}

process.exitCode = await npmCommand('coverage:merged', main, process.argv.slice(2), io);
