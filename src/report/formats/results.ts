import type { EdgeReport } from '../../campaign/edge-report.ts';
import type { ConformRow, FindingRow, RegressRow, Row, SummaryRow } from './rows.ts';

/** What the formats are made of: the results of one or more runs. */
export interface Results {
  /** Each identity once: what was named first stands. */
  readonly findings: readonly FindingRow[];
  readonly conform: readonly ConformRow[];
  readonly regress: readonly RegressRow[];
  readonly summaries: readonly SummaryRow[];
  /** A findings folder was read. */
  readonly filed: boolean;
  readonly edges: EdgeReport | undefined;
}

/** Gathers rows; `filed` are findings of folders. */
export class ResultsBuilder {
  private readonly findings = new Map<string, FindingRow>();
  private readonly conform: ConformRow[] = [];
  private readonly regress: RegressRow[] = [];
  private readonly summaries: SummaryRow[] = [];
  private filed = false;

  add(row: Row): void {
    if (row.type === 'finding') this.addFinding(row as FindingRow);
    else if (row.type === 'summary') this.summaries.push(row as SummaryRow);
    else if (row.type === 'case' && 'verdict' in row) this.conform.push(row as ConformRow);
    else if (row.type === 'case') this.regress.push(row as RegressRow);
  }

  addFiled(findings: readonly FindingRow[]): void {
    this.filed = true;
    for (const finding of findings) this.addFinding(finding);
  }

  results(edges: EdgeReport | undefined): Results {
    const { conform, regress, summaries, filed } = this;
    return { findings: [...this.findings.values()], conform, regress, summaries, filed, edges };
  }

  private addFinding(finding: FindingRow): void {
    if (!this.findings.has(finding.fingerprint)) this.findings.set(finding.fingerprint, finding);
  }
}

/** Somebody has to act on it: it is neither listed as known nor marked as fixed. */
export const isOpen = ({ state }: FindingRow): boolean => state === 'new' || state === 'reopened';

/** The case failed, or host and other guests were not left alone. */
export const conformFailed = ({ verdict, containment }: ConformRow): boolean =>
  ['FAIL', 'CRASH', 'ERROR'].includes(verdict) || containment === 'broken';

/** Why the results are not those of whole, sound runs; one line each. */
export function troubles({ summaries }: Results): string[] {
  return summaries.flatMap(({ command, interrupted, lost = 0, stability = 1 }) => [
    ...(interrupted ? [`${command} was interrupted: it did not run everything`] : []),
    ...(lost > 0 ? [`${command} lost ${lost} of its threads`] : []),
    ...(stability < 1 ? [`${command} met a program that did not do the same twice`] : []),
  ]);
}

/** What was expected and what was seen, one line for each expectation that was not met. */
export function mismatchLines({ mismatches = [] }: ConformRow): string[] {
  const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
  return mismatches.map(
    ({ what, match, expected, observed }) =>
      `${what}: expected ${match === 'equal' ? '' : `${match} `}${shown(expected)}, observed ${shown(observed)}`,
  );
}
