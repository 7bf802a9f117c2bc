import { join } from 'node:path';
import { Baseline, type KnownWeakness } from '../../campaign/baseline.ts';
import { knownWeaknesses } from '../../campaign/known.ts';
import { allHardenings, profileNames } from '../../changes/profiles.ts';
import { PROGRAM_FILE } from '../../report/finding-context.ts';
import type { Results } from '../../report/formats/results.ts';
import type { FindingRow } from '../../report/formats/rows.ts';
import type { FindingsData, FindingView } from '../../report/html/findings/data.ts';
import { IN_FULL, worstFirst } from '../../report/html/findings/order.ts';
import { renderProgram } from '../../report/program-text.ts';
import { derivedSeverity, reachOf, type Severity } from '../../report/severity.ts';
import { DEFAULT_PROFILE } from '../choices.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { type ProgramInput, readProgram } from '../program-input.ts';
import { type FiledFacts, filedFacts, whereOf } from './finding-file.ts';
import { type Shown, shownAgain } from './shown-again.ts';

/** A finding with what its folder has. */
interface Found {
  readonly row: FindingRow;
  readonly filed: FiledFacts | null;
  readonly input: ProgramInput | null;
  readonly problem: string | null;
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
  const all = worstFirst(findings.map((row) => found(row, known, io)));
  return {
    searched: filed || summaries.some(({ command }) => command === 'fuzz'),
    findings: all.map((one, index) => view(one, index < IN_FULL)),
  };
}

function found(row: FindingRow, known: Baseline, io: Pick<Io, 'env'>): Found {
  const { directory, fingerprint, state } = row;
  const filed = directory === null ? null : filedFacts(join(directory, 'finding.json'));
  const read = directory === null || !filed?.files.includes(PROGRAM_FILE) ? null : tryRead(directory, io);
  const input = read instanceof Error ? null : read;
  const problem = read instanceof Error ? `The program could not be read: ${read.message}` : null;
  const severity = severityOf(row, filed, input, known);
  return { row, filed, input, problem, severity, identity: fingerprint, state };
}

function tryRead(directory: string, io: Pick<Io, 'env'>): ProgramInput | Error {
  try {
    return readProgram(join(directory, PROGRAM_FILE), io);
  } catch (error) {
    if (error instanceof UsageError) return new Error(error.what);
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** As people judged it, where they did; else by rule. */
function severityOf(
  row: FindingRow,
  filed: FiledFacts | null,
  input: ProgramInput | null,
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
  const derived = derivedSeverity(oracles, reach ?? (input === null ? undefined : reachOf(input.program)));
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

function view(one: Found, inFull: boolean): FindingView {
  const { row, filed, input, severity, problem } = one;
  const also =
    filed?.alsoSeen ?? (row.alsoSeen ?? []).map((fingerprint) => ({ fingerprint, title: '', detail: '' }));
  const { violation: fingerprint, title, detail } = row;
  const shown: Shown =
    inFull && input !== null
      ? shownAgain(
          input,
          [fingerprint, ...also.map((other) => other.fingerprint)],
          filed?.executor ?? 'model',
        )
      : { sequence: null, fetches: null, end: [], missing: problem };
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
    program: inFull && input !== null ? renderProgram(input.program) : null,
    ...shown,
  };
}
