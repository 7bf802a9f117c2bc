import type { Command } from 'commander';
import { type EdgeReport, mergeEdgeReports, parseEdgeReport } from '../campaign/edge-report.ts';
import { neverTaken, Reasons } from '../campaign/never-taken.ts';
import { addCommand, type CommandContext, type Invocation } from './command.ts';
import { ExitCode, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { JsonLines } from './json.ts';
import { columns, Terminal } from './terminal.ts';
import { readText } from './text-input.ts';

/** `edges`: what campaigns took of the core's control flow, and what never. */
export function register(program: Command, context: CommandContext): void {
  addCommand<object>(
    program,
    context,
    {
      usage: 'edges <file...>',
      summary: 'list the edges of the core that campaigns never took',
      description:
        'Reads what `fuzz --edges FILE` wrote. With more than one file an edge counts as taken when any of the ' +
        'campaigns took it. An edge is a way the code of src/backend or src/host can go: into a function, into and ' +
        'past an if, into an arm, a loop, a case.',
      examples: [
        ['fuzz --time 60s --no-replay --edges reports/edges.json', 'a campaign that leaves such a file'],
        ['edges reports/edges.json', 'never taken, by file and line'],
        ['edges monday.json tuesday.json --json', 'by both together, for a program'],
      ],
    },
    (call) => edges(call, context.io),
  );
}

function edges({ operands, options }: Invocation<object>, io: Io): ExitCode {
  const report = readReports(operands);
  const never = report.edges.filter(({ taken }) => !taken);
  const reasons = new Reasons(neverTaken());
  const unexplained = never.filter((edge) => reasons.of(edge) === null).length;
  if (options.json) {
    const rows = new JsonLines(io.stdout);
    for (const { taken: _, ...edge } of never)
      rows.row('edge', { ...edge, taken: false, reason: reasons.of(edge) });
    const { edgesCovered, edgesTotal } = report;
    rows.summary('edges', { edgesCovered, edgesTotal, unexplained });
    return ExitCode.Ok;
  }
  const terminal = new Terminal(io);
  const percent = ((100 * report.edgesCovered) / report.edgesTotal).toFixed(1);
  terminal.line(
    terminal.style('heading', `${report.edgesCovered} of ${report.edgesTotal} edges taken (${percent} %)`),
  );
  for (const file of new Set(never.map((edge) => edge.file))) {
    const there = never.filter((edge) => edge.file === file);
    const all = report.edges.filter((edge) => edge.file === file).length;
    terminal.line();
    terminal.line(`${terminal.style('name', file)}: ${there.length} of ${all} never taken`);
    const rows = there.map((edge) => [
      `  ${edge.line}:${edge.column}`,
      edge.kind,
      edge.function,
      reasons.of(edge) ?? 'no reason known',
    ]);
    for (const line of columns(rows)) terminal.line(line);
  }
  if (unexplained > 0) {
    terminal.line();
    terminal.line(`${unexplained} of ${never.length} without a reason in corpus/never-taken.json`);
  }
  return ExitCode.Ok;
}

/** @throws UsageError */
function readReports(files: readonly string[]): EdgeReport {
  const remedy = 'name files that fuzz --edges wrote';
  const reports = files.map((file) => {
    const report = parseEdgeReport(readText(file, remedy));
    if (report === undefined) throw new UsageError(file, 'it is no list of edges', remedy);
    return report;
  });
  const merged = mergeEdgeReports(reports);
  if (merged !== undefined) return merged;
  throw new UsageError(
    files.join(' '),
    'they are of different builds',
    'run the campaigns again with one build',
  );
}
