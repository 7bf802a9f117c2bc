import { join } from 'node:path';
import type { Flaw } from '../changes/change.ts';
import type { Executor } from '../executor/execution.ts';
import { UnsupportedProgram } from '../executor/unsupported.ts';
import { oracles } from '../oracle/index.ts';
import type { Violation } from '../oracle/oracle.ts';
import type { Program } from '../program/program.ts';
import type { Baseline } from './baseline.ts';
import { WellBehaved } from './benign.ts';
import { Judge } from './judge.ts';
import { attackOf, findings, type RegressResult, regressFolder } from './regress.ts';

/** A driver with a past bug put back, or why there is none. */
export type FlawedDriver = { readonly executor: Executor; close(): void } | { readonly skip: string };

export interface DriverRegressOptions {
  /** The driver as it is; its devices are those of `regressLibrary`. */
  readonly fixed: Executor;
  /** Weaknesses of the driver as it is, which it may show on an attack. */
  readonly known: Baseline;
  flawed(flaw: Flaw): FlawedDriver;
  /** Attacks written for drivers, by past bug; where there is none the model's is run. */
  readonly attacks?: string;
}

export interface DriverRegressResult extends RegressResult {
  /** What saw it: oracles that the flaw names, and `sanitizer`. */
  readonly by: readonly string[];
  /** Known weaknesses that the driver shows on the attack without the past bug. */
  readonly weaknesses: readonly string[];
}

/** A past bug that could not be put to the test: never a success. */
export interface Skipped {
  readonly flaw: Flaw;
  readonly skip: string;
}

/** Attacks for drivers, where the model's needs one of its hardenings to get as far. */
export const driverAttacks = (): string => join(regressFolder(), 'driver');

/**
 * What is known of past bugs, on builds of a real driver: the attack must be noticed on the build with the bug, by an
 * oracle that the flaw names or by a sanitizer, must show nothing but known weaknesses on the build without it, and a
 * well-behaved guest must not be able to tell the two apart.
 */
export class DriverRegress {
  private readonly options: DriverRegressOptions;
  private readonly judge: Judge;
  private readonly wellBehaved: WellBehaved;

  constructor(options: DriverRegressOptions) {
    this.options = options;
    this.judge = new Judge(options.fixed, oracles);
    this.wellBehaved = new WellBehaved(options.fixed);
  }

  of(flaw: Flaw): DriverRegressResult | Skipped {
    const { attacks, flawed } = this.options;
    const own = attacks === undefined ? 'none' : attackOf(flaw.id, attacks);
    const attack = typeof own === 'string' ? attackOf(flaw.id) : own;
    if (typeof attack === 'string') return { flaw, skip: attack };
    const driver = flawed(flaw);
    if ('skip' in driver) return { flaw, skip: driver.skip };
    try {
      return this.compare(flaw, attack, driver.executor);
    } catch (error) {
      if (error instanceof UnsupportedProgram) return { flaw, skip: `its attack: ${error.message}` };
      throw error;
    } finally {
      driver.close();
    }
  }

  private compare(flaw: Flaw, attack: Program, executor: Executor): DriverRegressResult {
    const without = findings(this.judge.judge(attack));
    const usual = new Set(without.map(({ fingerprint }) => fingerprint));
    const found = findings(new Judge(executor, oracles).judge(attack)).filter(
      ({ fingerprint }) => !usual.has(fingerprint),
    );
    const by = seenBy(found, flaw.oracles);
    const unknown = without.find(({ fingerprint }) => this.options.known.get(fingerprint) === undefined);
    const complaint = this.wellBehaved.complaint(executor);
    return {
      flaw,
      detected: by.length > 0,
      silentWhenFixed: unknown === undefined,
      benignWorks: complaint === null,
      fingerprints: found.map(({ fingerprint }) => fingerprint).sort(),
      by,
      weaknesses: [...usual].filter((print) => this.options.known.get(print) !== undefined).sort(),
      problem: problemOf(flaw, by, found, unknown, complaint),
    };
  }
}

/** Oracles that the flaw names and that fired, in its order, and `sanitizer` where a report of one is among them. */
function seenBy(found: readonly Violation[], wanted: readonly string[]): string[] {
  const fired = new Set(found.map(({ oracle }) => oracle));
  const reported = found.some(({ detail }) => /\b(?:Address|UndefinedBehavior)Sanitizer: /.test(detail));
  return [...wanted.filter((oracle) => fired.has(oracle)), ...(reported ? ['sanitizer'] : [])];
}

function problemOf(
  { oracles: wanted }: Flaw,
  by: readonly string[],
  found: readonly Violation[],
  unknown: Violation | undefined,
  complaint: string | null,
): string | null {
  if (by.length === 0) {
    const others = [...new Set(found.map(({ oracle }) => oracle))];
    return `${wanted.join(', ')} did not fire${others.length === 0 ? '' : `; ${others.join(', ')} did`}`;
  }
  if (unknown !== undefined) return `found without the flaw: ${unknown.fingerprint}`;
  return complaint;
}
