import type { Command } from 'commander';
import { toUsageError } from './command-errors.ts';
import type { ExitCode } from './errors.ts';
import type { Io } from './io.ts';

/** What a command needs of the run it is part of. */
export interface CommandContext {
  readonly io: Io;
  /** Sets what the run exits with. */
  finish(code: ExitCode): void;
}

/** Adds one command to the program; every file of a command exports one as `register`. */
export type Register = (program: Command, context: CommandContext) => void;

/** What a command tells of itself in `--help`. */
export interface CommandText {
  /** Name and operands: `fuzz [target...]`. */
  readonly usage: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** More paragraphs, for its own help; they are wrapped, so no line ends in them but between paragraphs. */
  readonly description?: string;
  /** Command lines without the program's name (those with a pipe are whole), and what they do. */
  readonly examples: readonly (readonly [line: string, does: string])[];
}

/** A command line as its command gets it. */
export interface Invocation<Options> {
  readonly operands: readonly string[];
  readonly options: Options & { readonly json?: true };
}

/**
 * Adds a command with what all commands have: `--json`, `--help` with examples, and mistakes told our way. Add its
 * options to what is returned; `run` gives the exit status, and throws `UsageError` for the user's mistakes.
 */
export function addCommand<Options extends object>(
  program: Command,
  { finish }: CommandContext,
  text: CommandText,
  run: (call: Invocation<Options>) => ExitCode | Promise<ExitCode>,
): Command {
  const command: Command = program
    .command(text.usage)
    .summary(text.summary)
    .description(text.description === undefined ? text.summary : `${text.summary}\n\n${text.description}`)
    .option('--json', 'machine output: one JSON object per line, a summary last')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', examplesText(text.examples))
    .action(async () => {
      finish(await run({ operands: command.args, options: command.opts() }));
    });
  return command.exitOverride((error) => {
    throw toUsageError(error, command);
  });
}

function examplesText(examples: CommandText['examples']): string {
  const whole = (line: string): string => (line.includes('|') ? line : `pciback-rig ${line}`);
  const lines = examples.map(([line, does]) => `  $ ${whole(line)}\n      ${does}`);
  return ['', 'Examples:', ...lines].join('\n');
}
