import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { Command } from 'commander';
import { visible } from '../report/visible-text.ts';
import { UsageError } from './errors.ts';
import type { Io, Output } from './io.ts';
import { KeptFile } from './kept-file.ts';
import { prepareFolder, writing } from './output-place.ts';

/** Folder of a run in which its rows are kept. */
export const RESULTS_FOLDER = 'results';
/** `--results FILE`, `--no-results` (false), or neither. */
export type ResultsOption = string | false | undefined;

/** Adds `--results` and `--no-results` to a command that keeps its rows. */
export function withResultsOption(command: Command): Command {
  return command
    .option('--results <file>', 'keep the rows of --json there (default: a file in reports/results)')
    .option('--no-results', 'keep them nowhere');
}

/** What rows are kept of. */
export interface KeptRun {
  /** `fuzz`, `conform.linux-6.1`: name of the default file. */
  readonly name: string;
  /** Not everything was asked for, so it stands beside what the last whole run left. */
  readonly isPart: boolean;
  /** Folder of the run's outputs; the usual one where it says nothing. */
  readonly folder?: string;
}

/** A name for results of a behaviour: `conform.linux-6.1+xsa-155-in-place`; executors other than the model are named. */
export function resultsName(
  command: string,
  profile: string,
  changes: readonly string[],
  executor: string,
): string {
  const all = [profile, ...[...changes].sort()].join('+');
  const short =
    all.length <= 100 ? all : `${profile}+${createHash('sha256').update(all).digest('hex').slice(0, 12)}`;
  return `${command}.${short}${executor === 'model' ? '' : `@${executor}`}`;
}

/** `x/fuzz.part.jsonl` of `x/fuzz.jsonl`: results that are not those of a whole run. */
export function partOf(file: string): string {
  const end = extname(file);
  return `${end === '' ? file : file.slice(0, -end.length)}.part${end}`;
}

/**
 * Takes rows and keeps them when the run has ended. An interrupted run, and one of a part, is kept in a file of its
 * own (`.part`), so that it never replaces a whole one.
 */
export class KeptResults implements Output {
  private file: KeptFile | undefined;
  private readonly path: string;
  private readonly isNamed: boolean;
  private readonly isPart: boolean;
  private readonly io: Io;

  /** @throws UsageError for a named file that cannot be written */
  constructor(option: ResultsOption, { name, isPart, folder = '' }: KeptRun, io: Io) {
    if (option === '') throw new UsageError('--results', 'the name is empty', 'name a file');
    this.io = io;
    this.isNamed = typeof option === 'string';
    // What is named is wanted there, whatever part it is of.
    this.isPart = isPart && !this.isNamed;
    const usual = join(folder === '' ? (io.reports ?? '') : folder, RESULTS_FOLDER, `${name}.jsonl`);
    this.path = typeof option === 'string' ? option : usual;
    if (option === false || (!this.isNamed && io.reports === undefined)) return;
    this.attempt(() => {
      if (this.isNamed) checkFile(this.path);
      prepareFolder(dirname(this.path), this.path);
      this.file = new KeptFile(this.path);
    });
  }

  write(text: string): void {
    this.attempt(() => this.file?.write(text));
  }

  /** To be called after the summary. @throws UsageError for a named file that cannot be written */
  end({ interrupted }: { readonly interrupted: boolean }): void {
    this.attempt(() => this.file?.finish(interrupted || this.isPart ? partOf(this.path) : this.path));
    this.file = undefined;
  }

  /** Keeps nothing; does nothing after `end`. */
  abandon(): void {
    this.file?.abandon();
    this.file = undefined;
  }

  /** The usual place is a service: a run that nobody asked to keep goes on without. */
  private attempt(act: () => void): void {
    try {
      writing(this.path, act);
    } catch (error) {
      this.abandon();
      if (this.isNamed || !(error instanceof UsageError)) throw error;
      this.io.stderr.write(
        `pciback-rig: NOTE: ${visible(error.where)}: ${visible(error.what)}; the results are not kept\n`,
      );
    }
  }
}

function checkFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new UsageError(path, 'this is a folder', 'name a file for --results');
}

/** Rows for a program where it wants them, and for the file. */
export const both = (shown: Output | undefined, kept: Output): Output => ({
  write(text: string): void {
    shown?.write(text);
    kept.write(text);
  },
});
