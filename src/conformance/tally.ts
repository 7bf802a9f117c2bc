import type { Rule } from './rule.ts';
import type { CaseResult, Verdict } from './verdict.ts';
import { verdicts } from './verdict.ts';

/** Figures of a run, as the summary row has them. */
export interface Tally {
  readonly cases: number;
  readonly byVerdict: Readonly<Record<Verdict, number>>;
  readonly rules: { readonly total: number; readonly covered: number; readonly untestable: number };
}

/** Verdicts that say something of the subject. */
const tells = (verdict: Verdict): boolean => verdict !== 'SKIP' && verdict !== 'ERROR';

export function tally(results: readonly CaseResult[], rules: ReadonlyMap<string, Rule>): Tally {
  const byVerdict = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of results) byVerdict[verdict]++;
  const covered = new Set(results.filter(({ verdict }) => tells(verdict)).map(({ rule }) => rule));
  const untestable = [...rules.values()].filter((rule) => rule.untestable !== undefined).length;
  return {
    cases: results.length,
    byVerdict,
    rules: { total: rules.size, covered: covered.size, untestable },
  };
}
