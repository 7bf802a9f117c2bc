import { join } from 'node:path';
import { Baseline, type KnownWeakness } from '../../campaign/baseline.ts';
import { knownWeaknesses } from '../../campaign/known.ts';
import { allHardenings, profileNames } from '../../changes/profiles.ts';
import type { Program } from '../../program/program.ts';
import { PROGRAM_FILE } from '../../report/finding-context.ts';
import type { Results } from '../../report/formats/results.ts';
import type { FindingRow } from '../../report/formats/rows.ts';
import type { FindingsData, FindingView } from '../../report/html/findings/data.ts';
import { IN_FULL, worstFirst } from '../../report/html/findings/order.ts';
import { derivedSeverity, reachOf, type Severity } from '../../report/severity.ts';
import { DEFAULT_PROFILE } from '../choices.ts';
import type { Io } from '../io.ts';
import { type FiledFacts, filedFacts, filedProgram, whereOf } from './finding-file.ts';
import { notShown, shownAgain } from './shown-again.ts';

/** A finding with what its folder has. */
interface Found {
  readonly row: FindingRow;
  readonly filed: FiledFacts | null;
  readonly program: Program | null;
  readonly severity: Severity;
  readonly identity: string;
  readonly state: FindingRow['state'];
}

/**
 * What the report shows of findings: rows of `fuzz --json` and of findings folders, with the files of their folders.
 * Programs of the worst {@link IN_FULL} are run again on the model. A folder that has gone or cannot be used is said
 * so at the finding; it is never an error.
 */
export function gatherFindings({ findings, summaries, filed }: Results, io: Pick<Io, 'env'>): FindingsData {
  const profile = summaries.find(({ command }) => command === 'fuzz')?.profile ?? DEFAULT_PROFILE;
  const known = profileNames.includes(profile) ? knownWeaknesses(profile) : new Baseline();
  const all = worstFirst(findings.map((row) => found(row, known)));
  return {
    searched: filed || summaries.some(({ command }) => command === 'fuzz'),
    findings: all.map((one, index) => view(one, index < IN_FULL ? io : null)),
  };
}

function found(row: FindingRow, known: Baseline): Found {
  const { directory, fingerprint, state } = row;
  const filed = directory === null ? null : filedFacts(join(directory, 'finding.json'));
  const program = directory === null || filed === null ? null : filedProgram(join(directory, PROGRAM_FILE));
  return {
    row,
    filed,
    program,
    severity: severityOf(row, filed, program, known),
    identity: fingerprint,
    state,
  };
}

/** As people judged it, where they did; else by rule. */
function severityOf(
  row: FindingRow,
  filed: FiledFacts | null,
  program: Program | null,
  known: Baseline,
): Severity {
  const all = [
    row.violation,
    ...(filed?.alsoSeen.map(({ fingerprint }) => fingerprint) ?? row.alsoSeen ?? []),
  ];
  const oracles = [row.oracle, ...all.slice(1).map((name) => name.split('/')[0] ?? '')];
  const hardening = allHardenings.find(({ id }) => id === (row.hardening ?? row.cause));
  const entry = filed?.known ?? (row.state === 'known' ? knownAs(row, known) : undefined);
  const reach = entry?.reach ?? (hardening?.kind === 'hardening' ? hardening.reach : undefined);
  const derived = derivedSeverity(oracles, reach ?? (program === null ? undefined : reachOf(program)));
  if (entry !== undefined && entry !== null) {
    const note = entry.note ?? 'The list of known weaknesses says so.';
    return { ...derived, level: entry.severity, derived: false, reasons: [note] };
  }
  if (hardening?.kind !== 'hardening') return derived;
  const because = `The hardening ${hardening.id} closes it: ${hardening.title}. ${hardening.cause}`;
  return { ...derived, level: hardening.severity, derived: false, reasons: [because] };
}

const knownAs = ({ violation, hardening }: FindingRow, known: Baseline): KnownWeakness | undefined =>
  known.get(violation) ?? (hardening == null ? undefined : known.closedBy(hardening));

/** @param io null for findings of which only a row of a table is shown */
function view(one: Found, io: Pick<Io, 'env'> | null): FindingView {
  const { row, filed, severity } = one;
  const also =
    filed?.alsoSeen ?? (row.alsoSeen ?? []).map((fingerprint) => ({ fingerprint, title: '', detail: '' }));
  const { violation: fingerprint, title, detail } = row;
  const shown =
    io === null || row.directory === null || !filed?.files.includes(PROGRAM_FILE)
      ? notShown(null)
      : shownAgain(
          join(row.directory, PROGRAM_FILE),
          io,
          [fingerprint, ...also.map((other) => other.fingerprint)],
          filed.executor,
        );
  return {
    identity: row.fingerprint,
    oracle: row.oracle,
    state: row.state,
    severity,
    rules: row.rules,
    target: row.target,
    violations: [{ fingerprint, title, detail }, ...also],
    advisory: row.advisory ?? null,
    cause: row.cause ?? null,
    hardening: row.hardening ?? null,
    where: filed === null ? null : whereOf(filed),
    reproduced: row.reproduced ?? null,
    runs: row.runs ?? null,
    executions: row.executions ?? null,
    command: filed?.command ?? null,
    ...shown,
  };
}
