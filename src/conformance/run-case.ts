import { isDeepStrictEqual } from 'node:util';
import type { KnownWeakness, ShownOnDriver } from '../campaign/baseline.ts';
import type { Execution, Executor } from '../executor/execution.ts';
import { UnsupportedProgram } from '../executor/unsupported.ts';
import type { Violation } from '../oracle/oracle.ts';
import type { Program } from '../program/program.ts';
import type { Case } from './case.ts';
import type { DeviceFacts } from './device-facts.ts';
import { agrees, CRASH, type Expectation } from './expect.ts';
import { programOf } from './program-of.ts';
import type { Part, Rule } from './rule.ts';
import { Seen } from './seen.ts';
import type { CaseResult, Containment, Mismatch, Verdict } from './verdict.ts';

/** The implementation that cases are held against. */
export interface Subject {
  readonly executor: Executor;
  /** Parts the executor supplies itself; rules about them are skipped. */
  readonly supplies: ReadonlySet<Part>;
  /** Ids of the hardenings and variants in force; null: unknown, so every listed way to differ is safe. */
  readonly changes: ReadonlySet<string> | null;
  /** What guests did to the host or to each other in a program. */
  breaches(program: Program): readonly Violation[];
  /** Is this violation a known weakness of the implementation? */
  isKnown(fingerprint: string): boolean;
  /** The recorded weakness that a case shows, and how; undefined: it is expected to pass. */
  weaknessOf(id: string): { weakness: KnownWeakness; shown: ShownOnDriver } | undefined;
}

/** A program and what must be observed of it. */
export interface Trial {
  readonly id: string;
  readonly title: string;
  readonly rule: Rule;
  /** Name of the device it is about. */
  readonly device: string;
  readonly program: Program;
  readonly expectations: readonly Expectation[];
  /** Safe ways to differ, by the change that brings them. */
  readonly accept: Readonly<Record<string, () => readonly Expectation[]>>;
  readonly info: boolean;
}

/** Runs one case on one device. Anything but a proved agreement is no PASS. */
export function runCase(one: Case, rule: Rule, device: DeviceFacts, subject: Subject): CaseResult {
  const lack = one.needs?.(device) ?? null;
  if (lack !== null) return told(one.id, rule, device.name, 'SKIP', `${device.name} ${lack}`);
  try {
    return runTrial(trialOf(one, rule, device), subject);
  } catch (error) {
    return told(one.id, rule, device.name, 'ERROR', error instanceof Error ? error.message : String(error));
  }
}

/** A case on a device. @throws what the case throws */
export function trialOf(one: Case, rule: Rule, device: DeviceFacts): Trial {
  return {
    id: one.id,
    title: one.title,
    rule,
    device: device.name,
    program: programOf(one, device),
    expectations: one.expect(device),
    accept: Object.fromEntries(
      Object.entries(one.accept ?? {}).map(([change, expect]) => [change, () => expect(device)]),
    ),
    info: one.info === true,
  };
}

/** @throws what the executor throws */
export function runTrial(trial: Trial, subject: Subject): CaseResult {
  const { id, rule, device, program, expectations } = trial;
  const result = (verdict: Verdict, reason: string | null, more: Partial<CaseResult> = {}): CaseResult => ({
    ...told(id, rule, device, verdict, reason),
    ...more,
  });
  const cannot = whyNot(rule, expectations, subject);
  if (cannot !== null) return result('SKIP', cannot);
  if (expectations.length === 0) return result('ERROR', 'the case expects nothing');
  const execution = runOn(subject.executor, program);
  if (execution instanceof UnsupportedProgram) return result('SKIP', execution.message);
  if (execution.log.truncated) return result('ERROR', 'the log of the execution is cut');
  const { crash } = execution;
  const seen = new Seen(execution);
  const mismatches = differences(expectations, seen);
  const way = wayOf(trial, subject, seen, mismatches);
  // Nothing of the execution is looked at any more: the executor runs again.
  const containment = contained(subject, program);
  const recorded = subject.weaknessOf(id);
  if (way !== null) {
    const [verdict, reason] = recorded === undefined ? agreed(trial, way) : mended(recorded.weakness);
    return result(verdict, reason, { containment });
  }
  if (recorded !== undefined && isAsRecorded(recorded, crash, mismatches))
    return result('KNOWN', `weakness ${recorded.weakness.fingerprint}`, { containment, mismatches });
  if (crash !== null && !expectations.some(({ what }) => what === CRASH)) {
    return result('CRASH', `the host kernel ended in ${crash.site}: ${crash.message}`, {
      containment,
      mismatches,
    });
  }
  return result('FAIL', `${mismatches[0]?.what} differs`, { containment, mismatches });
}

/** @throws what the executor throws, but for what it does not do */
function runOn(executor: Executor, program: Program): Execution | UnsupportedProgram {
  try {
    return executor.run(program, 'full');
  } catch (error) {
    if (error instanceof UnsupportedProgram) return error;
    throw error;
  }
}

const told = (
  id: string,
  rule: Rule,
  device: string | null,
  verdict: Verdict,
  reason: string | null,
): CaseResult => ({
  id,
  rule: rule.id,
  level: rule.level,
  verdict,
  containment: 'unknown',
  device,
  reason,
  mismatches: [],
});

/** Why a rule or what a case looks at is out of reach on this executor; null: it is not. */
function whyNot(
  rule: Rule,
  expectations: readonly Expectation[],
  { executor, supplies }: Subject,
): string | null {
  if (supplies.has(rule.part)) return `executor ${executor.name} supplies the ${rule.part} itself`;
  const unseen = expectations.flatMap(({ needs }) => needs).find((need) => !executor.sees.has(need));
  return unseen === undefined ? null : `executor ${executor.name} does not show ${unseen}`;
}

/** In which way an observation is right: as the rule says, or as a change that is in force makes it. */
type Way = 'strict' | { readonly change: string };

function wayOf({ accept }: Trial, { changes }: Subject, seen: Seen, strict: readonly Mismatch[]): Way | null {
  if (strict.length === 0) return 'strict';
  for (const [change, alternative] of Object.entries(accept)) {
    const inForce = changes === null || change.split('+').every((id) => changes.has(id));
    if (!inForce) continue;
    const expectations = alternative();
    if (expectations.length === 0)
      throw new RangeError(`the difference accepted by ${change} expects nothing`);
    if (differences(expectations, seen).length === 0) return { change };
  }
  return null;
}

function agreed({ rule, title, info }: Trial, way: Way): [Verdict, string | null] {
  if (way !== 'strict') return [rule.level === 'MUST' ? 'INFO' : 'NON-STRICT', `differs by ${way.change}`];
  return info ? ['INFO', title] : ['PASS', null];
}

/** A recorded weakness that is not there any more: nobody should go on believing in it. */
const mended = ({ fingerprint }: KnownWeakness): [Verdict, string] => [
  'INFO',
  `weakness ${fingerprint} is recorded, and the case does not show it: take it out of the record`,
];

/** Does a case fail as it is recorded, and in no other way? */
function isAsRecorded(
  { weakness, shown }: { weakness: KnownWeakness; shown: ShownOnDriver },
  crash: Execution['crash'],
  mismatches: readonly Mismatch[],
): boolean {
  if (shown.observed === undefined)
    return crash !== null && weakness.fingerprint === `crash/${crash.kind}/${crash.site}`;
  const seen = mismatches.map(({ what, observed }) => ({ what, value: observed }));
  return crash === null && isDeepStrictEqual(seen, shown.observed);
}

function differences(expectations: readonly Expectation[], seen: Seen): Mismatch[] {
  return expectations.flatMap((expectation) => {
    const observed = expectation.observe(seen);
    if (agrees(expectation, observed)) return [];
    const { what, expected, match = 'equal' } = expectation;
    return [{ what, match, expected, observed }];
  });
}

function contained(subject: Subject, program: Program): Containment {
  const breaches = subject.breaches(program).filter(({ hygiene }) => !hygiene);
  if (breaches.length === 0) return 'held';
  return breaches.every(({ fingerprint }) => subject.isKnown(fingerprint)) ? 'known' : 'broken';
}
