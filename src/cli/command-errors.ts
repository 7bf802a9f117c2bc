import type { Command, CommanderError } from 'commander';
import { UsageError } from './errors.ts';
import { nearest } from './nearest.ts';

/** What stands between the first pair of quotes. */
const quotedIn = (message: string): string => /'([^']*)'/.exec(message)?.[1] ?? '';

/**
 * The parser's complaint about a command line, in our words and with the nearest name that exists. Errors that
 * are none (help and version were shown) are given back as they are.
 */
export function toUsageError(error: CommanderError, command: Command): UsageError | CommanderError {
  const { code, message } = error;
  const named = quotedIn(message);
  const where = command.parent === null ? 'command line' : command.name();
  const help = `see \`pciback-rig ${command.parent === null ? '' : `${command.name()} `}--help\``;
  switch (code) {
    case 'commander.unknownOption':
      return new UsageError(
        where,
        `there is no option '${named}'`,
        withNearest(named, flagsOf(command), help),
      );
    case 'commander.missingArgument':
      return new UsageError(where, `it needs ${article(named)} ${named.toUpperCase()}`, help);
    case 'commander.optionMissingArgument':
      return new UsageError(where, `option '${named}' needs a value`, help);
    case 'commander.excessArguments':
      return new UsageError(where, 'there are more operands than it takes', help);
    case 'commander.helpDisplayed':
    case 'commander.version':
      return error;
    default:
      return new UsageError(where, message.replace(/^error: /, ''), help);
  }
}

const article = (word: string): string => (/^[aeiou]/i.test(word) ? 'an' : 'a');

function withNearest(name: string, candidates: readonly string[], help: string): string {
  const near = nearest(name, candidates);
  return near === undefined ? help : `did you mean '${near}'? ${help}`;
}

function flagsOf(command: Command): string[] {
  return [...command.options.map(({ long }) => long ?? ''), '--help'].filter((flag) => flag !== '');
}
