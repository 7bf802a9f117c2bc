import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type CatalogueFigures, catalogue, catalogueFigures, standsFor } from '../changes/catalogue.ts';
import type { Flaw } from '../changes/change.ts';
import { combine, makeProfile, type Profile } from '../changes/profiles.ts';
import { DeviceLibrary } from '../executor/device-library.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { oracles } from '../oracle/index.ts';
import type { Violation } from '../oracle/oracle.ts';
import { type ProgramFile, parseProgram } from '../program/schema.ts';
import { WellBehaved } from './benign.ts';
import { dumpFiles, shippedDevices } from './device-files.ts';
import { devicesOf } from './dump-devices.ts';
import { Judge } from './judge.ts';
import { packageRoot } from './package-root.ts';

/** Profile that flaws are put back into: everything else in it is fixed. */
const FIXED = 'hardened';

/** What a past bug's row of the matrix says. */
export interface RegressResult {
  readonly flaw: Flaw;
  /** Every oracle that the flaw names fired on its attack with the flaw put back. */
  readonly detected: boolean;
  /** The attack finds nothing without the flaw. */
  readonly silentWhenFixed: boolean;
  /** A well-behaved guest notices no difference. */
  readonly benignWorks: boolean;
  /** What was found with the flaw. */
  readonly fingerprints: readonly string[];
  /** Why it is not as it should be; null: it is. */
  readonly problem: string | null;
}

/** Where the attack of each past bug is. */
export const regressFolder = (): string => join(packageRoot(), 'corpus', 'regress');

/** The shipped devices and those of dumps beside the attacks. */
export function regressLibrary(folder: string = regressFolder()): DeviceLibrary {
  const shipped = shippedDevices();
  return new DeviceLibrary([
    ...shipped.names().flatMap((name) => shipped.get(name) ?? []),
    ...dumpFiles(folder).flatMap((file) => devicesOf(readFileSync(file, 'utf8'), basename(file))),
  ]);
}

/** The attack of a past bug; a text: why there is none. */
export function attackOf(id: string, folder: string = regressFolder()): ProgramFile | string {
  const file = join(folder, `${id}.json`);
  if (!existsSync(file)) return `there is no attack corpus/regress/${id}.json`;
  const parsed = parseProgram(readFileSync(file, 'utf8'));
  return 'program' in parsed
    ? parsed.program
    : `${id}.json: ${parsed.problem.where}: ${parsed.problem.problem}`;
}

/** Runs what is known of past bugs; one {@link of} for each. */
export class Regress {
  private readonly library: DeviceLibrary;
  private readonly fixed: Profile;
  private readonly judge: Judge;
  private readonly folder: string;
  private readonly wellBehaved: WellBehaved;

  constructor(folder: string = regressFolder()) {
    this.folder = folder;
    this.library = regressLibrary(folder);
    const made = makeProfile(FIXED);
    if ('problem' in made) throw new Error(`there is no profile ${FIXED}`);
    this.fixed = made.profile;
    this.judge = new Judge(new ModelExecutor(this.library, this.fixed), oracles);
    this.wellBehaved = new WellBehaved(this.judge.executor);
  }

  of(flaw: Flaw): RegressResult {
    const attack = attackOf(flaw.id, this.folder);
    if (typeof attack === 'string') return failed(flaw, attack);
    const made = combine(`${FIXED} + ${flaw.id}`, [...this.fixed.changes, flaw]);
    if ('problem' in made)
      return failed(flaw, `it cannot be combined with ${FIXED}: ${JSON.stringify(made.problem)}`);
    const flawed = new Judge(new ModelExecutor(this.library, made.profile), oracles);
    const found = findings(flawed.judge(attack));
    const without = findings(this.judge.judge(attack));
    const fired = new Set(found.map(({ oracle }) => oracle));
    const missing = flaw.oracles.filter((oracle) => !fired.has(oracle));
    const complaint = this.wellBehaved.complaint(flawed.executor);
    return {
      flaw,
      detected: missing.length === 0,
      silentWhenFixed: without.length === 0,
      benignWorks: complaint === null,
      fingerprints: found.map(({ fingerprint }) => fingerprint).sort(),
      problem:
        missing.length > 0
          ? `${missing.join(', ')} did not fire`
          : without.length > 0
            ? `found without the flaw: ${without[0]?.fingerprint}`
            : complaint,
    };
  }
}

/** Without what is a matter of hygiene alone. */
export const findings = (violations: readonly Violation[]): Violation[] =>
  violations.filter(({ hygiene }) => !hygiene);

const failed = (flaw: Flaw, problem: string): RegressResult => ({
  flaw,
  detected: false,
  silentWhenFixed: false,
  benignWorks: false,
  fingerprints: [],
  problem,
});

/** A row of the catalogue as `regress` accounts for it. */
export interface CatalogueAccount {
  readonly row: string;
  readonly ids: readonly string[];
  readonly title: string;
  readonly by: 'flaw' | 'hardening' | 'alias' | 'policy' | 'out of scope';
  /** Ids of flaws and hardenings, rows, or checks. */
  readonly standsFor: readonly string[];
  readonly reason: string | null;
}

/** Every row of the catalogue with what stands for it, and how many of each kind there are. */
export function accountForCatalogue(): { rows: readonly CatalogueAccount[]; figures: CatalogueFigures } {
  return {
    rows: catalogue.map((entry) => {
      const { row, ids, title, stands, reason } = entry;
      return { row, ids, title, by: stands.by, standsFor: standsFor(entry), reason };
    }),
    figures: catalogueFigures(),
  };
}
