import { describe, expect, it } from 'vitest';
import { compare } from './compare.ts';
import type { ConformRow, FindingRow, RegressRow, SummaryRow } from './formats/rows.ts';
import { conformCase, edgeSample, ended, finding, pastBug } from './formats/testing/samples.ts';
import { RunBuilder } from './run-builder.ts';
import { behaviourText, behaviourUnderTest, type RunData, resultsOf } from './run-data.ts';

function run(
  rows: readonly (FindingRow | ConformRow | RegressRow | SummaryRow)[],
  edges = edgeSample(),
): RunData {
  const builder = new RunBuilder('before');
  for (const row of rows) builder.row(row, 'rows');
  builder.addEdges(edges);
  return builder.run() as RunData;
}

const fuzz = (more: Partial<SummaryRow> = {}) => ended('fuzz', { profile: 'linux-6.1', ...more });
const conform = (profile = 'linux-6.1') => ended('conform', { profile });

describe('a run beside an earlier one', () => {
  it('tells findings that are new, reopened, fixed, not met and still open apart', () => {
    const of = (states: Record<string, FindingRow['state']>) =>
      run([...Object.entries(states).map(([fingerprint, state]) => finding({ fingerprint, state })), fuzz()]);
    const before = of({ a: 'new', b: 'fixed', c: 'new', d: 'reopened', e: 'known' });
    const now = of({ a: 'new', b: 'new', c: 'fixed', e: 'new', f: 'new', g: 'known' });
    const { findings } = compare(now, before);
    const names = (list: readonly FindingRow[] | undefined) => list?.map(({ fingerprint }) => fingerprint);
    expect(names(findings?.new)).toEqual(['e', 'f']);
    expect(names(findings?.reopened)).toEqual(['b']);
    expect(names(findings?.fixed)).toEqual(['c']);
    expect(names(findings?.notMet)).toEqual(['d']);
    expect(findings?.stillOpen).toBe(1);
  });

  it('tells which cases changed, devices together, the worse first, profile by profile', () => {
    const devices = ['e1000e', 'edu'];
    const rows = (id: string, verdict: ConformRow['verdict']) =>
      devices.map((device) => conformCase({ id, device, verdict }));
    const before = run([...rows('A/1', 'FAIL'), ...rows('A/2', 'PASS'), ...rows('A/3', 'PASS'), conform()]);
    const now = run([...rows('A/1', 'PASS'), ...rows('A/2', 'CRASH'), ...rows('A/4', 'PASS'), conform()]);
    const { cases } = compare(now, before);
    expect(cases?.compared).toBe(4);
    expect(cases?.changes.map(({ id, before: was, now: is, isWorse }) => [id, was, is, isWorse])).toEqual([
      ['A/2', 'PASS', 'CRASH', true],
      ['A/1', 'FAIL', 'PASS', false],
      ['A/3', 'PASS', null, false],
      ['A/4', null, 'PASS', false],
    ]);
    expect(cases?.changes[0]?.devices).toEqual(devices);
    expect(compare(run([...rows('A/1', 'PASS'), conform('hardened')]), before).cases).toBeUndefined();
  });

  it('tells past bugs, edges in both directions, and speed', () => {
    const { edges } = edgeSample();
    const moved = edges.map((edge, at) => ({ ...edge, line: edge.line + 7, taken: at === 1 || at === 4 }));
    const before = run([
      pastBug({ problem: 'not seen' }),
      ended('regress'),
      fuzz({ executionsPerSecond: 100 }),
    ]);
    const now = run(
      [
        pastBug(),
        pastBug({ id: 'other' }),
        ended('regress'),
        fuzz({ executionsPerSecond: 150, workers: [{}, {}] }),
      ],
      { edgesCovered: 2, edgesTotal: 5, edges: moved },
    );
    const { pastBugs, edges: change, speed } = compare(now, before);
    expect(pastBugs).toEqual({
      compared: 1,
      changes: [
        { id: 'other', before: null, now: 'noticed' },
        { id: 'xsa-155-in-place', before: 'not seen', now: 'noticed' },
      ],
    });
    expect(change?.gained.map(({ line, kind }) => [line, kind])).toEqual([[28, 'loop']]);
    expect(change?.lost.map(({ line, kind }) => [line, kind])).toEqual([[10, 'function']]);
    expect(speed).toEqual({ before: 100, now: 150, ratio: 1.5, isAlike: false });
  });

  it('says nothing of what one of the two lacks', () => {
    const nothing = new RunBuilder('none').run() as RunData;
    const { before, ...parts } = compare(run([finding(), fuzz(), pastBug(), ended('regress')]), nothing);
    expect([before, ...Object.values(parts)]).toEqual(['none', ...Array(5).fill(undefined)]);
  });
});

describe('the behaviour under test', () => {
  it('is that of the campaign, or of the conformance run with fewest changes', () => {
    const columns = [ended('conform', { profile: 'linux-4.3' }), conform()];
    expect(behaviourUnderTest(run(columns))?.profile).toBe('linux-6.1');
    const fuzzed = run([...columns, fuzz({ profile: 'hardened', flaws: ['xsa-155'] })]);
    expect(behaviourText(behaviourUnderTest(fuzzed) as never)).toBe('hardened + xsa-155');
    expect(behaviourUnderTest(run([ended('regress')]))).toBeUndefined();
  });

  it('is what the other formats show; a folder knows the state of a finding best', () => {
    const builder = new RunBuilder('x');
    for (const row of [
      conformCase(),
      ended('conform', { profile: 'linux-4.3' }),
      finding(),
      conform(),
      fuzz(),
    ])
      builder.row(row, 'rows');
    builder.addFiled([finding({ state: 'fixed' })]);
    const data = builder.run() as RunData;
    const results = resultsOf(data, behaviourUnderTest(data));
    expect([results.conform.length, results.summaries.length]).toEqual([0, 2]);
    expect(results.findings.map(({ state }) => state)).toEqual(['fixed']);
  });
});
