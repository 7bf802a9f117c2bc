import type { EdgeReport } from '../campaign/edge-report.ts';
import { conformFailed, isOpen } from './formats/results.ts';
import type { ConformRow, FindingRow } from './formats/rows.ts';
import { behaviourText, behaviourUnderTest, type CommandRun, type RunData, resultsOf } from './run-data.ts';

/** A case that says something else than before, on the devices named. */
export interface CaseChange {
  readonly behaviour: string;
  readonly id: string;
  /** `PASS`, or `PASS, containment broken`; null: it was not run. */
  readonly before: string | null;
  readonly now: string | null;
  readonly devices: readonly string[];
  readonly isWorse: boolean;
  readonly reason: string | null;
}

/** An edge that one of the runs took. */
export interface EdgeChange {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly kind: string;
}

/** A run beside an earlier one. A part that one of the two lacks is undefined. */
export interface Comparison {
  readonly before: string;
  readonly findings:
    | {
        readonly new: readonly FindingRow[];
        readonly reopened: readonly FindingRow[];
        /** Marked as fixed since. */
        readonly fixed: readonly FindingRow[];
        /** Open then and not met now: not the same as fixed. */
        readonly notMet: readonly FindingRow[];
        readonly stillOpen: number;
      }
    | undefined;
  readonly cases: { readonly compared: number; readonly changes: readonly CaseChange[] } | undefined;
  readonly pastBugs:
    | {
        readonly compared: number;
        readonly changes: readonly {
          readonly id: string;
          readonly before: string | null;
          readonly now: string | null;
        }[];
      }
    | undefined;
  readonly edges:
    | {
        readonly before: number;
        readonly now: number;
        readonly totalBefore: number;
        readonly total: number;
        readonly gained: readonly EdgeChange[];
        readonly lost: readonly EdgeChange[];
      }
    | undefined;
  readonly speed:
    | { readonly before: number; readonly now: number; readonly ratio: number; readonly isAlike: boolean }
    | undefined;
}

/** What changed from an earlier run to this one. */
export function compare(now: RunData, before: RunData): Comparison {
  return {
    before: before.name,
    findings: compareFindings(now, before),
    cases: compareCases(now, before),
    pastBugs: comparePastBugs(now, before),
    edges:
      now.edges === undefined || before.edges === undefined
        ? undefined
        : compareEdges(now.edges, before.edges),
    speed: compareSpeed(now, before),
  };
}

const hasFindings = ({ commands, filed }: RunData): boolean =>
  filed !== undefined || commands.some(({ command }) => command === 'fuzz');

function compareFindings(now: RunData, before: RunData): Comparison['findings'] {
  if (!hasFindings(now) || !hasFindings(before)) return undefined;
  const of = (run: RunData): Map<string, FindingRow> =>
    new Map(resultsOf(run, behaviourUnderTest(run)).findings.map((one) => [one.fingerprint, one]));
  const [is, was] = [of(now), of(before)];
  const list = [...is.values()];
  const then = (one: FindingRow): FindingRow['state'] | undefined => was.get(one.fingerprint)?.state;
  return {
    new: list.filter((one) => isOpen(one) && [undefined, 'known'].includes(then(one))),
    reopened: list.filter((one) => isOpen(one) && then(one) === 'fixed'),
    fixed: list.filter((one) => one.state === 'fixed' && then(one) !== undefined && then(one) !== 'fixed'),
    notMet: [...was.values()].filter((one) => isOpen(one) && !is.has(one.fingerprint)),
    stillOpen: list.filter((one) => isOpen(one) && ['new', 'reopened'].includes(then(one) ?? '')).length,
  };
}

const conformRuns = ({ commands }: RunData): CommandRun[] =>
  commands.filter(({ command }) => command === 'conform');

function compareCases(now: RunData, before: RunData): Comparison['cases'] {
  const pairs = conformRuns(now).flatMap((one) => {
    const other = conformRuns(before).find((run) => behaviourText(run) === behaviourText(one));
    return other === undefined ? [] : [[one, other] as const];
  });
  if (pairs.length === 0) return undefined;
  let compared = 0;
  const changes = new Map<string, CaseChange & { devices: string[] }>();
  for (const [one, other] of pairs) {
    const behaviour = behaviourText(one);
    const was = new Map(other.conform.map((row) => [keyOf(row), row]));
    const is = new Map(one.conform.map((row) => [keyOf(row), row]));
    for (const key of new Set([...was.keys(), ...is.keys()])) {
      const [old, row] = [was.get(key), is.get(key)];
      if (old !== undefined && row !== undefined) compared++;
      const [then, since] = [saidOf(old), saidOf(row)];
      if (then === since) continue;
      const { id, device } = (row ?? old) as ConformRow;
      const group = JSON.stringify([behaviour, id, then, since]);
      const change = changes.get(group) ?? {
        behaviour,
        id,
        before: then,
        now: since,
        devices: [],
        isWorse: row !== undefined && conformFailed(row) && (old === undefined || !conformFailed(old)),
        reason: row?.reason ?? null,
      };
      if (device !== null) change.devices.push(device);
      changes.set(group, change);
    }
  }
  const list = [...changes.values()];
  return { compared, changes: [...list.filter((one) => one.isWorse), ...list.filter((one) => !one.isWorse)] };
}

const keyOf = ({ id, device }: ConformRow): string => JSON.stringify([id, device]);
const saidOf = (row: ConformRow | undefined): string | null =>
  row === undefined ? null : `${row.verdict}${row.containment === 'broken' ? ', containment broken' : ''}`;

function comparePastBugs(now: RunData, before: RunData): Comparison['pastBugs'] {
  const of = ({ commands }: RunData): Map<string, string | null> =>
    new Map(commands.flatMap(({ regress }) => regress).map(({ id, problem }) => [id, problem]));
  const [is, was] = [of(now), of(before)];
  if (is.size === 0 || was.size === 0) return undefined;
  const said = (of: ReadonlyMap<string, string | null>, id: string): string | null =>
    of.has(id) ? (of.get(id) ?? 'noticed') : null;
  const ids = [...new Set([...is.keys(), ...was.keys()])].sort();
  return {
    compared: ids.filter((id) => is.has(id) && was.has(id)).length,
    changes: ids.flatMap((id) => {
      const [then, since] = [said(was, id), said(is, id)];
      return then === since ? [] : [{ id, before: then, now: since }];
    }),
  };
}

function compareEdges(now: EdgeReport, before: EdgeReport): Comparison['edges'] {
  const [is, was] = [placed(now), placed(before)];
  const only = (one: Map<string, Edge>, other: Map<string, Edge>): EdgeChange[] =>
    [...one]
      .filter(([place, { taken }]) => taken && other.get(place)?.taken !== true)
      .map(([, { file, line, function: name, kind }]) => ({ file, line, function: name, kind }));
  return {
    before: before.edgesCovered,
    now: now.edgesCovered,
    totalBefore: before.edgesTotal,
    total: now.edgesTotal,
    gained: only(is, was),
    lost: only(was, is),
  };
}

type Edge = EdgeReport['edges'][number];

/** Edges by what they are, not by their line: code above them may have moved them. */
function placed({ edges }: EdgeReport): Map<string, Edge> {
  const times = new Map<string, number>();
  return new Map(
    edges.map((edge) => {
      const name = JSON.stringify([edge.file, edge.function, edge.kind, edge.code]);
      const time = times.get(name) ?? 0;
      times.set(name, time + 1);
      return [`${time} ${name}`, edge];
    }),
  );
}

/** Of two campaigns of one behaviour; `isAlike`: with as many threads. */
function compareSpeed(now: RunData, before: RunData): Comparison['speed'] {
  const fuzz = ({ commands }: RunData) => commands.find(({ command }) => command === 'fuzz');
  const [is, was] = [fuzz(now), fuzz(before)];
  if (is === undefined || was === undefined || behaviourText(is) !== behaviourText(was)) return undefined;
  const speed = ({ summary }: CommandRun): number => Number(summary.executionsPerSecond ?? 0);
  const threads = ({ summary }: CommandRun): number =>
    Array.isArray(summary.workers) ? summary.workers.length : 1;
  const [fast, slow] = [speed(is), speed(was)];
  if (!(fast > 0 && slow > 0)) return undefined;
  return { before: slow, now: fast, ratio: fast / slow, isAlike: threads(is) === threads(was) };
}
