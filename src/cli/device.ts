import type { Command } from 'commander';
import { type ChosenDump, chooseDumps, readChosen } from '../campaign/device-files.ts';
import { readDumpStream } from '../campaign/dump-text.ts';
import { visible } from '../report/visible-text.ts';
import { chooseProfile, DEFAULT_PROFILE } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { deviceFacts } from './device-facts.ts';
import { deviceRow } from './device-row.ts';
import { showDevice } from './device-view.ts';
import { ExitCode, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { Terminal } from './terminal.ts';
import { several } from './values.ts';

const STDIN = 'standard input';

interface Options {
  readonly profile: string;
  readonly flaw?: readonly string[];
  readonly hardening?: readonly string[];
}

/** `device`: what a dump holds, and which bits its guests can change. */
export function register(program: Command, context: CommandContext): void {
  addCommand<Options>(
    program,
    context,
    {
      usage: 'device [dump...]',
      summary: 'show the functions of a dump and the bits a guest can change',
      description:
        'Reads the output of `lspci -xxxx` (with or without -v, one or many functions) and prints, for each function, ' +
        'its header, regions and capabilities, and which bits of its registers a guest can change in hardware: as a ' +
        'device is handed over by default, with `permissive`, and with `allow_interrupt_control`. The backend itself ' +
        'is asked.\n\nDUMP is a file, FILE#ADDRESS for one of its functions, a folder of *.lspci files, the name of a ' +
        'shipped device (see `pciback-rig list devices`), or - for standard input, which is also read when there is no ' +
        'DUMP and something is piped in.',
      examples: [
        ['device server.lspci', 'every function of a dump'],
        ['device server.lspci#03:00.0 --json', 'one function, for a program'],
        ['device --flaw xsa-120-command server.lspci', 'with a past bug put back'],
        ['sudo lspci -xxxx | npx pciback-rig device -', 'this machine'],
      ],
    },
    (call) => showDevices(call, context.io),
  )
    .option('--profile <name>', 'behaviour of which driver', DEFAULT_PROFILE)
    .option('--flaw <id>', 'put a past bug, or a group of them, back (repeatable)', several)
    .option('--hardening <id>', 'add a proposed fix (repeatable)', several);
}

async function showDevices({ operands, options }: Invocation<Options>, io: Io): Promise<ExitCode> {
  const profile = chooseProfile(options.profile, options.flaw, options.hardening);
  const dumps = await dumpsOf(operands, io);
  // Everything is read before anything is printed: no half output for bad input.
  const contents = dumps.map((dump) => ({ file: dump.file, ...readChosen(dump) }));
  const json = new JsonLines(io.stdout);
  const terminal = new Terminal(io);
  let functions = 0;
  const oddities: string[] = [];
  let warnings = 0;
  for (const { file, devices, warnings: general } of contents) {
    for (const { line, text } of general)
      oddities.push(line > 0 ? `${file}:${line}: ${text}` : `${file}: ${text}`);
    for (const device of devices) {
      const facts = deviceFacts(device, profile);
      functions++;
      warnings += facts.warnings.length;
      if (options.json) json.row('function', deviceRow(facts));
      else showDevice(facts, terminal);
    }
  }
  warnings += oddities.length;
  if (options.json)
    json.summary('device', { profile: profile.name, functions, warnings, dumpWarnings: oddities });
  else showEnd(terminal, functions, warnings, oddities);
  return ExitCode.Ok;
}

function showEnd(terminal: Terminal, functions: number, warnings: number, oddities: readonly string[]): void {
  for (const text of oddities) terminal.line(terminal.style('warning', visible(text)));
  const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
  terminal.line(`${plural(functions, 'function')}, ${plural(warnings, 'warning')}`);
}

async function dumpsOf(operands: readonly string[], io: Io): Promise<ChosenDump[]> {
  if (operands.length === 0) {
    if (io.stdin.isTTY) {
      throw new UsageError(
        'device',
        'it needs a dump',
        'name a file made with `lspci -xxxx` as root, or pipe one in',
      );
    }
    return [await fromStdin(io)];
  }
  if (operands.filter((operand) => operand === '-').length > 1) {
    throw new UsageError('device', 'standard input can be read only once', 'leave one - out');
  }
  const dumps: ChosenDump[] = [];
  for (const operand of operands) {
    if (operand === '-') dumps.push(await fromStdin(io));
    else dumps.push(...chooseDumps([operand], io.env));
  }
  return dumps;
}

async function fromStdin({ stdin }: Io): Promise<ChosenDump> {
  return { file: STDIN, text: await readDumpStream(stdin, STDIN), address: null };
}
