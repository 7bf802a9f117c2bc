import { appendFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { oracleTitles } from '../oracle/index.ts';
import { type FormatName, formatNames, formats } from '../report/formats/index.ts';
import type { Results } from '../report/formats/results.ts';
import { writeFileAtomically } from '../report/write-files.ts';
import { oneOf } from './choices.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { readResults } from './convert-results.ts';
import { ExitCode, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { prepareFolder, writing } from './output-place.ts';
import { version } from './version.ts';

interface Options {
  readonly to: string;
  readonly out?: string;
}

/** `convert`: results in the formats of other programs. */
export function register(program: Command, context: CommandContext): void {
  addCommand<Options>(
    program,
    context,
    {
      usage: 'convert <input...>',
      summary: 'write results in the formats of CI systems and coverage viewers',
      description:
        'Inputs: what fuzz, conform or regress printed with --json, folders of findings, files of `fuzz --edges` ' +
        '(for lcov, cobertura and markdown). Several are put together; a finding that is in two counts once.\n\n' +
        'Markdown without --out is added to the file that GITHUB_STEP_SUMMARY names, where there is one; everything ' +
        'else goes to standard output. The exit status says whether it could be written, not what the results are.',
      examples: [
        ['convert --to sarif --out rig.sarif reports/findings', 'for code scanning'],
        ['pciback-rig conform --json | pciback-rig convert --to junit /dev/stdin', 'a pipe'],
        ['convert --to markdown fuzz.jsonl conform.jsonl', 'the summary of a job'],
        ['convert --to lcov --out lcov.info reports/edges.json', 'for genhtml or an editor'],
      ],
    },
    (call) => convert(call, context.io),
  )
    .requiredOption('--to <format>', `one of: ${formatNames.join(', ')}`)
    .option('--out <file>', 'write it there instead');
}

function convert({ operands, options }: Invocation<Options>, io: Io): ExitCode {
  const name = oneOf('--to', 'format', options.to, formatNames, 'pciback-rig convert --help');
  const { out } = options;
  if (out === '') throw new UsageError('--out', 'the name is empty', 'name a file');
  if (options.json && out === undefined)
    throw new UsageError('--json', 'its rows would be among the text', 'add --out FILE');
  const results = readResults(operands);
  checkShown(name, results, operands);
  const text = formats[name].text(results, {
    version: version(),
    oracles: oracleTitles,
    date: io.date?.() ?? Date.now(),
  });
  write(text, name, out, io);
  if (options.json)
    new JsonLines(io.stdout).summary('convert', { to: name, file: out ?? null, inputs: operands.length });
  return ExitCode.Ok;
}

/** A green report of nothing would mislead. @throws UsageError */
function checkShown(name: FormatName, { summaries, filed, edges }: Results, inputs: readonly string[]): void {
  const { shows } = formats[name];
  const where = inputs.join(' ');
  if (shows === 'edges' && edges === undefined)
    throw new UsageError(
      where,
      `there are no edges in it, and ${name} shows nothing else`,
      'name a file of fuzz --edges',
    );
  if (shows === 'results' && summaries.length === 0 && !filed)
    throw new UsageError(where, `edges are not shown by ${name}`, 'choose --to lcov, cobertura or markdown');
}

function write(text: string, name: FormatName, out: string | undefined, io: Io): void {
  const job = name === 'markdown' ? io.env.GITHUB_STEP_SUMMARY : undefined;
  if (out !== undefined) {
    prepareFolder(dirname(out), out);
    writing(out, () => writeFileAtomically(out, text));
  } else if (job) writing(job, () => appendFileSync(job, text));
  else io.stdout.write(text);
}
