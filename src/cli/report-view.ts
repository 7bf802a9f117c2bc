import type { ReportData } from '../report/html/data.ts';
import type { Step } from '../report/verdict.ts';
import { visible } from '../report/visible-text.ts';
import type { Io } from './io.ts';
import { columns, Terminal } from './terminal.ts';

/** What is told of a report that was written. */
interface Told {
  readonly data: ReportData;
  readonly file: string;
  readonly folder: string;
  readonly missing: readonly Step[];
  readonly aside: readonly string[];
}

/** The verdict, what was written, what is missing, and what was left aside. */
export function showReport({ data, file, folder, missing, aside }: Told, io: Io): void {
  const terminal = new Terminal(io);
  const { state, sentence, facts } = data.verdict;
  terminal.line(
    terminal.style(state === 'good' ? 'good' : state === 'bad' ? 'bad' : 'warning', visible(sentence)),
  );
  for (const line of columns(facts.map(({ name, text }) => [`  ${visible(name)}`, visible(text)])))
    terminal.line(line);
  if (data.comparison !== undefined) terminal.line(`  ${visible(comparisonText(data.comparison))}`);
  terminal.line(`Written: ${visible(file)}`);
  terminal.line(`  beside it in ${visible(folder)}: ${data.formats.map((format) => format.file).join(', ')}`);
  if (missing.length > 0) {
    terminal.line('Missing, and the command that makes it:');
    for (const line of columns(missing.map(({ command, does }) => [`  ${does}`, command])))
      terminal.line(line);
  }
  for (const name of aside)
    terminal.line(`Left aside, since there is a whole run: ${visible(name)} (name it to have it instead)`);
}

function comparisonText({
  before,
  findings,
  cases,
  edges,
  speed,
}: NonNullable<ReportData['comparison']>): string {
  const parts = [
    ...(findings === undefined
      ? []
      : [`${findings.new.length} new, ${findings.fixed.length} fixed, ${findings.reopened.length} reopened`]),
    ...(cases === undefined ? [] : [`${cases.changes.length} groups of cases changed`]),
    ...(edges === undefined ? [] : [`edges +${edges.gained.length} -${edges.lost.length}`]),
    ...(speed === undefined ? [] : [`${speed.ratio.toFixed(2)} times as fast`]),
  ];
  return `since ${before}: ${parts.length === 0 ? 'nothing that can be compared' : parts.join('; ')}`;
}
