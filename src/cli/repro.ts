import type { Command } from 'commander';
import { Baseline } from '../campaign/baseline.ts';
import { Judge } from '../campaign/judge.ts';
import type { Executor } from '../executor/execution.ts';
import { distinct, type Violation } from '../oracle/oracle.ts';
import type { Program } from '../program/program.ts';
import { renderProgram } from '../report/program-text.ts';
import { renderTrace } from '../report/trace.ts';
import { renderTwoFetches } from '../report/two-fetches.ts';
import { visible } from '../report/visible-text.ts';
import { type AgainstModel, oraclesOf, withAgainstModelOption } from './against-model.ts';
import { chooseBaseline, type RunOptions } from './campaign-options.ts';
import { DEFAULT_PROFILE } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { ExitCode, UsageError } from './errors.ts';
import { addExecutorOptions, type ExecutorOptions, executorMaker, usesProcess } from './executor-options.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { impliedProfile } from './linux-choice.ts';
import { type ProfileOptions, type ProgramInput, profileOfProgram, readProgram } from './program-input.ts';
import { Terminal } from './terminal.ts';
import { count, several } from './values.ts';

interface Options
  extends RunOptions,
    ProfileOptions,
    Pick<ExecutorOptions, 'executorCommand' | 'linuxBuild'>,
    AgainstModel {
  readonly runs: number;
  readonly trace?: true;
  readonly verbose?: true;
}

const DEFAULT_RUNS = 20;

/** `repro`: runs a program again and says what is wrong with it. */
export function register(program: Command, context: CommandContext): void {
  const command = addCommand<Options>(
    program,
    context,
    {
      usage: 'repro <program>',
      summary: 'run a program file again and say what every oracle says of it',
      description:
        'Runs a program, each time from a machine built anew, under the profile and flaws that its file names (or ' +
        'those given here), and prints what is wrong, how often it showed, and for a double fetch both fetches and ' +
        'what followed. With --trace the whole execution is shown. Exit status: 77 it reproduced, 0 nothing is wrong.',
      examples: [
        ['repro reports/findings/double-fetch_op.value_xen_pcibk_enable_msix/program.json', 'a finding'],
        ['repro --trace corpus/rules/CONF-12.json', 'a rule, shown step by step'],
        ['repro --profile hardened corpus/rules/CONF-12.json', 'the same with every proposed fix'],
      ],
    },
    (call) => repro(call, context.io),
  );
  withAgainstModelOption(addExecutorOptions(command))
    .option('--profile <name>', `behaviour of which driver (default: the file's own, or ${DEFAULT_PROFILE})`)
    .option('--flaw <id>', "past bug to put back, instead of the file's own (repeatable)", several)
    .option('--hardening <id>', 'add a proposed fix (repeatable)', several)
    .option('--runs <n>', 'how often it is run', count('--runs', { max: 100_000 }), DEFAULT_RUNS)
    .option('--trace', 'show the execution, record by record')
    .option('--verbose', 'with --trace: every lock, every word of a copy, every repetition');
}

function repro({ operands, options }: Invocation<Options>, io: Io): ExitCode {
  const isModel = !usesProcess(options);
  const [file] = operands;
  if (file === undefined || operands.length > 1)
    throw new UsageError('repro', 'it takes one program file', 'see `pciback-rig repro --help`');
  const input = readProgram(file, io);
  const profile = profileOfProgram(input, profiled(options, io.env));
  const judging = oraclesOf(options, input.library, profile);
  const maker = executorMaker(options, input.library, profile, io.env);
  const make = () => new Judge(maker.make(profile), judging);
  const { violations, reproduced } = runAgain(make, input.program, options.runs);
  const baseline = isModel ? chooseBaseline(undefined, profile) : new Baseline();
  const findings = violations.filter(({ hygiene }) => !hygiene);
  const state = (violation: Violation): string =>
    baseline.get(violation.fingerprint) === undefined ? 'violation' : 'known weakness';
  if (options.json) {
    const json = new JsonLines(io.stdout);
    for (const violation of violations) json.row('violation', { ...violation, state: state(violation) });
    json.summary('repro', {
      reproduced,
      runs: options.runs,
      fingerprint: findings[0]?.fingerprint ?? null,
      actions: input.program.actions.length,
      file,
    });
    return findings.length > 0 ? ExitCode.Finding : ExitCode.Ok;
  }
  const terminal = new Terminal(io);
  const executor = maker.make(profile);
  if (options.trace)
    io.stdout.write(renderTrace(executor.run(input.program, 'full'), { verbose: options.verbose === true }));
  else io.stdout.write(`${renderProgram(input.program)}\n`);
  terminal.line();
  for (const violation of violations) showViolation(violation, state(violation), input, executor, terminal);
  const behaviour = isModel
    ? [
        profile.name,
        ...(options.hardening ?? input.program.hardenings ?? []),
        ...(options.flaw ?? input.program.flaws ?? []),
      ].join(' + ')
    : `executor ${options.executor}`;
  if (findings.length === 0)
    terminal.line(
      terminal.style('good', `Nothing is wrong with it under ${behaviour} (${options.runs} runs).`),
    );
  else
    terminal.line(terminal.style('bad', `Reproduced ${reproduced} of ${options.runs} under ${behaviour}.`));
  return findings.length > 0 ? ExitCode.Finding : ExitCode.Ok;
}

/** With the Linux driver its own profile counts, and no flaw of the file: what runs is the driver as it is. */
function profiled(options: Options, env: Io['env']): ProfileOptions {
  if (options.executor !== 'linux') return options;
  const profile = impliedProfile(options, env);
  return { ...options, ...(profile === undefined ? {} : { profile }), flaw: [], hardening: [] };
}

/** Violations of all runs, and how many runs showed everything that the first one did. */
function runAgain(
  make: () => Judge,
  program: Program,
  runs: number,
): { violations: Violation[]; reproduced: number } {
  const all: Violation[] = [];
  let reproduced = 0;
  let first: string | undefined;
  for (let i = 0; i < runs; i++) {
    const violations = make().judge(program);
    const prints = violations.map(({ fingerprint }) => fingerprint).join('\n');
    first ??= prints;
    if (prints === first && violations.some(({ hygiene }) => !hygiene)) reproduced++;
    all.push(...violations);
  }
  return { violations: distinct(all), reproduced };
}

function showViolation(
  violation: Violation,
  state: string,
  { program }: ProgramInput,
  executor: Executor,
  terminal: Terminal,
): void {
  const { fingerprint, title, detail, rules, hygiene } = violation;
  terminal.line(
    `${terminal.style(hygiene ? 'warning' : 'bad', hygiene ? 'hygiene' : state)}  ${fingerprint}`,
  );
  terminal.line(`    ${visible(title)}`);
  if (detail !== '') terminal.line(`    ${visible(detail)}`);
  if (rules.length > 0) terminal.line(`    rules: ${rules.join(', ')}`);
  if (violation.oracle === 'double-fetch' && !hygiene) {
    terminal.line(renderTwoFetches(executor.run(program, 'full'), violation).trimEnd());
  }
  terminal.line();
}
