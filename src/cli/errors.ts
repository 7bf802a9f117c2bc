import { DeviceChoiceError } from '../campaign/device-choice-error.ts';
import { SuiteError } from '../conformance/suite-error.ts';
import { DumpError } from '../platform/pci/dump/error.ts';
import { visible } from '../report/visible-text.ts';
import type { Io } from './io.ts';
import { suggestion } from './nearest.ts';

/** What the process exits with (DESIGN, exit status). */
export const ExitCode = Object.freeze({
  /** Nothing new; done. */
  Ok: 0,
  /** A case failed, a difference is unexplained. */
  Failed: 1,
  /** Wrong usage or bad input. */
  Usage: 2,
  /** A new finding, or a finding that reproduced. */
  Finding: 77,
  /** The rig itself failed. */
  RigFailed: 78,
  /** Interrupted; everything announced is on disk. */
  Interrupted: 130,
});
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Wrong usage or bad input, in words for the person at the keyboard. */
export class UsageError extends Error {
  /** `seed.json:12`, `--time`, `command line` */
  readonly where: string;
  readonly what: string;
  /** How to mend it. */
  readonly remedy: string;

  constructor(where: string, what: string, remedy: string) {
    super(`${where}: ${what}; ${remedy}`);
    this.name = 'UsageError';
    this.where = where;
    this.what = what;
    this.remedy = remedy;
  }
}

const MAX_MESSAGE = 300;

/**
 * Says on standard error, in one line, what went wrong.
 * @returns what to exit with: 2 for the user's mistakes, 78 for ours
 */
export function reportError(error: unknown, io: Io): ExitCode {
  const usage = asUsageError(error);
  if (usage !== undefined) {
    const { where, what, remedy } = usage;
    io.stderr.write(`pciback-rig: ${visible(where)}: ${visible(what)}; ${visible(remedy)}\n`);
    return ExitCode.Usage;
  }
  if (error instanceof SuiteError) {
    const remedy = 'no verdict of it would mean anything: install the package again, or report this';
    io.stderr.write(`pciback-rig: the conformance suite is broken: ${cut(error.message)}; ${remedy}\n`);
    return ExitCode.RigFailed;
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const how =
    'this is a fault of the rig: please report it with the command, its input and the trace that PCIBACK_RIG_TRACE=1 adds';
  io.stderr.write(`pciback-rig: internal error: ${cut(text)}; ${how}\n`);
  if (io.env.PCIBACK_RIG_TRACE && error instanceof Error) {
    for (const line of (error.stack ?? '').split('\n').slice(1)) io.stderr.write(`${visible(line)}\n`);
  }
  return ExitCode.RigFailed;
}

/** A message that may be long, or hold foreign text. */
const cut = (message: string): string =>
  visible(message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}...` : message);

/** Errors of lower layers that are the user's to mend. */
function asUsageError(error: unknown): Pick<UsageError, 'where' | 'what' | 'remedy'> | undefined {
  if (error instanceof UsageError) return error;
  if (error instanceof DumpError) {
    const { source, line, problem, remedy } = error;
    return { where: line > 0 ? `${source}:${line}` : source, what: problem, remedy };
  }
  if (error instanceof DeviceChoiceError) {
    const { where, what, remedy, wanted, candidates } = error;
    if (candidates.length === 0) return { where, what, remedy };
    return { where, what, remedy: `${suggestion(wanted, candidates)}${remedy}` };
  }
  return undefined;
}
