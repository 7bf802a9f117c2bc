import { areaOf, type Rule } from '../../conformance/rule.ts';
import { type Verdict, verdicts } from '../../conformance/verdict.ts';
import { caseRanges } from '../case-ranges.ts';
import type { ConformRow } from '../formats/rows.ts';
import type { Column, ConformanceMatrix, OutcomeView, RuleCell, RuleRow } from '../html/conformance/data.ts';
import { visibleCut } from '../visible-text.ts';

/** The rows that one `conform --json` printed. */
export interface ConformRun extends Column {
  readonly rows: readonly ConformRow[];
}

/** What a case shows and does; null when that is not known. */
export type StepsOf = (id: string, device: string | null, column: Column) => CaseSteps | null;
export interface CaseSteps {
  readonly title: string;
  /** Several lines. */
  readonly steps: string;
}

/** Devices named at an outcome, mismatches shown, characters of a value. */
const DEVICES = 6;
const MISMATCHES = 12;
/** Outcomes of one case that are shown with their values. */
const VARIANTS = 2;
const VALUE = 400;
/** Characters of steps in all; what comes later goes without. */
const STEPS = 1_000_000;

/** Every rule with its results in each run, rules that nothing was run of included. PASS is only counted. */
export function gatherConformance(
  runs: readonly ConformRun[],
  rules: ReadonlyMap<string, Rule>,
  stepsOf: StepsOf = () => null,
): ConformanceMatrix {
  let left = STEPS;
  const sparing: StepsOf = (...call) => {
    const found = left > 0 ? stepsOf(...call) : null;
    left -= found?.steps.length ?? 0;
    return found;
  };
  const byRule = runs.map(({ rows }) => grouped(rows, ({ rule }) => rule));
  const areas = new Map<string, RuleRow[]>();
  for (const rule of [...rules.values(), ...foreign(runs, rules)]) {
    const cells = runs.map((run, index) => {
      const rows = byRule[index]?.get(rule.id);
      return rows === undefined ? null : cellOf(rows, run, sparing);
    });
    const { id, level, requirement, source, untestable = null } = rule;
    const row = { id, level, requirement, source, untestable, cells };
    areas.set(areaOf(id), [...(areas.get(areaOf(id)) ?? []), row]);
  }
  return {
    columns: runs.map(({ executor, profile }) => ({ executor, profile })),
    areas: [...areas].map(([area, of]) => ({ area, rules: of })),
  };
}

type RuleText = Pick<Rule, 'id' | 'requirement' | 'source' | 'untestable'> & { readonly level: string };

/** Rules of results that the rule files of this version do not have: of a newer version, or of vectors of one's own. */
function foreign(runs: readonly ConformRun[], rules: ReadonlyMap<string, Rule>): RuleText[] {
  const found = new Map<string, RuleText>();
  for (const { rule: id, level } of runs.flatMap(({ rows }) => rows)) {
    if (rules.has(id) || found.has(id)) continue;
    found.set(id, {
      id,
      level,
      requirement: 'This version has no such rule.',
      source: '',
      untestable: undefined,
    });
  }
  return [...found.values()];
}

function cellOf(rows: readonly ConformRow[], column: Column, stepsOf: StepsOf): RuleCell {
  const counts: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of rows) counts[verdict] = (counts[verdict] ?? 0) + 1;
  const isPlain = ({ verdict, containment }: ConformRow): boolean =>
    verdict === 'PASS' && containment !== 'broken';
  const others = rows.filter((row) => !isPlain(row));
  const failing = new Set(others.filter(({ verdict }) => verdict !== 'SKIP').map(({ id }) => id));
  const passed = new Set(rows.filter((row) => isPlain(row) && !failing.has(row.id)).map(({ id }) => id));
  return {
    counts,
    broken: rows.filter(({ containment }) => containment === 'broken').length,
    passed: caseRanges([...passed]),
    outcomes: [...grouped(others, sameCase).values()]
      .flatMap((group) => variantsOf(group, column, stepsOf))
      .sort((a, b) => rank(b) - rank(a)),
  };
}

/** Worst last in the list of verdicts; SKIP tells nothing and comes last of all. */
const rank = ({ verdict, broken }: OutcomeView): number =>
  (broken ? 100 : 0) + (verdict === 'SKIP' ? -1 : verdicts.indexOf(verdict));

/** Only what has nothing but a reason goes together over cases. */
const sameCase = (row: ConformRow): string =>
  row.verdict === 'SKIP'
    ? JSON.stringify([null, reasonOf(row)])
    : JSON.stringify([row.id, row.verdict, row.containment === 'broken']);

const sameValues = (row: ConformRow): string => JSON.stringify([reasonOf(row), row.mismatches]);

/** The commonest outcomes of a case with their values, the first with its steps; all others in one, only counted. */
function variantsOf(rows: readonly ConformRow[], column: Column, stepsOf: StepsOf): OutcomeView[] {
  const variants = [...grouped(rows, sameValues).values()].sort((a, b) => b.length - a.length);
  const [first = [], ...others] = variants;
  const shown = others.slice(0, VARIANTS - 1).map((group) => outcomeOf(group, column, () => null));
  const rest = others.slice(VARIANTS - 1).flat();
  const reason = 'the same with other values';
  return [
    outcomeOf(first, column, stepsOf),
    ...shown,
    ...(rest.length === 0
      ? []
      : [{ ...outcomeOf(rest, column, () => null), reason, mismatches: [] as const }]),
  ];
}

/** The reason without the device's name, so that it is the same on all. */
const reasonOf = ({ device, reason }: ConformRow): string | null =>
  device !== null && reason?.startsWith(`${device} `)
    ? `the device ${reason.slice(device.length + 1)}`
    : reason;

function outcomeOf(rows: readonly ConformRow[], column: Column, stepsOf: StepsOf): OutcomeView {
  const first = rows[0] as ConformRow;
  const { id, verdict, containment, device, mismatches = [] } = first;
  const wanted = verdict !== 'SKIP' && verdict !== 'ERROR';
  const known = wanted ? stepsOf(id, device, column) : null;
  return {
    verdict,
    broken: containment === 'broken',
    cases: [...new Set(rows.map((row) => row.id))],
    devices: [...new Set(rows.flatMap((row) => row.device ?? []))].slice(0, DEVICES),
    results: rows.length,
    reason: reasonOf(first),
    mismatches: mismatches.slice(0, MISMATCHES).map(({ what, match, expected, observed }) => ({
      what,
      expected: `${match === 'equal' ? '' : `${match} `}${valueText(expected)}`,
      observed: valueText(observed),
    })),
    title: known?.title ?? null,
    steps: known?.steps ?? null,
  };
}

const valueText = (value: unknown): string => visibleCut(JSON.stringify(value) ?? 'nothing', VALUE);

function grouped<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
