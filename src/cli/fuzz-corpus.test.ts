import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadCorpus } from '../campaign/corpus/load.ts';
import { scratchFolders } from '../testing/scratch.ts';
import { fuzzOnce } from '../vitest/fuzz-once.ts';
import type { FuzzTestOptions } from '../vitest/options.ts';
import { usualDevices } from './corpus-options.ts';
import { targetNames } from './corpus-place.ts';
import { rig, rowsOf } from './testing/fake-io.ts';

let folder: string;
scratchFolders((made) => {
  folder = made;
});

const place = () => join(folder, 'corpus');
const bare = (...words: string[]) =>
  rig(['fuzz', ...words, '--findings', join(folder, 'reports', 'findings')]);
const one = ['msi', '--device', 'e1000e', '--no-replay'];
const fuzz = (...words: string[]) => bare(...one, '--corpus', place(), ...words);
const stats = () => JSON.parse(readFileSync(join(place(), 'stats.json'), 'utf8'));
const last = (outcome: Awaited<ReturnType<typeof fuzz>>) => rowsOf(outcome).at(-1);
const loaded = (outcome: Awaited<ReturnType<typeof fuzz>>) =>
  rowsOf(outcome).find(({ kind }) => kind === 'load');
const programs = (from = place()) => readdirSync(join(from, 'msi')).sort();

describe('fuzz --corpus', () => {
  it('keeps programs, goes on with them, and counts on with --resume', async () => {
    const first = await fuzz('--runs', '120', '--seed', '3', '--json');
    expect(first.code).toBe(0);
    expect(programs()).toHaveLength(Number(last(first)?.corpus));
    expect(stats()).toMatchObject({
      state: 'done',
      execs_done: 120,
      seed: '3',
      sessions: 1,
      findings_new: 0,
    });
    const again = await fuzz('--runs', '200', '--resume', '--json');
    expect(loaded(again)).toMatchObject({ programs: last(first)?.corpus });
    expect(last(again)).toMatchObject({ seed: '3', executions: 80, executionsBefore: 120 });
    expect(stats()).toMatchObject({ execs_done: 200, seed: '3', sessions: 2 });
    expect([stats().rss_mb, stats().cpu_time, stats().execs_per_cpu_sec].every((figure) => figure > 0)).toBe(
      true,
    );
    expect(stats().peak_rss_mb).toBeGreaterThanOrEqual(stats().rss_mb);
    const plot = readFileSync(join(place(), 'plot.csv'), 'utf8').trimEnd().split('\n');
    expect(plot[0]).toMatch(/^last_update,run_time,execs_done,/);
    expect(plot.map((line) => line.split(',')[2])).toEqual(['execs_done', '0', '120', '120', '200']);
    const done = await fuzz('--runs', '200', '--resume', '--json');
    expect(last(done)).toMatchObject({ executions: 0 });
  });

  it('warns of a bad file in one line, leaves it, and runs', async () => {
    await fuzz('--runs', '60', '--seed', '3');
    const file = join(place(), 'msi', '0123456789abcdef.json');
    writeFileSync(file, '{"format":');
    const outcome = await fuzz('--runs', '5', '--seed', '4');
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toBe(
      `pciback-rig: warning: ${file}: line 1: this is not JSON; it is left as it is\n`,
    );
    expect(readFileSync(file, 'utf8')).toBe('{"format":');
  });

  it.each([
    [['--resume'], '--resume: it goes on with a corpus, and none is named'],
    [['--mode', 'coverage'], '--mode: coverage replays a corpus, and none is named'],
    [['--mode', 'prun'], "there is no mode 'prun'; did you mean 'prune'"],
    [['--mode', 'prune', '--runs', '5'], '--runs: --mode prune makes up no programs'],
    [['--corpus', 'README.md'], 'README.md: this is a file'],
    [['--corpus', 'nowhere-there-is', '--resume'], 'there is no such file to resume from'],
  ])('%s: one clear line and status 2, nothing written', async (words, message) => {
    const outcome = await bare(...words);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync('nowhere-there-is')).toBe(false);
  });
});

describe('a full disk', () => {
  const small = () => join(folder, 'small');
  const canMount = (() => {
    const probe = mkdtempSync(join(tmpdir(), 'rig-mount-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160k', 'tmpfs', probe], { stdio: 'ignore' });
      execFileSync('umount', [probe], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    } finally {
      rmSync(probe, { recursive: true, force: true });
    }
  })();
  afterEach(() => {
    if (existsSync(small())) execFileSync('umount', [small()]);
  });

  it.skipIf(!canMount)(
    'ends the campaign with one line and status 2, nothing half-written, and it goes on',
    async () => {
      mkdirSync(small());
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160k', 'tmpfs', small()]);
      const corpus = join(small(), 'corpus');
      const outcome = await bare(...one, '--corpus', corpus, '--runs', '2000', '--seed', '3', '--json');
      expect(outcome.code).toBe(2);
      expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(outcome.stderr).toMatch(/cannot be written \(ENOSPC\); the disk is full: make room/);
      const there = loadCorpus(corpus, targetNames, usualDevices(), {});
      expect(there.warnings).toEqual([]);
      expect(there.entries.length).toBeGreaterThan(10);
      expect(there.entries.length).toBeGreaterThanOrEqual(
        rowsOf(outcome).filter(({ kind }) => kind === 'new').length,
      );
      const hidden = [corpus, join(corpus, 'msi')]
        .flatMap((path) => readdirSync(path))
        .filter((name) => name.startsWith('.'));
      expect(hidden).toEqual([]);
      expect(() => JSON.parse(readFileSync(join(corpus, 'stats.json'), 'utf8'))).not.toThrow();
      expect(readFileSync(join(corpus, 'plot.csv'), 'utf8')).toMatch(/\n$/);
      cpSync(corpus, place(), { recursive: true });
      const resumed = await fuzz('--runs', '50', '--resume', '--json');
      expect(resumed.code).toBe(0);
      expect(loaded(resumed)).toMatchObject({ programs: there.entries.length });
    },
  );
});

describe('findings of earlier runs', () => {
  const flawed = [
    'double-fetch',
    '--device',
    'e1000e',
    '--profile',
    'hardened',
    '--flaw',
    'xsa-155-msix-count',
  ];
  const hunt = (...words: string[]) => bare(...flawed, '--runs', '30', '--seed', '1', ...words);
  const filed = () => {
    const [name = ''] = readdirSync(join(folder, 'reports', 'findings'));
    const file = join(folder, 'reports', 'findings', name, 'finding.json');
    return { file, content: JSON.parse(readFileSync(file, 'utf8')) };
  };
  const set = (change: object) => {
    const { file, content } = filed();
    writeFileSync(file, JSON.stringify({ ...content, ...change }));
  };

  it('come again without being new; fixed ones are reopened', async () => {
    const first = await hunt();
    expect(first.code).toBe(77);
    const { content } = filed();
    expect(content).toMatchObject({ state: 'new', timesSeen: 1, lastSeen: content.firstSeen });
    expect(content.firstSeen).toMatchObject({ seed: '1', time: expect.stringMatching(/^\d{4}-.*Z$/) });
    const second = await hunt();
    expect(second.code).toBe(77);
    expect(second.stdout).toContain('Seen before and still there: 1');
    expect(second.stdout).not.toContain('FINDING');
    expect(filed().content).toMatchObject({ state: 'new', timesSeen: 2, firstSeen: content.firstSeen });
    const ci = await bare(...flawed, '--mode', 'code-change', '--runs', '30', '--seed', '1', '--json');
    expect(ci.code).toBe(0);
    expect(last(ci)).toMatchObject({ seenBefore: [content.identity], findings: { new: 0 } });
    const third = await hunt('--json');
    expect(rowsOf(third).find(({ type }) => type === 'finding')).toMatchObject({
      state: 'new',
      seenBefore: true,
      fingerprint: content.identity,
      directory: expect.stringContaining('findings'),
    });
    set({ state: 'fixed' });
    const back = await hunt('--json');
    expect(back.code).toBe(77);
    expect(rowsOf(back).find(({ type }) => type === 'finding')).toMatchObject({ state: 'reopened' });
    expect(filed().content).toMatchObject({ state: 'reopened', firstSeen: content.firstSeen, timesSeen: 5 });
  });

  it('bring a test that fails as long as they are there', async () => {
    await hunt();
    const { file, content } = filed();
    const text = readFileSync(join(file, '..', 'repro.test.ts'), 'utf8');
    const call = /fuzzOnce\((\{.*?\n {2}\})\)/s.exec(text)?.[1] ?? '';
    const folderOf = (): string => join(file, '..');
    const options = new Function('fileURLToPath', 'URL', `return ${call.replaceAll('import.meta.url', '0')}`);
    const run = () => fuzzOnce(options(folderOf, Object) as FuzzTestOptions).findings;
    expect(run().map(({ violation }) => violation.fingerprint)).toEqual([content.fingerprint]);
    expect(text).toContain(`expect(shown).not.toContain("${content.fingerprint}")`);
    expect(content.files).toContain('repro.test.ts');
  });

  it('are run again by --mode prune: fixed when they do not reproduce, reopened when they do', async () => {
    await hunt();
    const prune = () => bare('--mode', 'prune', '--json');
    expect((await prune()).code).toBe(0);
    expect(filed().content.state).toBe('new');
    const { file } = filed();
    const program = join(file, '..', 'program.json');
    const text = readFileSync(program, 'utf8');
    writeFileSync(program, text.replace(/ {2}"flaws".*\n/, ''));
    const fixed = await prune();
    expect(fixed.code).toBe(0);
    expect(last(fixed)).toMatchObject({ fixed: 1, reopened: 0, findings: { total: 1, reproduced: 0 } });
    expect(filed().content.state).toBe('fixed');
    writeFileSync(program, text);
    const reopened = await prune();
    expect(reopened.code).toBe(77);
    expect(last(reopened)).toMatchObject({ fixed: 0, reopened: 1 });
    expect(filed().content.state).toBe('reopened');
  });
});

describe('corpus', () => {
  const corpus = (...words: string[]) => rig(['corpus', ...words]);
  const other = () => join(folder, 'other');

  it('verify, minimize, coverage and prune agree about what it shows', async () => {
    await fuzz('--runs', '300', '--seed', '3');
    const before = programs().length;
    const verified = await corpus('verify', place(), '--json');
    expect(verified.code).toBe(0);
    expect(last(verified)).toEqual({
      type: 'summary',
      command: 'corpus verify',
      files: before,
      good: before,
      bad: 0,
      unstable: 0,
    });
    const reached = await fuzz('--mode', 'coverage', '--json');
    expect(reached.code).toBe(0);
    expect(last(reached)).toMatchObject({ programs: before, features: stats().features });
    const dry = await corpus('minimize', place(), '--dry-run', '--json');
    expect(programs()).toHaveLength(before);
    const small = await corpus('minimize', place(), '--json');
    expect(last(small)).toMatchObject({ before, after: last(dry)?.after, features: stats().features });
    expect(programs()).toHaveLength(Number(last(small)?.after));
    expect(programs().length).toBeLessThan(before);
    expect(last(await fuzz('--mode', 'prune', '--json'))).toMatchObject({
      corpus: { before: last(small)?.after, after: last(small)?.after, features: stats().features },
    });
    writeFileSync(join(place(), 'msi', 'x.json'), '{');
    const bad = await corpus('verify', place());
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain('x.json: line 1: this is not JSON');
  });

  it('merge takes what shows something new, and says so', async () => {
    await fuzz('--runs', '150', '--seed', '3');
    const first = await corpus('merge', other(), place(), '--json');
    expect(first.code).toBe(0);
    expect(last(first)).toMatchObject({
      programs: programs().length,
      features: { before: 0, after: stats().features },
    });
    expect(programs(other()).length).toBe(last(first)?.added);
    expect(readdirSync(other())).toEqual(['msi']);
    const again = await corpus('merge', other(), place(), '--json');
    expect(last(again)).toMatchObject({ added: 0 });
    writeFileSync(join(other(), '.merge-control'), '# another\n');
    const refused = await corpus('merge', other(), place());
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('it is of a merge under another profile');
  });

  it('export and import give the same corpus', async () => {
    await fuzz('--runs', '150', '--seed', '3');
    const bytes = join(folder, 'bytes');
    const out = await corpus('export', place(), bytes, '--target', 'msi', '--json');
    expect(last(out)).toMatchObject({ programs: programs().length, written: programs().length });
    const back = await corpus('import', other(), bytes, '--target', 'msi', '--json');
    expect(last(back)).toMatchObject({ inputs: programs().length, added: programs().length, bad: 0 });
    expect(programs(other())).toEqual(programs());
    const whole = await corpus('export', place(), join(folder, 'all'));
    expect(whole.code).toBe(0);
    expect(readdirSync(join(folder, 'all', 'msi')).sort()).toEqual(readdirSync(bytes).sort());
  });

  it.each([
    [['verify', 'nowhere'], 'nowhere: there is no such folder'],
    [['minimize', 'README.md'], 'README.md: this is a file'],
    [['import', 'x', '.', '--target', 'lspci-parser'], "the input of 'lspci-parser' is bytes already"],
    [['import', 'x', '.', '--target', 'msu'], "there is no target 'msu'; did you mean 'msi'"],
    [['merge', 'x'], 'it needs'],
    [['frobnicate'], 'frobnicate'],
  ])('%s: one clear line and status 2', async (words, message) => {
    const outcome = await corpus(...words);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync('x')).toBe(false);
  });

  it.each(['merge', 'minimize', 'verify', 'import', 'export'])(
    '%s --help has examples and exit statuses',
    async (name) => {
      const { stdout, code } = await corpus(name, '--help');
      expect(code).toBe(0);
      expect(stdout).toContain(`$ pciback-rig corpus ${name}`);
      expect(stdout).toMatch(/Exit\s+status: 0/);
    },
  );
});

describe('status', () => {
  const shown = () => rig(['status', folder, '--json']);

  it('shows campaigns, alive or not by what they said last', async () => {
    await fuzz('--runs', '60', '--seed', '3');
    const outcome = await shown();
    expect(outcome.code).toBe(0);
    const [row] = rowsOf(outcome);
    expect(row).toMatchObject({ type: 'campaign', folder: place(), state: 'done', execs_done: 60 });
    expect(last(outcome)).toMatchObject({ command: 'status', campaigns: 1, alive: 0, executions: 60 });
    const write = (change: object) =>
      writeFileSync(join(place(), 'stats.json'), JSON.stringify({ ...stats(), ...change }));
    const now = Math.floor(Date.now() / 1000);
    write({ state: 'running', last_update: now });
    expect(rowsOf(await shown())[0]).toMatchObject({ state: 'running' });
    write({ last_update: now - 100 });
    const table = await rig(['status', place()]);
    expect(table.stdout).toMatch(/corpus +dead +0:00:00 +60 /);
    expect(table.stdout).toMatch(/ [1-9]\d+ MB /);
    expect(table.stdout).toContain('1 campaign, 0 alive: 60 executions');
    write({ rss_mb: undefined });
    expect((await rig(['status', place()])).stdout).not.toContain('MB');
  });

  it('says that there is no campaign', async () => {
    const outcome = await rig(['status', folder]);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('there is no stats.json; name the folder of `fuzz --corpus`');
  });
});
