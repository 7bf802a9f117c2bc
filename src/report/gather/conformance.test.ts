import { describe, expect, it } from 'vitest';
import type { Rule } from '../../conformance/rule.ts';
import { caseRanges } from '../case-ranges.ts';
import type { ConformRow } from '../formats/rows.ts';
import { gatherConformance } from './conformance.ts';

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  id,
  level: 'MUST',
  requirement: `what ${id} demands of a backend`,
  source: 'a function',
  part: 'driver',
  guestObservable: true,
  ...more,
});
const rules = new Map(
  [rule('HDR-30'), rule('HDR-31'), rule('XB-68', { untestable: 'because' })].map((r) => [r.id, r]),
);
const row = (id: string, more: Partial<ConformRow> = {}): ConformRow => ({
  type: 'case',
  id,
  rule: id.replace(/\/.*/, ''),
  level: 'MUST',
  verdict: 'PASS',
  containment: 'held',
  device: 'edu',
  reason: null,
  ...more,
});
const column = { executor: 'model', profile: 'linux-6.1' };
const cell = (rows: readonly ConformRow[], id = 'HDR-30') =>
  gatherConformance([{ ...column, rows }], rules)
    .areas.flatMap((area) => area.rules)
    .find((one) => one.id === id)?.cells[0];

describe('a rule in a column', () => {
  it('counts what passed, and names the cases in short', () => {
    const rows = ['HDR-30/1', 'HDR-30/2', 'HDR-30/2', 'HDR-30/5'].map((id) => row(id));
    expect(cell(rows)).toEqual({ counts: { PASS: 4 }, broken: 0, passed: 'HDR-30/1-2,5', outcomes: [] });
  });

  it('puts skipped cases together by reason, over cases and devices', () => {
    const skip = (id: string, device: string) =>
      row(id, { verdict: 'SKIP', device, reason: `${device} lacks MSI-X` });
    const of = cell([skip('HDR-30/1', 'edu'), skip('HDR-30/2', 'edu'), skip('HDR-30/1', 'vga')]);
    expect(of?.outcomes).toMatchObject([
      {
        cases: ['HDR-30/1', 'HDR-30/2'],
        devices: ['edu', 'vga'],
        results: 3,
        reason: 'the device lacks MSI-X',
      },
    ]);
  });

  it('shows a failing case by itself, with values, worst first', () => {
    const mismatches = [{ what: 'COMMAND', match: 'equal', expected: 1, observed: '\u202e' }];
    const fails = row('HDR-30/3', { verdict: 'FAIL', reason: 'COMMAND differs', mismatches });
    const breach = row('HDR-30/4', { containment: 'broken' });
    const of = cell([row('HDR-30/1', { verdict: 'SKIP', reason: 'no' }), fails, breach, row('HDR-30/3')]);
    expect(of?.outcomes.map(({ cases }) => cases)).toEqual([['HDR-30/4'], ['HDR-30/3'], ['HDR-30/1']]);
    expect(of?.outcomes[1]?.mismatches).toEqual([
      { what: 'COMMAND', expected: '1', observed: '"\\u{202e}"' },
    ]);
    expect(of).toMatchObject({ broken: 1, passed: '' });
  });

  it('shows the commonest values of a case, and counts the others', () => {
    const fails = [1, 2, 2, 2, 3, 4, 4].map((observed, i) =>
      row('HDR-30/1', {
        verdict: 'FAIL',
        device: `device-${i}`,
        mismatches: [{ what: 'COMMAND', match: 'equal', expected: 0, observed }],
      }),
    );
    const shown = cell(fails)?.outcomes.map(({ results, mismatches }) => [results, mismatches[0]?.observed]);
    expect(shown).toEqual([
      [3, '2'],
      [2, '4'],
      [2, undefined],
    ]);
  });

  it('is empty, never passed, when nothing of it was run', () => {
    expect(cell([], 'HDR-31')).toBeNull();
  });
});

it('keeps rules without a case and rules it does not know', () => {
  const { areas } = gatherConformance([{ ...column, rows: [row('NEW-01/1')] }], rules);
  expect(areas.map(({ area, rules: of }) => [area, of.map(({ id }) => id)])).toEqual([
    ['HDR', ['HDR-30', 'HDR-31']],
    ['XB', ['XB-68']],
    ['NEW', ['NEW-01']],
  ]);
  expect(areas[1]?.rules[0]?.untestable).toBe('because');
});

it('asks for the steps of what did not pass, once for each, until there is enough', () => {
  const asked: string[] = [];
  const rows = Array.from({ length: 5 }, (_, i) => row(`HDR-30/${i + 1}`, { verdict: 'FAIL', reason: 'x' }));
  const matrix = gatherConformance([{ ...column, rows: [...rows, row('HDR-30/9')] }], rules, (id) => {
    asked.push(id);
    return { title: 'shows', steps: 's'.repeat(400_000) };
  });
  expect(asked).toEqual(['HDR-30/1', 'HDR-30/2', 'HDR-30/3']);
  const steps = matrix.areas[0]?.rules[0]?.cells[0]?.outcomes.map((outcome) => outcome.steps?.length ?? 0);
  expect(steps).toEqual([400_000, 400_000, 400_000, 0, 0]);
});

it('writes ranges', () => {
  expect(caseRanges(['A/3', 'A/1', 'B/1', 'A/2', 'A.7', 'A/3'])).toBe('A/1-3 B/1 A.7');
});
