import { describe, expect, it } from 'vitest';
import type { ConformanceMatrix, OutcomeView, RuleCell, RuleRow } from './data.ts';
import { conformanceSection } from './section.ts';

const cell = (more: Partial<RuleCell> = {}): RuleCell => ({
  counts: { PASS: 3 },
  broken: 0,
  passed: 'HDR-30/1-3',
  outcomes: [],
  ...more,
});
const rule = (id: string, more: Partial<RuleRow> = {}): RuleRow => ({
  id,
  level: 'MUST',
  requirement: `what ${id} demands`,
  source: 'a function',
  untestable: null,
  cells: [cell()],
  ...more,
});
const fail: OutcomeView = {
  verdict: 'FAIL',
  broken: false,
  cases: ['HDR-30/4'],
  devices: ['edu', 'vga'],
  results: 9,
  reason: 'COMMAND differs',
  mismatches: [{ what: 'COMMAND', expected: '1', observed: '2' }],
  title: 'a statement',
  steps: 'set-up\naction 0\n',
};
const matrix = (rules: readonly RuleRow[]): ConformanceMatrix => ({
  columns: [{ executor: 'model', profile: 'linux-6.1' }],
  areas: [{ area: 'HDR', rules }],
});

it('counts results by area and verdict', () => {
  const rules = [rule('HDR-30'), rule('HDR-31', { cells: [cell({ counts: { PASS: 4, SKIP: 2 } })] })];
  const { body, lead } = conformanceSection(matrix(rules));
  expect(body.text).toContain('PASS 7');
  expect(lead).toBe('model as linux-6.1: no case failed of 9 results. 2 rules, 0 of them untestable.');
});

describe('a failing rule', () => {
  const failing = cell({ counts: { PASS: 3, FAIL: 9 }, broken: 1, outcomes: [fail] });
  const { body, lead } = conformanceSection(matrix([rule('HDR-30', { cells: [failing] })]));

  it('opens to requirement, cases, values and steps', () => {
    for (const part of [
      'what HDR-30 demands',
      'HDR-30/1-3',
      'on edu, vga, 9 results in all: COMMAND differs',
      'a statement',
      '<td><code>1</code></td><td><code>2</code></td>',
      'set-up\naction 0',
    ])
      expect(body.text).toContain(part);
  });

  it('is told beforehand', () => {
    expect(lead).toContain('9 FAILED of 12 results, containment broken in 1');
    expect(body.text).toContain('✗ 9 failed');
  });
});

it('says what was not run, and why some cannot be', () => {
  const rules = [rule('HDR-30', { cells: [null] }), rule('HDR-32', { cells: [null], untestable: 'no way' })];
  const { text } = conformanceSection(matrix(rules)).body;
  expect(text).toContain('– not run');
  expect(text).toContain('untestable: no way');
  expect(text).not.toContain('PASS</span>');
  expect(conformanceSection({ columns: [], areas: [] }).body.text).toContain('Not run');
});

it('gives the reason for skipping once for many results', () => {
  const skip = {
    ...fail,
    verdict: 'SKIP',
    cases: ['HDR-30/1', 'HDR-30/2'],
    results: 106,
    reason: 'the device lacks MSI',
  } as const;
  const { text } = conformanceSection(matrix([rule('HDR-30', { cells: [cell({ outcomes: [skip] })] })])).body;
  expect(text).toContain('<code>HDR-30/1-2</code> 106 results: the device lacks MSI');
});

it('escapes whatever stands in results', () => {
  const evil = '"><script>x</script>\u202e';
  const outcome = { ...fail, cases: [evil], devices: [evil], reason: evil, title: evil, steps: evil };
  const of = rule(evil, { cells: [cell({ passed: evil, outcomes: [outcome] })], requirement: evil });
  const { text } = conformanceSection({
    columns: [{ executor: evil, profile: evil }],
    areas: [{ area: evil, rules: [of] }],
  }).body;
  expect(text).not.toMatch(/<script|\u202e/);
});
