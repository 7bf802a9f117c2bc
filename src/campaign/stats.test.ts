import { describe, expect, it } from 'vitest';
import type { Progress } from './campaign.ts';
import {
  formatStats,
  lifeOf,
  PLOT_HEADER,
  parseStats,
  plotLine,
  type SessionFacts,
  SILENT_FOR,
  type Stats,
  statsOf,
  underHeader,
  wholeLines,
} from './stats.ts';

const progress: Progress = {
  executions: 300,
  features: 900,
  edges: { covered: 70, total: 100 },
  corpus: 40,
  fetchPoints: 9,
  flippedPoints: 5,
  findings: { new: 1, known: 4 },
  hygiene: 2,
  byTarget: { msi: 300 },
  target: 'msi',
};
const facts: SessionFacts = {
  version: '0.1.0',
  pid: 77,
  commandLine: 'pciback-rig fuzz',
  seed: '7',
  profile: 'linux-6.1',
  earlier: undefined,
};
const load = { rss: 3 * 2 ** 20 + 5, peakRss: 7 * 2 ** 20, cpu: 12.5 };
const when = { began: 1000.5, now: 1010.9, seconds: 10 };
const stats = (more: Partial<SessionFacts> = {}): Stats =>
  statsOf({ ...facts, ...more }, 'running', progress, when, { find: 1005.2, finding: null }, true, load);

describe('stats.json', () => {
  it('has whole seconds since 1970 and the speed of the session', () => {
    expect(stats()).toMatchObject({
      start_time: 1000,
      last_update: 1010,
      run_time: 10,
      execs_done: 300,
      execs_per_sec: 30,
      last_find: 1005,
      last_finding: null,
      edges_found: 70,
      edges_total: 100,
      stability: 100,
      sessions: 1,
      rss_mb: 3,
      peak_rss_mb: 7,
      cpu_time: 12.5,
      execs_per_cpu_sec: 24,
    });
  });

  it('counts on from earlier sessions', () => {
    const earlier: Stats = {
      ...stats(),
      start_time: 500,
      run_time: 20,
      execs_done: 1000,
      last_finding: 600,
      peak_rss_mb: 90,
    };
    expect(stats({ earlier })).toMatchObject({
      start_time: 500,
      run_time: 30,
      execs_done: 1300,
      execs_per_sec: 30,
      last_finding: 600,
      findings_new: 2,
      findings_known: 4,
      sessions: 2,
      rss_mb: 3,
      peak_rss_mb: 90,
      cpu_time: 25,
      execs_per_cpu_sec: 24,
    });
  });

  it('is read as it was written; what is none is told apart', () => {
    expect(parseStats(formatStats(stats()))).toEqual(stats());
    expect(parseStats('{')).toBe('this is not JSON');
    expect(parseStats(JSON.stringify({ ...stats(), execs_done: -1 }))).toMatch(/^execs_done: /);
  });

  it('is of a dead campaign when it says that it runs and has been silent', () => {
    expect(lifeOf(stats(), 1010 + SILENT_FOR)).toBe('running');
    expect(lifeOf(stats(), 1011 + SILENT_FOR)).toBe('dead');
    expect(lifeOf({ ...stats(), state: 'done' }, 9e9)).toBe('done');
  });
});

describe('plot.csv', () => {
  it('has as many columns in each line, empty for what is unknown', () => {
    expect(plotLine({ ...stats(), edges_found: null })).toBe('1010,10,300,30,40,900,,1,4,3,12.5\n');
    expect(plotLine(stats())).toBe('1010,10,300,30,40,900,70,1,4,3,12.5\n');
    expect(plotLine(stats()).split(',')).toHaveLength(PLOT_HEADER.split(',').length);
  });

  it('has empty columns where it was begun with fewer, and begins anew where they are others', () => {
    const whole = `${PLOT_HEADER}${plotLine(stats())}`;
    expect(underHeader(whole)).toBe(whole);
    expect(underHeader(whole.replace(',rss_mb,cpu_time', '').replace(',3,12.5', ''))).toBe(
      whole.replace('3,12.5', ','),
    );
    for (const other of ['', 'a,b\n1,2\n', 'last_\n1\n', `${PLOT_HEADER.trimEnd()},more\n1\n`])
      expect(underHeader(other)).toBe(PLOT_HEADER);
  });

  it('is continued after its last whole line', () => {
    expect(wholeLines('a,b\n1,2\n3')).toBe('a,b\n1,2\n');
    expect(wholeLines('half')).toBe('');
  });
});
