import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { targets } from '../../fuzz/index.ts';
import { bytesOfProgram, programOfBytes } from '../campaign/corpus/bytes.ts';
import { corpusId, corpusText } from '../campaign/corpus/entry.ts';
import { isByteTarget, type Target } from '../campaign/target.ts';
import { parseProgram } from '../program/schema.ts';
import { writeFileAtomically } from '../report/write-files.ts';
import { oneOf } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { shippedNames, usualDevices } from './corpus-options.ts';
import { checkFolder, openStore, readCorpus, warn } from './corpus-place.ts';
import { ExitCode, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { prepareFolder, writing } from './output-place.ts';
import { Terminal } from './terminal.ts';

interface ImportOptions {
  readonly target: string;
}

interface ExportOptions {
  readonly target?: string;
}

/** Targets whose input is a program: those that have a corpus. */
const programTargets = targets.filter((target): target is Target => !isByteTarget(target));

/** `corpus import` and `corpus export`: to and from folders of inputs as AFL and libFuzzer keep them. */
export function register(program: Command, context: CommandContext): void {
  addCommand<ImportOptions>(
    program,
    context,
    {
      usage: 'import <out> <bytes>',
      summary: 'take inputs of another fuzz engine into a corpus',
      description:
        "BYTES is a folder of files, one input of the target's fuzz(bytes) each, as AFL (queue/) and libFuzzer keep " +
        'them; each becomes the program that it means. Folders in it and hidden files are passed over.\n\nExit ' +
        'status: 0 done.',
      examples: [['corpus import work/corpus afl/queue --target msi', 'what AFL found']],
    },
    (call) => importBytes(call, context.io),
  ).requiredOption('--target <name>', 'which fuzz(bytes) they are inputs of');
  addCommand<ExportOptions>(
    program,
    context,
    {
      usage: 'export <folder> <out>',
      summary: 'write a corpus as inputs for another fuzz engine',
      description:
        "Writes for each program a file OUT/TARGET/ID that the target's fuzz(bytes) takes for that program; with " +
        '--target OUT/ID. Programs on devices that are not shipped cannot be named in bytes: a warning each.\n\nExit ' +
        'status: 0 done.',
      examples: [
        ['corpus export work/corpus afl/in --target msi', 'seeds for AFL or libFuzzer'],
        ['corpus export work/corpus seeds', 'of all targets, a folder each'],
      ],
    },
    (call) => exportBytes(call, context.io),
  ).option('--target <name>', 'of this target alone');
}

function chooseTarget(name: string): Target {
  const names = programTargets.map((target) => target.name);
  const bytes = targets.filter(isByteTarget).find((target) => target.name === name);
  if (bytes !== undefined)
    throw new UsageError('--target', `the input of '${name}' is bytes already`, 'use its files as they are');
  const chosen = oneOf('--target', 'target', name, names, 'pciback-rig list targets');
  return programTargets.find((target) => target.name === chosen) as Target;
}

function importBytes({ operands, options }: Invocation<ImportOptions>, io: Io): ExitCode {
  const [out = '', folder = ''] = operands;
  checkFolder('corpus import', out, true);
  checkFolder('corpus import', folder);
  const target = chooseTarget(options.target);
  const devices = shippedNames();
  const store = openStore(out, usualDevices());
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => join(folder, name))
    .sort();
  prepareFolder(out);
  let [added, bad] = [0, 0];
  for (const file of files) {
    const program = programOfBytes(target, readFileSync(file), devices);
    const parsed = parseProgram(corpusText(program));
    if ('problem' in parsed) {
      bad++;
      warn({ file, problem: `${parsed.problem.where}: ${parsed.problem.problem}` }, io);
    } else if (store.save(target.name, program).added) added++;
  }
  const twice = files.length - added - bad;
  const summary = { out, target: target.name, inputs: files.length, added, there: twice, bad };
  if (options.json) new JsonLines(io.stdout).summary('corpus import', summary);
  else
    new Terminal(io).line(`${files.length} inputs: ${added} programs added, ${twice} were there, ${bad} bad`);
  return ExitCode.Ok;
}

function exportBytes({ operands, options }: Invocation<ExportOptions>, io: Io): ExitCode {
  const [folder = '', out = ''] = operands;
  checkFolder('corpus export', folder);
  checkFolder('corpus export', out, true);
  const chosen = options.target === undefined ? programTargets : [chooseTarget(options.target)];
  const devices = shippedNames();
  const { entries } = readCorpus(
    folder,
    usualDevices(),
    io,
    chosen.map(({ name }) => name),
  );
  let written = 0;
  for (const target of chosen) {
    const place = options.target === undefined ? join(out, target.name) : out;
    const programs = entries.filter((entry) => entry.target === target.name);
    if (programs.length > 0) prepareFolder(place);
    for (const { file, program } of programs) {
      const bytes = bytesOfProgram(target, program, devices);
      if (bytes === undefined) {
        warn({ file, problem: 'no bytes mean this program, since a device of it is not shipped' }, io);
        continue;
      }
      const output = join(place, corpusId(program));
      writing(output, () => writeFileAtomically(output, bytes));
      written++;
    }
  }
  const summary = { folder, out, programs: entries.length, written };
  if (options.json) new JsonLines(io.stdout).summary('corpus export', summary);
  else new Terminal(io).line(`${written} of ${entries.length} programs written to ${out}`);
  return ExitCode.Ok;
}
