import { expect, it } from 'vitest';
import type { Rule } from './rule.ts';
import { tally } from './tally.ts';
import type { CaseResult, Verdict } from './verdict.ts';

const rule = (id: string, untestable?: string): [string, Rule] => [
  id,
  {
    id,
    level: 'MUST',
    requirement: 'something must be so',
    source: 'none',
    part: 'driver',
    guestObservable: true,
    ...(untestable === undefined ? {} : { untestable }),
  },
];
const result = (id: string, verdict: Verdict): CaseResult => ({
  id: `${id}/1`,
  rule: id,
  level: 'MUST',
  verdict,
  containment: 'held',
  device: null,
  reason: null,
  mismatches: [],
});

it('counts results by verdict, and rules that were exercised', () => {
  const rules = new Map([rule('XB-01'), rule('XB-02'), rule('XB-03'), rule('XB-04', 'nothing shows it')]);
  const figures = tally(
    [result('XB-01', 'PASS'), result('XB-01', 'SKIP'), result('XB-02', 'SKIP'), result('XB-03', 'ERROR')],
    rules,
  );
  expect(figures).toEqual({
    cases: 4,
    byVerdict: { PASS: 1, 'NON-STRICT': 0, INFO: 0, SKIP: 2, KNOWN: 0, FAIL: 0, CRASH: 0, ERROR: 1 },
    rules: { total: 4, covered: 1, untestable: 1 },
  });
});

it('counts a rule as exercised by any verdict that says something', () => {
  const all: Verdict[] = ['PASS', 'NON-STRICT', 'INFO', 'FAIL', 'CRASH'];
  for (const verdict of all) {
    expect(tally([result('XB-01', verdict)], new Map([rule('XB-01')])).rules.covered, verdict).toBe(1);
  }
  expect(tally([], new Map()).cases).toBe(0);
});
