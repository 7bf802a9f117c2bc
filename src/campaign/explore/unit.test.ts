import { expect, it } from 'vitest';
import { flawsNamed, makeProfile } from '../../changes/profiles.ts';
import { judgeOf } from '../testing/bench.ts';
import type { UnitResult } from './result.ts';
import { drain, unitOf } from './testing/bench.ts';
import { exploreUnit } from './unit.ts';

const hardened = () => {
  const made = makeProfile('hardened');
  if ('problem' in made) throw new Error(made.problem.kind);
  return made.profile.changes;
};

function explored(name: string, flaw: string | null, pairs: boolean): UnitResult {
  const judge = judgeOf([...hardened(), ...(flaw === null ? [] : flawsNamed(flaw))]);
  const options = { values: Number.POSITIVE_INFINITY, pairs, preemptions: 0, limit: 1000 } as const;
  return drain(exploreUnit(judge, unitOf(name), options, () => 0));
}

it('hardened: nothing, pairs included', () => {
  const { counts, violations } = explored('enable-msix', null, true);
  expect(violations).toEqual([]);
  expect(counts.singles.run).toBeGreaterThan(50);
  expect(counts.pairs.run).toBeGreaterThan(1000);
  expect(counts.pairs.unpruned).toBeGreaterThan(1e7);
});

it('xsa-155-msix-count: the count raised between its check and its use overruns the table', () => {
  const { violations } = explored('enable-msix', 'xsa-155-msix-count', false);
  const overrun = violations.find(
    ({ violation }) => violation.fingerprint === 'crash/out-of-bounds/xen_pcibk_enable_msix',
  );
  const placed = overrun?.shown.map((one) => one.placed);
  // The copy is the first fetch, the check the second, and everything after is use.
  for (const value of [129, 0xffff]) {
    expect(placed).toContainEqual([
      { field: 'op.value', value, event: null, from: '1st config', to: '3rd fetch of op.value' },
    ]);
  }
  expect(placed?.every(([one]) => one?.field === 'op.value')).toBe(true);
  expect(violations.map(({ violation }) => violation.fingerprint)).toContain(
    'double-fetch/op.value/xen_pcibk_enable_msix',
  );
});
