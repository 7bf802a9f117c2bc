import { Command, CommanderError } from 'commander';
import { register as registerAudit } from './audit.ts';
import { register as registerBench } from './bench.ts';
import { register as registerBuild } from './build-linux.ts';
import { unknownName } from './choices.ts';
import type { CommandContext, Register } from './command.ts';
import { toUsageError } from './command-errors.ts';
import { register as registerConform } from './conform.ts';
import { register as registerConvert } from './convert.ts';
import { register as registerCorpus } from './corpus.ts';
import { register as registerDevice } from './device.ts';
import { register as registerDiff } from './diff.ts';
import { register as registerDoctor } from './doctor.ts';
import { register as registerEdges } from './edges.ts';
import { ExitCode, reportError } from './errors.ts';
import { register as registerExplore } from './explore.ts';
import { register as registerFuzz } from './fuzz.ts';
import type { Io } from './io.ts';
import { register as registerList } from './list.ts';
import { register as registerMinimize } from './minimize.ts';
import { register as registerRegress } from './regress.ts';
import { register as registerReport } from './report.ts';
import { register as registerRepro } from './repro.ts';
import { register as registerStatus } from './status.ts';
import { Terminal, wantsColour } from './terminal.ts';
import { version } from './version.ts';

/** Every command, in the order of `--help`. */
const commands: readonly Register[] = [
  registerFuzz,
  registerExplore,
  registerConform,
  registerRegress,
  registerAudit,
  registerDiff,
  registerRepro,
  registerMinimize,
  registerCorpus,
  registerStatus,
  registerEdges,
  registerReport,
  registerConvert,
  registerBench,
  registerBuild,
  registerDevice,
  registerList,
  registerDoctor,
];

/**
 * Runs one command line; nothing is printed or asked but through `io`.
 * @param argv arguments without the interpreter and the script
 * @returns the exit status (DESIGN, exit status); never throws
 */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  let code: ExitCode = ExitCode.Ok;
  const finish = (wanted: ExitCode): void => {
    code = wanted;
  };
  try {
    const program = makeProgram({ io, finish });
    const line = helpInstead(argv);
    checkCommand(line[0] as string, program);
    await program.parseAsync(line, { from: 'user' });
    return code;
  } catch (error) {
    return error instanceof CommanderError ? ExitCode.Ok : reportError(error, io);
  }
}

/** Nothing at all, and `help [COMMAND]`, ask for help. */
function helpInstead(argv: readonly string[]): string[] {
  if (argv.length === 0) return ['--help'];
  if (argv[0] !== 'help') return [...argv];
  return argv.length === 1 || argv[1] === 'help' ? ['--help'] : [argv[1] as string, '--help'];
}

/** The parser itself would answer an unknown command that has `--help` behind it with the help of the program. */
function checkCommand(first: string, program: Command): void {
  const names = program.commands.map((command) => command.name());
  if (first.startsWith('-') || names.includes(first)) return;
  throw unknownName('command line', 'command', first, names, 'pciback-rig --help');
}

function makeProgram(context: CommandContext): Command {
  const { io } = context;
  const terminal = new Terminal(io);
  const program = new Command('pciback-rig');
  program
    .description('Security fuzzing and conformance rig for the Xen PCI backend (xen-pciback).')
    .version(version(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    // `build linux --version 6.12`: behind a command an option is the command's.
    .enablePositionalOptions()
    .showSuggestionAfterError(false)
    .configureHelp({ styleTitle: (title) => terminal.style('heading', title) })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: () => {}, // mistakes are told by reportError
      getOutHelpWidth: () => Math.min(Math.max(40, io.columns), 110),
      getOutHasColors: () => wantsColour(io),
    })
    .exitOverride((error) => {
      throw toUsageError(error, program);
    });
  for (const register of commands) register(program, context);
  return program.addHelpText('after', '\nMore: `pciback-rig COMMAND --help`, with examples.');
}
