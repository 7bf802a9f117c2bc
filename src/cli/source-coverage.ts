import { basename } from 'node:path';
import type { Command } from 'commander';
import { type Gaps, gapsOf, notReached } from '../campaign/not-reached.ts';
import type { Build } from '../executor/linux/build/cache.ts';
import { CommandError, type Commands, realCommands } from '../executor/linux/build/commands.ts';
import { MissingError } from '../executor/linux/build/packages.ts';
import { beginCounting, collectCoverage, readingTools } from '../executor/linux/coverage/collect.ts';
import { type FileReach, type Reach, sumOf } from '../executor/linux/coverage/tracefile.ts';
import { visible } from '../report/visible-text.ts';
import { UsageError } from './errors.ts';
import type { Io } from './io.ts';
import type { JsonLines } from './json.ts';
import { chooseBuild, type LinuxChoice } from './linux-choice.ts';
import { prepareFolder } from './output-place.ts';
import { columns, Terminal } from './terminal.ts';

const OPTION = '--source-coverage';

export const withSourceCoverageOption = (command: Command): Command =>
  command.option(
    `${OPTION} <folder>`,
    'for --executor linux: count the lines and branches of the driver, and write lcov.info and html/ there (they hold ' +
      "the kernel's source)",
  );

/** Lines and branches of the driver that a run reached. */
export class SourceCoverage {
  private readonly folder: string;
  private readonly build: Build;
  private readonly commands: Commands;
  private files: readonly FileReach[] = [];
  private found: Gaps = { gaps: [], stale: [] };

  constructor(folder: string, build: Build, commands: Commands) {
    this.folder = folder;
    this.build = build;
    this.commands = commands;
  }

  /** Reads what was counted; the executor has been closed. @throws UsageError */
  end(): void {
    this.files = withReasons(() => collectCoverage(this.folder, this.build, this.commands));
    this.found = gapsOf(this.files, notReached());
  }

  /** Rows `source` (one a file), `gap` and `stale`. */
  rows(json: JsonLines): void {
    for (const { file, functions, ...reach } of this.files)
      json.row('source', { file: basename(file), functions: functions.length, ...reach });
    for (const gap of this.found.gaps) json.row('gap', { ...gap });
    for (const { file, function: name } of this.found.stale) json.row('stale', { file, function: name });
  }

  show(io: Io): void {
    const terminal = new Terminal(io);
    const total = sumOf(this.files);
    terminal.line();
    const table = columns([
      ['file of the driver', 'lines', '', 'branches', ''],
      ...this.files.map((file) => [visible(basename(file.file)), ...cells(file)]),
      ['all', ...cells(total)],
    ]);
    for (const line of table) terminal.line(line);
    const { gaps, stale } = this.found;
    terminal.line();
    terminal.line(terminal.style('heading', 'Not reached'));
    const rows = gaps.map((gap) => [
      `  ${visible(gap.function)}`,
      gap.file,
      `${gap.lines} lines, ${gap.branches} branches`,
      gap.reason ?? 'no reason known',
    ]);
    for (const line of columns(rows)) terminal.line(line);
    const without = gaps.filter(({ reason }) => reason === null).length;
    terminal.line();
    terminal.line(
      `${gaps.length} functions not reached whole, ${without} of them without a reason that covers it`,
    );
    for (const { file, function: name } of stale)
      terminal.line(
        `${file}: ${name} is reached whole now: its reason in corpus/not-reached-linux.json can go`,
      );
    terminal.line(
      `${visible(this.folder)}/lcov.info and ${visible(this.folder)}/html/index.html: not to be committed`,
    );
  }
}

const cells = ({ branches, branchesHit, lines, linesHit }: Reach): string[] => [
  `${linesHit}/${lines}`,
  percent(linesHit, lines),
  `${branchesHit}/${branches}`,
  percent(branchesHit, branches),
];

const percent = (part: number, whole: number): string =>
  whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;

/** Makes everything ready before the executor starts; undefined without the option. @throws UsageError */
export function beginSourceCoverage(
  options: LinuxChoice & { readonly executor: string },
  io: Io,
  commands: Commands = realCommands,
): SourceCoverage | undefined {
  const { executor, sourceCoverage: folder } = options;
  if (folder === undefined) return undefined;
  if (executor !== 'linux')
    throw new UsageError(OPTION, `the executor is '${executor}'`, 'add --executor linux');
  if (folder === '') throw new UsageError(OPTION, 'the name is empty', 'name a folder');
  const build = chooseBuild(options, io.env);
  prepareFolder(folder);
  withReasons(() => {
    readingTools(commands);
    beginCounting(folder);
  });
  return new SourceCoverage(folder, build, commands);
}

/** @throws UsageError */
function withReasons<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof MissingError) throw new UsageError(OPTION, error.message, `run: ${error.remedy}`);
    if (error instanceof CommandError)
      throw new UsageError(OPTION, error.message.slice(0, 400), 'see what it says');
    throw error;
  }
}
