import { accountForCatalogue, attackOf, regressFolder } from '../../campaign/regress.ts';
import type { Flaw } from '../../changes/change.ts';
import { flaws } from '../../changes/flaws/index.ts';
import type { RegressRow } from '../../report/formats/rows.ts';
import type { AdvisoryMatrix, Attack, BugRun, PastBug } from '../../report/html/advisories/data.ts';
import { renderProgram } from '../../report/program-text.ts';

/** The rows that `regress --json` printed, by the executor that ran it. */
export interface RegressRun {
  readonly executor: string;
  readonly rows: readonly RegressRow[];
}

/** Every past bug with its attack and what was seen of it; one that no run has is not run, whatever the others say. */
export function gatherAdvisories(
  runs: readonly RegressRun[],
  folder: string = regressFolder(),
): AdvisoryMatrix {
  const executors = [...new Set(runs.map(({ executor }) => executor))];
  const shown = executors.length === 0 ? ['model'] : executors;
  const rows = new Map(
    runs.flatMap(({ executor, rows: of }) => of.map((row) => [`${executor}\n${row.id}`, row] as const)),
  );
  return {
    executors: shown,
    bugs: flaws.map((flaw) => bugOf(flaw, shown, rows, folder)),
    nothingToPutBack: accountForCatalogue().rows.filter(({ by }) => by !== 'flaw'),
  };
}

function bugOf(
  { id, title, advisory, cves, cause, fixedBy, affected, oracles, rules }: Flaw,
  executors: readonly string[],
  rows: ReadonlyMap<string, RegressRow>,
  folder: string,
): PastBug {
  return {
    id,
    title,
    advisory,
    cves,
    cause,
    fixedBy,
    affected,
    oracles,
    rules,
    attack: attackIn(id, folder),
    runs: executors.map((executor) => runOf(rows.get(`${executor}\n${id}`))),
  };
}

function attackIn(id: string, folder: string): Attack | string {
  const attack = attackOf(id, folder);
  if (typeof attack === 'string') return attack;
  return {
    note: attack.note ?? '',
    program: renderProgram(attack),
    command: `npx pciback-rig repro --trace corpus/regress/${id}.json`,
  };
}

function runOf(row: RegressRow | undefined): BugRun | null {
  if (row === undefined) return null;
  const { detected, silentWhenFixed, benignWorks, fingerprints, problem, executionsToDetect } = row;
  return { detected, silentWhenFixed, benignWorks, fingerprints, problem, executionsToDetect };
}
