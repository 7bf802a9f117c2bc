import { describe, expect, it } from 'vitest';
import type { AdvisoryMatrix, BugRun, PastBug } from './data.ts';
import { advisoriesSection } from './section.ts';

const good: BugRun = {
  detected: true,
  silentWhenFixed: true,
  benignWorks: true,
  fingerprints: ['crash/x/y'],
  problem: null,
  executionsToDetect: null,
};
const bug = (id: string, more: Partial<PastBug> = {}): PastBug => ({
  id,
  title: `what ${id} is`,
  advisory: 'XSA-155',
  cves: ['CVE-2015-8550'],
  cause: 'the cause',
  fixedBy: '8135cf8b0927',
  affected: 'before Linux 4.4',
  oracles: ['crash'],
  rules: ['EVT-12'],
  attack: { note: 'what it does', program: 'set-up\naction 0', command: 'npx pciback-rig repro it.json' },
  runs: [good],
  ...more,
});
const matrix = (bugs: readonly PastBug[], executors = ['model']): AdvisoryMatrix => ({
  executors,
  bugs,
  nothingToPutBack: [],
});
const body = (of: AdvisoryMatrix): string => advisoriesSection(of).body.text;

it('shows a past bug with cause, attack, program and the command that repeats it', () => {
  const text = body(matrix([bug('a-bug')]));
  for (const part of ['the cause', 'what it does', 'set-up\naction 0', 'npx pciback-rig repro it.json'])
    expect(text).toContain(part);
  expect(text.match(/✓ yes/g)).toHaveLength(3);
});

it('puts bugs of one advisory together, and those without one last', () => {
  const text = body(matrix([bug('none-1', { advisory: 'none', cves: [] }), bug('a'), bug('b')]));
  expect(text.match(/scope="rowgroup"/g)).toHaveLength(2);
  expect(text.indexOf('XSA-155')).toBeLessThan(text.indexOf('Fixes without an advisory'));
});

describe('what was not run', () => {
  const section = advisoriesSection(matrix([bug('a', { runs: [null] })]));

  it('is never green', () => {
    expect(section.body.text).toContain('– not run');
    expect(section.body.text).not.toContain('✓');
  });

  it('is counted', () => {
    expect(section.lead).toBe('model: 0 of 1 would be noticed, 1 not run.');
  });

  it('is not run where a column is missing, too', () => {
    expect(body(matrix([bug('a', { runs: [] })]))).not.toContain('✓');
  });
});

it('says no in words, and why', () => {
  const bad = { ...good, detected: false, problem: 'crash did not fire' };
  const section = advisoriesSection(matrix([bug('a', { runs: [good, bad] })], ['model', 'linux']));
  expect(section.lead).toBe('model: 1 of 1 would be noticed; linux: 0 of 1 would be noticed, 1 would NOT.');
  expect(section.body.text).toContain('✗ NO');
  expect(section.body.text).toContain('crash did not fire');
  expect(section.body.text).toMatch(/colspan="3">linux/);
});

it('tells why there is nothing to put back', () => {
  const note = {
    row: 'E10',
    ids: ['XSA-360'],
    title: 'pirqs',
    by: 'out of scope',
    standsFor: [],
    reason: 'inside',
  };
  const text = body({ ...matrix([bug('a')]), nothingToPutBack: [note] });
  expect(text).toContain('1 row of the catalogue');
  expect(text).toContain('inside');
});

it('escapes whatever stands in results', () => {
  const evil = '"><script>x</script>\u202e';
  const run = { ...good, fingerprints: [evil], problem: evil };
  const of = bug('a', { advisory: evil, cves: [evil], cause: evil, attack: evil, runs: [run] });
  const text = body(matrix([of], [evil]));
  expect(text).not.toMatch(/<script|\u202e/);
});
