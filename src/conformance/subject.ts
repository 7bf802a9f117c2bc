import { Baseline } from '../campaign/baseline.ts';
import { Judge } from '../campaign/judge.ts';
import type { Profile } from '../changes/profiles.ts';
import type { Executor } from '../executor/execution.ts';
import { crash } from '../oracle/crash.ts';
import { hostIntegrity } from '../oracle/host-integrity.ts';
import { isolation } from '../oracle/isolation.ts';
import type { Part } from './rule.ts';
import type { Subject } from './run-case.ts';

/** Oracles that say whether host and other guests were left untouched. */
const containment = [crash, hostIntegrity, isolation];

/** The model with a profile. */
export function modelSubject(executor: Executor, profile: Profile, known: Baseline): Subject {
  const judge = new Judge(executor, containment);
  return {
    executor,
    supplies: new Set(),
    changes: new Set(profile.changes.map(({ id }) => id)),
    breaches: (program) => judge.judge(program),
    isKnown: (fingerprint) => known.get(fingerprint) !== undefined,
    weaknessOf: () => undefined,
  };
}

/**
 * A backend that runs in a process. Every listed way to differ is safe.
 * @param known weaknesses recorded of it; none of a backend of somebody's own
 */
export function executorSubject(
  executor: Executor,
  supplies: ReadonlySet<Part>,
  known: Baseline = new Baseline(),
): Subject {
  const judge = new Judge(executor, containment);
  return {
    executor,
    supplies,
    changes: null,
    breaches: (program) => judge.judge(program),
    isKnown: (fingerprint) => known.get(fingerprint) !== undefined,
    weaknessOf: (id) => known.shownBy(id),
  };
}
