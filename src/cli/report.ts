import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { oracleTitles } from '../oracle/index.ts';
import { page } from '../report/html/page.ts';
import { sectionsOf } from '../report/html/sections.ts';
import { behaviourUnderTest, resultsOf } from '../report/run-data.ts';
import { visible } from '../report/visible-text.ts';
import { writeFileAtomically } from '../report/write-files.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { ExitCode, UsageError } from './errors.ts';
import { dateOf } from './fuzz-journal.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { prepareFolder, writing } from './output-place.ts';
import { otherFormats, PAGE_FILE, writeFormats } from './report-files.ts';
import { gather, missingOf } from './report-gather.ts';
import { gatherParts } from './report-parts.ts';
import { type ReadRun, readRun } from './report-run.ts';
import { showReport } from './report-view.ts';
import { version } from './version.ts';

interface Options {
  readonly out?: string;
  readonly against?: string;
  readonly title?: string;
}

const USUAL_FOLDER = 'reports';
const USUAL_TITLE = 'pciback-rig report';
const MAX_TITLE = 200;

/** `report`: everything that runs left, as one page and in the other formats. */
export function register(program: Command, context: CommandContext): void {
  addCommand<Options>(
    program,
    context,
    {
      usage: 'report [run...]',
      summary: 'write one page of everything that was run, and the other formats beside it',
      description:
        'A run is a folder in which fuzz, conform and regress left their results (default: reports), or anything that ' +
        '`convert` takes: rows of --json, folders of findings, files of fuzz --edges. The page is one file without a ' +
        'network; beside it are report.sarif, junit.xml, report.tap, summary.md, results.json, and with a file of edges ' +
        'lcov.info and cobertura.xml. Where there are conformance runs of several profiles, the other formats are of the ' +
        'profile that was fuzzed.\n\nExit status: 0 when it was written, whatever it says; 2 when an input cannot be ' +
        'used or the folder cannot be written.',
      examples: [
        ['report', 'of what is in reports, to reports/index.html'],
        ['report --against last-week/reports', 'and what changed since'],
        ['report fuzz.jsonl conform.jsonl reports/findings --out out', 'of rows and findings by name'],
        ['report --title "Nightly, linux-6.1"', 'with a heading of your own'],
      ],
    },
    (call) => report(call, context.io),
  )
    .option('--out <folder>', 'where it is written (default: reports)')
    .option('--against <run>', 'an earlier run: shows what is new, fixed or different')
    .option('--title <text>', 'heading of the page', USUAL_TITLE);
}

async function report({ operands, options }: Invocation<Options>, io: Io): Promise<ExitCode> {
  const { title = USUAL_TITLE, against } = options;
  const usual = io.reports ?? USUAL_FOLDER;
  const out = options.out ?? usual;
  if (out === '') throw new UsageError('--out', 'the name is empty', 'name a folder');
  if (title.trim() === '' || title.length > MAX_TITLE)
    throw new UsageError('--title', `it has 1 to ${MAX_TITLE} characters`, 'write another one');
  const given = read(operands.length === 0 ? [usual] : operands);
  const { run, aside } = given;
  const before = against === undefined ? undefined : read([against]).run;
  const tested = behaviourUnderTest(run);
  const results = resultsOf(run, tested);
  const around = {
    version: version(),
    oracles: oracleTitles,
    date: dateOf(io),
  };
  const formats = otherFormats(results);
  const parts = await gatherParts(given, tested, io);
  const data = gather(run, before, { title, version: around.version, date: around.date, formats, parts });
  prepareFolder(out);
  writeFormats(out, results, around);
  const file = join(out, PAGE_FILE);
  const text = page(data, sectionsOf(data));
  writing(file, () => writeFileAtomically(file, text));
  const written = [file, ...formats.map((format) => join(out, format.file))];
  const missing = missingOf(run);
  if (options.json) {
    const { state, sentence } = data.verdict;
    const bytes = Buffer.byteLength(text);
    new JsonLines(io.stdout).summary('report', { state, sentence, file, bytes, written, missing, aside });
  } else showReport({ data, file, folder: out, missing, aside }, io);
  return ExitCode.Ok;
}

/** @throws UsageError */
function read(inputs: readonly string[]): ReadRun {
  for (const input of inputs) {
    if (existsSync(input)) continue;
    const remedy = 'name a folder of results, or leave some: npx pciback-rig fuzz --time 60s';
    throw new UsageError(input === '' ? "''" : visible(input), 'there is no such file or folder', remedy);
  }
  return readRun(inputs);
}
