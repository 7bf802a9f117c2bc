import { type CatalogueRow, catalogue, standsFor } from '../changes/catalogue.ts';
import type { Flaw } from '../changes/change.ts';
import { flaws } from '../changes/flaws/index.ts';
import { makeProfile } from '../changes/profiles.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import type { Executor } from '../executor/execution.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { UnsupportedProgram } from '../executor/unsupported.ts';
import { oracles } from '../oracle/index.ts';
import type { Program } from '../program/program.ts';
import type { Baseline } from './baseline.ts';
import { Judge } from './judge.ts';
import { attackOf } from './regress.ts';

export const auditVerdicts = ['vulnerable', 'not vulnerable', 'SKIP'] as const;
export type AuditVerdict = (typeof auditVerdicts)[number];

/** What the attack of one past bug came to. */
export interface AttackResult {
  readonly flaw: string;
  readonly verdict: AuditVerdict;
  /** Fingerprints of what was found and is not known of the driver anyway. */
  readonly found: readonly string[];
  /** The same, of a kind that this bug does not show: another one's work. */
  readonly others: readonly string[];
  /** Why nothing can be said; null: something is. */
  readonly reason: string | null;
}

/** What is said of one advisory, or of a fix without one. */
export interface AuditRow {
  readonly advisory: string;
  readonly title: string;
  readonly verdict: AuditVerdict;
  /** What the verdict rests on, in words. */
  readonly evidence: string;
  readonly attacks: readonly AttackResult[];
}

/** Runs attacks against a driver, and tells past bugs from what is known of today's. */
export class Audit {
  private readonly judge: Judge;
  private readonly today: Judge;
  private readonly known: Baseline;
  private readonly library: DeviceLibrary;
  private readonly profile: string;

  /**
   * @param executor the driver
   * @param profile name of the model's profile of its version, whose findings are those of any driver of that version
   * @param known what is known of such drivers
   */
  constructor(executor: Executor, library: DeviceLibrary, profile: string, known: Baseline) {
    const made = makeProfile(profile);
    if ('problem' in made) throw new RangeError(`there is no profile ${profile}`);
    this.judge = new Judge(executor, oracles);
    this.today = new Judge(new ModelExecutor(library, made.profile), oracles);
    this.known = known;
    this.library = library;
    this.profile = profile;
  }

  of(flaw: Flaw): AttackResult {
    const skip = (reason: string): AttackResult => ({
      flaw: flaw.id,
      verdict: 'SKIP',
      found: [],
      others: [],
      reason,
    });
    if (isOfHost(flaw)) return skip('it was in the kernel around the driver, which the shim supplies');
    const judging = this.judge.oracles.filter(({ name }) => flaw.oracles.includes(name));
    if (judging.length === 0)
      return skip(`no oracle that notices it (${flaw.oracles.join(', ')}) can judge this executor`);
    const attack = attackOf(flaw.id);
    if (typeof attack === 'string') return skip(attack);
    try {
      const usual = new Set(this.today.judge(attack).map(({ fingerprint }) => fingerprint));
      const isOwn = this.kindsOf(flaw, attack);
      const unusual = this.judge
        .judge(attack)
        .filter(({ hygiene, oracle }) => !hygiene && (flaw.oracles.includes(oracle) || oracle === 'crash'))
        .map(({ fingerprint }) => fingerprint)
        .filter((fingerprint) => !usual.has(fingerprint) && this.known.get(fingerprint) === undefined)
        .sort();
      const found = unusual.filter(isOwn);
      const others = unusual.filter((fingerprint) => !isOwn(fingerprint));
      const verdict = found.length > 0 ? 'vulnerable' : 'not vulnerable';
      return { flaw: flaw.id, verdict, found, others, reason: null };
    } catch (error) {
      if (error instanceof UnsupportedProgram) return skip(error.message);
      throw error;
    }
  }

  /** Is a finding of the kind that the model shows with this bug? Functions may differ: a compiler joins them. */
  private kindsOf(flaw: Flaw, attack: Program): (fingerprint: string) => boolean {
    const made = makeProfile(this.profile, [flaw.id]);
    if ('problem' in made) return () => true;
    const kinds = new Set(
      new Judge(new ModelExecutor(this.library, made.profile), oracles)
        .judge(attack)
        .filter(({ hygiene }) => !hygiene)
        .map(({ fingerprint }) => kindOf(fingerprint)),
    );
    for (const { fingerprint } of this.today.judge(attack)) kinds.delete(kindOf(fingerprint));
    return (fingerprint) => kinds.size === 0 || kinds.has(kindOf(fingerprint));
  }
}

/** Oracle and what it found, without the function: `crash/out-of-bounds`. */
const kindOf = (fingerprint: string): string => fingerprint.split('/').slice(0, 2).join('/');

/** True for a bug that changes nothing of the driver itself. */
export function isOfHost(flaw: Flaw): boolean {
  const made = makeProfile('hardened');
  if ('problem' in made) throw new Error('there is no profile hardened');
  const before = made.profile.seams;
  return flaw.apply(before).backend === before.backend;
}

/** Rows of the catalogue by advisory, in its order; what has no advisory is by its row's first id. */
export function auditSubjects(): { advisory: string; rows: CatalogueRow[] }[] {
  const subjects = new Map<string, CatalogueRow[]>();
  for (const row of catalogue) {
    const name = row.ids[0] ?? row.row;
    subjects.set(name, [...(subjects.get(name) ?? []), row]);
  }
  return [...subjects].map(([advisory, rows]) => ({ advisory, rows }));
}

/** Past bugs that stand for rows. */
export function flawsOf(rows: readonly CatalogueRow[]): Flaw[] {
  const ids = new Set(rows.flatMap((row) => (row.stands.by === 'flaw' ? row.stands.flaws : [])));
  return flaws.filter(({ id }) => ids.has(id));
}

/** The verdict on an advisory from those of its attacks: one that works is enough. */
export function auditRow(
  advisory: string,
  rows: readonly CatalogueRow[],
  attacks: readonly AttackResult[],
): AuditRow {
  const title = rows.map((row) => row.title).join('; ');
  const has = (wanted: AuditVerdict): AttackResult[] => attacks.filter(({ verdict }) => verdict === wanted);
  const [bad, good, skipped] = [has('vulnerable'), has('not vulnerable'), has('SKIP')];
  const left = skipped.map(({ flaw, reason }) => `${flaw} not judged: ${reason}`);
  if (bad.length > 0) {
    const evidence = bad.map(({ flaw, found }) => `${flaw}: ${shortened(found)}`);
    return { advisory, title, verdict: 'vulnerable', evidence: evidence.join('; '), attacks };
  }
  if (good.length > 0) {
    const ran = `nothing found by ${good.map(({ flaw }) => flaw).join(', ')}`;
    const others = [...new Set(good.flatMap((attack) => attack.others))];
    const seen = others.length > 0 ? [`of another kind, so of another bug: ${shortened(others)}`] : [];
    return {
      advisory,
      title,
      verdict: 'not vulnerable',
      evidence: [ran, ...seen, ...left].join('; '),
      attacks,
    };
  }
  const reasons = left.length > 0 ? [...new Set(skipped.map(({ reason }) => reason))] : rows.map(whyNone);
  return { advisory, title, verdict: 'SKIP', evidence: reasons.join('; '), attacks };
}

/** The first few, and how many more. */
const shortened = (list: readonly string[]): string =>
  [...list.slice(0, 3), ...(list.length > 3 ? [`and ${list.length - 3} more`] : [])].join(', ');

/** Why a row has no attack. */
function whyNone(row: CatalogueRow): string {
  if (row.reason !== null) return row.reason;
  if (row.stands.by === 'hardening')
    return `in every driver of today, so nothing tells it apart: ${standsFor(row).join(', ')}`;
  return 'there is no attack for it';
}
