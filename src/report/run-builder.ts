import { type EdgeReport, mergeEdgeReports } from '../campaign/edge-report.ts';
import { type SeriesPoint, seriesOf } from '../campaign/series.ts';
import type { ConformRow, FindingRow, RegressRow, Row, SummaryRow } from './formats/rows.ts';
import type { CommandRun, RunData } from './run-data.ts';

/** Rows since the last summary. */
interface Open {
  findings: FindingRow[];
  conform: ConformRow[];
  regress: RegressRow[];
  met: Set<string>;
  series: readonly SeriesPoint[];
}

const empty = (): Open => ({ findings: [], conform: [], regress: [], met: new Set(), series: [] });

/** Puts a run together from what was read of it. */
export class RunBuilder {
  private readonly name: string;
  private readonly commands: CommandRun[] = [];
  private readonly reports: EdgeReport[] = [];
  private filed: FindingRow[] | undefined;
  private open = empty();

  constructor(name: string) {
    this.name = name;
  }

  /** @param file that the row is in */
  row(row: Row, file: string): void {
    const { open } = this;
    if (row.type === 'summary') this.close(row as SummaryRow, file);
    else if (row.type === 'finding') {
      open.findings.push(row as FindingRow);
      for (const one of [(row as FindingRow).violation, ...((row as FindingRow).alsoSeen ?? [])])
        open.met.add(one);
    } else if (row.type === 'case' && 'verdict' in row) open.conform.push(row as ConformRow);
    else if (row.type === 'case') open.regress.push(row as RegressRow);
    else if (row.type === 'event') this.event(row);
  }

  addFiled(findings: readonly FindingRow[]): void {
    this.filed = [...(this.filed ?? []), ...findings];
  }

  addEdges(report: EdgeReport): void {
    this.reports.push(report);
  }

  /** Undefined: the lists of edges are of different builds. */
  run(): RunData | undefined {
    const edges = mergeEdgeReports(this.reports);
    if (edges === undefined && this.reports.length > 0) return undefined;
    return { name: this.name, commands: this.commands, filed: this.filed, edges };
  }

  private event(row: Row): void {
    const { kind, fingerprint } = row as { readonly kind?: unknown; readonly fingerprint?: unknown };
    if (kind === 'consequence' && typeof fingerprint === 'string') this.open.met.add(fingerprint);
    if (kind === 'series') this.open.series = seriesOf(row) ?? this.open.series;
  }

  private close(summary: SummaryRow, file: string): void {
    const { command, profile = '' } = summary;
    const { executor, flaws, hardenings } = summary as Record<string, unknown>;
    this.commands.push({
      command,
      file,
      profile,
      changes: [...texts(flaws), ...texts(hardenings)],
      executor: typeof executor === 'string' ? executor : 'model',
      summary,
      ...this.open,
    });
    this.open = empty();
  }
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
