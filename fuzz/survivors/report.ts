import type { Mutant } from '../../conformance/mutation/mutants.ts';

/** As much of Stryker's report as is needed. */
export interface StrykerReport {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly mutants: readonly {
          readonly replacement: string;
          readonly status: string;
          readonly location: { readonly start: { readonly line: number; readonly column: number } };
        }[];
      }
    >
  >;
}

/** What became of a mutant that the suites leave alive. */
export interface Fuzzed {
  readonly mutant: string;
  readonly by: 'oracle' | 'comparison' | null;
  /** Runs of programs. */
  readonly runs: number;
  readonly where: object | null;
}

export interface Summary {
  readonly mutants: number;
  readonly killed: number;
  readonly bySuites: number;
  readonly byOracle: number;
  readonly byComparison: number;
  readonly score: number;
}

/** A time-out may be a loop or a machine that is busy: it is tried again, alone. */
const ALIVE = new Set(['Survived', 'NoCoverage', 'Timeout']);

/** The mutants of a sample that no case was seen to kill; `missing`: not among today's mutants. */
export function aliveIn(
  report: StrykerReport,
  mutants: readonly Mutant[],
): { alive: Mutant[]; killed: number; missing: string[] } {
  const keyOf = (file: string, line: number, column: number, replacement: string): string =>
    `${file}:${line}:${column} => ${replacement}`;
  const byKey = new Map(
    mutants.map((mutant) => [
      keyOf(mutant.file, mutant.from.line, mutant.from.column, mutant.replacement),
      mutant,
    ]),
  );
  const alive: Mutant[] = [];
  const missing: string[] = [];
  let killed = 0;
  for (const [file, { mutants: sampled }] of Object.entries(report.files)) {
    for (const { location, replacement, status } of sampled) {
      if (status === 'Killed') killed++;
      if (!ALIVE.has(status)) continue;
      const key = keyOf(file, location.start.line, location.start.column, replacement);
      const mutant = byKey.get(key);
      if (mutant === undefined) missing.push(key);
      else alive.push(mutant);
    }
  }
  return { alive, killed, missing };
}

/** @param bySuites mutants that conformance kills */
export function summaryOf(bySuites: number, fuzzed: readonly Fuzzed[]): Summary {
  const count = (by: Fuzzed['by']): number => fuzzed.filter((one) => one.by === by).length;
  const mutants = bySuites + fuzzed.length;
  const killed = mutants - count(null);
  return {
    mutants,
    killed,
    bySuites,
    byOracle: count('oracle'),
    byComparison: count('comparison'),
    score: mutants === 0 ? 1 : killed / mutants,
  };
}
