import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Flaw } from '../../src/changes/change.ts';
import { flaws } from '../../src/changes/flaws/index.ts';
import { scratchFolders } from '../../src/testing/scratch.ts';
import { beforeOf, median, type Run, reportOf, reportSchema, rowOf, writeReport } from './report.ts';

const flaw = flaws[0] as Flaw;
const run = (seed: string, cpuSeconds: number, found = true): Run => ({
  seed,
  found,
  executions: cpuSeconds * 100,
  cpuSeconds,
  startCpuSeconds: 0.5,
  target: found ? 'msi' : null,
  oracle: found ? 'crash' : null,
  fingerprint: found ? 'crash/bug/x' : null,
});
const settings = {
  profile: 'hardened',
  seeds: ['1', '2', '3'],
  limitSeconds: 60,
  giveUpAfter: null,
  jobs: 1,
  node: 'v20.0.0',
  machine: { cores: 2, model: 'any' },
  code: '0123456789abcdef',
} as const;
const row = rowOf(flaw, [], [run('1', 1), run('2', 7, false), run('3', 2)]);
const missed = rowOf(flaw, [], [run('1', 60, false), run('2', 60, false), run('3', 60, false)]);
const report = reportOf(
  'npm run rediscovery',
  '2026-01-01T00:00:00.000Z',
  { ...settings, seeds: [...settings.seeds] },
  new Map([
    ['blind', [missed]],
    ['guided', [row]],
  ]),
  null,
);

let folder: string;
let file: string;
scratchFolders((made) => {
  folder = made;
  file = join(folder, 'below', 'report.json');
});

describe('the figures of a flaw', () => {
  it('have the middle value, of an even number the mean of the middle two', () => {
    expect([median([]), median([5]), median([9, 1, 2]), median([10, 1, 2, 4])]).toEqual([0, 5, 2, 3]);
  });

  it('count a run that found nothing with what it used', () => {
    expect(row).toMatchObject({
      found: 2,
      cpuSeconds: { median: 2, worst: 7 },
      executions: { median: 200, worst: 700 },
    });
  });

  it('are summed over all runs', () => {
    expect(report.engines.map(({ engine, totals }) => [engine, totals.found, totals.never])).toEqual([
      ['guided', 2, 0],
      ['blind', 0, 1],
    ]);
    expect(report.engines[0]?.totals).toEqual({
      flaws: 1,
      runs: 3,
      found: 2,
      always: 0,
      never: 0,
      executions: 1000,
      cpuSeconds: 10,
      medianCpuSeconds: 2,
      medianStartCpuSeconds: 0.5,
      worstMedianCpuSeconds: 2,
      worstCpuSeconds: 7,
    });
  });
});

describe('the report', () => {
  it('is what its schema says, is replaced whole, and leaves nothing beside it', () => {
    writeReport(file, report);
    writeReport(file, { ...report, command: 'again' });
    const written = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(written).toEqual({ ...report, command: 'again' });
    expect(readdirSync(join(folder, 'below'))).toEqual(['report.json']);
  });

  it('is gone on from where settings and code are the same', () => {
    expect(beforeOf(file, report.settings)).toEqual({ rows: new Map(), edges: null });
    writeReport(file, report);
    expect(beforeOf(file, report.settings)).toEqual({
      rows: new Map([
        ['guided', [row]],
        ['blind', [missed]],
      ]),
      edges: null,
    });
    expect(beforeOf(file, { ...report.settings, limitSeconds: 5 })).toBe(
      "it was made with another value of 'limitSeconds'",
    );
    expect(beforeOf(file, { ...report.settings, code: 'other' })).toBe(
      "it was made with another value of 'code'",
    );
  });

  it('says what is wrong with it', () => {
    writeReport(file, report);
    writeFileSync(file, '{');
    expect(beforeOf(file, report.settings)).toBe('it is no JSON');
    writeFileSync(
      file,
      JSON.stringify({ ...report, engines: [{ ...report.engines[0], flaws: [{ ...row, found: 'two' }] }] }),
    );
    expect(beforeOf(file, report.settings)).toContain('engines.0.flaws.0.found');
  });
});
