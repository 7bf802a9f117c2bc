import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Command } from 'commander';
import { Judge } from '../campaign/judge.ts';
import { minimise } from '../campaign/minimise.ts';
import { formatProgram } from '../program/schema.ts';
import { writeFileAtomically } from '../report/write-files.ts';
import { type AgainstModel, oraclesOf, withAgainstModelOption } from './against-model.ts';
import type { RunOptions } from './campaign-options.ts';
import { DEFAULT_PROFILE, oneOf } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { ExitCode, UsageError } from './errors.ts';
import { addExecutorOptions, type ExecutorOptions, executorMaker, usesProcess } from './executor-options.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { onExecutor } from './linux-choice.ts';
import { writing } from './output-place.ts';
import { type ProfileOptions, profileOfProgram, readProgram } from './program-input.ts';
import { Terminal } from './terminal.ts';
import { several } from './values.ts';

interface Options
  extends RunOptions,
    ProfileOptions,
    Pick<ExecutorOptions, 'executorCommand' | 'linuxBuild'>,
    AgainstModel {
  readonly output?: string;
  readonly fingerprint?: string;
}

/** `minimize`: the smallest program that still shows the violation. */
export function register(program: Command, context: CommandContext): void {
  const command = addCommand<Options>(
    program,
    context,
    {
      usage: 'minimize <program>',
      summary: 'make a program file as small as it can be while it still shows what is wrong',
      description:
        'Leaves out actions, points, fields and devices and lowers numbers as long as the same violation (or the one ' +
        'named with --fingerprint) shows. The result is written beside the file, as NAME.min.json, or to --output; ' +
        'the file itself is not touched.',
      examples: [
        ['minimize crash.json', 'writes crash.min.json'],
        ['minimize crash.json --output small.json --flaw xsa-155', 'under a flaw'],
        [
          'minimize crash.json --executor linux --linux-build 6.1/checked+xsa-155',
          'on the real driver with a past bug put back',
        ],
      ],
    },
    (call) => minimize(call, context.io),
  );
  withAgainstModelOption(addExecutorOptions(command))
    .option('--profile <name>', `behaviour of which driver (default: the file's own, or ${DEFAULT_PROFILE})`)
    .option('--flaw <id>', "past bug to put back, instead of the file's own (repeatable)", several)
    .option('--hardening <id>', 'add a proposed fix (repeatable)', several)
    .option('--fingerprint <text>', 'violation to keep (default: the first one)')
    .option('--output <file>', 'where the result goes');
}

function minimize({ operands, options }: Invocation<Options>, io: Io): ExitCode {
  const isModel = !usesProcess(options);
  const [file] = operands;
  if (file === undefined || operands.length > 1)
    throw new UsageError('minimize', 'it takes one program file', 'see `pciback-rig minimize --help`');
  const output = options.output ?? join(dirname(file), `${basename(file, '.json')}.min.json`);
  if (existsSync(output) && options.output === undefined)
    throw new UsageError(output, 'it exists already', 'name another with --output');
  if (output === '') throw new UsageError('--output', 'the name is empty', 'name a file');
  if (existsSync(output) && statSync(output).isDirectory())
    throw new UsageError(output, 'this is a folder', 'name a file with --output');
  const input = readProgram(file, io);
  const { program, library } = input;
  const flaws = isModel ? (options.flaw ?? program.flaws ?? []) : [];
  const added = isModel ? (options.hardening ?? program.hardenings ?? []) : [];
  const profile = profileOfProgram(input, onExecutor(options, io.env));
  const judging = oraclesOf(options, library, profile);
  const { close, make } = executorMaker(options, library, profile, io.env);
  const judge = new Judge(make(profile), judging);
  const found = judge.judge(program).filter(({ hygiene }) => !hygiene);
  const prints = found.map(({ fingerprint }) => fingerprint);
  if (found.length === 0)
    throw new UsageError(
      file,
      `nothing is wrong with it under ${isModel ? profile.name : `executor ${options.executor}`}`,
      isModel ? 'name the --profile and --flaw it was found with' : 'name the build it was found with',
    );
  const wanted = options.fingerprint ?? prints[0];
  oneOf('--fingerprint', 'violation', wanted ?? '', prints, `pciback-rig repro ${file}`);
  const violation = found.find(({ fingerprint }) => fingerprint === wanted) ?? found[0];
  if (violation === undefined) throw new UsageError(file, 'nothing is wrong with it', 'try another profile');
  writing(output, () => accessSync(dirname(output), constants.W_OK));
  const { program: smallest, tries } = minimise(judge, program, violation);
  close();
  const written = {
    ...smallest,
    profile: profile.name,
    ...(flaws.length > 0 ? { flaws } : {}),
    ...(added.length > 0 ? { hardenings: added } : {}),
    ...(program.note === undefined ? {} : { note: program.note }),
  };
  writing(output, () => writeFileAtomically(output, formatProgram(written)));
  const { actions } = smallest;
  if (options.json) {
    new JsonLines(io.stdout).summary('minimize', {
      reproduced: 1,
      runs: tries,
      fingerprint: violation.fingerprint,
      actions: actions.length,
      actionsBefore: program.actions.length,
      file: output,
    });
  } else {
    const terminal = new Terminal(io);
    terminal.line(
      `${violation.fingerprint}: ${program.actions.length} to ${actions.length} actions in ${tries} tries`,
    );
    terminal.line(`written to ${output}`);
  }
  return ExitCode.Ok;
}
