import type { EdgeReport } from '../campaign/edge-report.ts';
import type { SeriesPoint } from '../campaign/series.ts';
import { type Results, ResultsBuilder } from './formats/results.ts';
import type { ConformRow, FindingRow, RegressRow, SummaryRow } from './formats/rows.ts';

/** What one command left: its rows up to a summary. */
export interface CommandRun {
  readonly command: SummaryRow['command'];
  /** The file as the user would name it. */
  readonly file: string;
  /** `linux-6.1`; '' where the command has none (`regress`), or does not say. */
  readonly profile: string;
  /** Ids of flaws and hardenings that were added to it. */
  readonly changes: readonly string[];
  readonly executor: string;
  readonly summary: SummaryRow;
  readonly findings: readonly FindingRow[];
  readonly conform: readonly ConformRow[];
  readonly regress: readonly RegressRow[];
  /** Fingerprints of everything that was met: findings, known weaknesses, and what else their causes led to. */
  readonly met: ReadonlySet<string>;
  /** A campaign's figures over time. */
  readonly series: readonly SeriesPoint[];
}

/** One run of the rig: whatever its commands left in a folder, or files that somebody named. */
export interface RunData {
  /** As the user named it. */
  readonly name: string;
  readonly commands: readonly CommandRun[];
  /** Of findings folders; undefined: there was none. */
  readonly filed: readonly FindingRow[] | undefined;
  readonly edges: EdgeReport | undefined;
}

/** A behaviour that was run: what a column of a matrix stands for. */
export interface Behaviour {
  readonly profile: string;
  readonly changes: readonly string[];
  readonly executor: string;
}

/** `linux-6.1 + xsa-155-in-place, executor linux` */
export const behaviourText = ({ profile, changes, executor }: Behaviour): string =>
  `${[profile, ...changes].join(' + ')}${executor === 'model' ? '' : `, executor ${executor}`}`;

/** The behaviour that the verdict is of: that of the campaign, or else of the conformance run that has fewest changes. */
export function behaviourUnderTest({ commands }: RunData): Behaviour | undefined {
  const named = commands.filter(({ profile }) => profile !== '');
  const fuzz = named.find(({ command }) => command === 'fuzz');
  if (fuzz !== undefined) return fuzz;
  const rank = ({ profile, changes, executor }: Behaviour): number =>
    changes.length * 4 + (profile === 'linux-6.1' ? 0 : 2) + (executor === 'model' ? 0 : 1);
  return named
    .filter(({ command }) => command === 'conform')
    .reduce<CommandRun | undefined>(
      (best, one) => (best === undefined || rank(one) < rank(best) ? one : best),
      undefined,
    );
}

/** Results of one behaviour, for formats that have no columns. A finding's folder knows its state best. */
export function resultsOf(run: RunData, tested: Behaviour | undefined): Results {
  const builder = new ResultsBuilder();
  if (run.filed !== undefined) builder.addFiled(run.filed);
  for (const one of run.commands) {
    const isNamed = one.command === 'conform' && one.profile !== '' && tested !== undefined;
    const isOther = isNamed && behaviourText(one) !== behaviourText(tested);
    if (isOther) continue;
    for (const row of [...one.findings, ...one.conform, ...one.regress]) builder.add(row);
    builder.add(one.summary);
  }
  return builder.results(run.edges);
}
