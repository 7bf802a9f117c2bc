import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseStats } from '../campaign/stats.ts';
import { parseProgram } from '../program/schema.ts';
import { scratchFolder, scratchFolders } from '../testing/scratch.ts';
import { buildCli } from './testing/built-cli.ts';
import { rig } from './testing/fake-io.ts';

let main: string;
const place = scratchFolder();
beforeAll(() => {
  mkdirSync(join(place, 'package'));
  main = buildCli(join(place, 'package'));
  plant(join(dirname(dirname(main)), 'executor', 'model', 'model-executor.js'));
  const start = join(dirname(dirname(main)), 'campaign', 'workers', 'start.js');
  const text = readFileSync(start, 'utf8');
  expect(text).toContain('HEAP_MB = 1024');
  writeFileSync(start, text.replace('HEAP_MB = 1024', 'HEAP_MB = 128'));
});

/** Makes the 300th execution of one thread do what the file that PLANT names says, once. */
function plant(file: string): void {
  const text = readFileSync(file, 'utf8');
  const begin = /\n {4}run\(program, form\) \{\n/;
  expect(text).toMatch(begin);
  const planted = `
    globalThis.runs = (globalThis.runs ?? 0) + 1;
    if (globalThis.runs === 300 && take(process.env.PLANT)) {
      const what = readFileSync(process.env.PLANT + '.taken', 'utf8');
      globalThis.kept = [];
      if (what === 'loop') for (;;);
      if (what === 'memory') for (;;) globalThis.kept.push(new Array(1000).fill(globalThis.kept.length + 0.5));
      if (what === 'exit') process.exit(3);
      if (what === 'throw') throw new Error('planted');
    }
`;
  // Of two threads that come by at once, one has the file: a renaming is whole.
  const head = `import { readFileSync, renameSync } from 'node:fs';
function take(file) {
  try { renameSync(file, file + '.taken'); return true; } catch { return false; }
}
`;
  writeFileSync(file, head + text.replace(begin, (line) => line + planted));
}

let folder: string;
scratchFolders((made) => {
  folder = made;
});

const one = ['msi', '--device', 'e1000e', '--no-replay', '--seed', '5', '--json'];
const corpus = () => join(folder, 'corpus');

async function run(words: readonly string[], { what = '', interruptAt = '' } = {}) {
  if (what !== '') writeFileSync(join(folder, 'plant'), what);
  const child = spawn(process.execPath, [main, ...words], {
    env: { ...process.env, PLANT: join(folder, 'plant') },
  });
  let [stdout, stderr] = ['', ''];
  let interrupted = false;
  child.stdout.on('data', (data) => {
    stdout += data;
    if (interruptAt === '' || interrupted || !stdout.includes(interruptAt)) return;
    interrupted = true;
    child.kill('SIGINT');
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const rows = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, stderr, rows, summary: rows.at(-1) };
}
const fuzz = (words: readonly string[], how = {}) =>
  run(
    ['fuzz', ...one, '--corpus', corpus(), '--findings', join(folder, 'reports', 'findings'), ...words],
    how,
  );

const stats = () => {
  const read = parseStats(readFileSync(join(corpus(), 'stats.json'), 'utf8'));
  if (typeof read === 'string') throw new Error(read);
  return read;
};

describe('fuzz --jobs', () => {
  it('shares a corpus, counts all executions, announces each finding once, and goes on', async () => {
    const first = await fuzz(['--jobs', '2', '--runs', '1501', '--no-baseline']);
    expect([first.code, first.stderr]).toEqual([77, '']);
    expect(first.summary).toMatchObject({ executions: 1501, lost: 0 });
    expect(first.summary?.workers).toMatchObject([{ executions: 751 }, { executions: 750 }]);
    const found = first.rows.filter(({ type }) => type === 'finding').map(({ fingerprint }) => fingerprint);
    expect(found.length).toBeGreaterThan(1);
    expect(new Set(found).size).toBe(found.length);
    expect(first.summary?.findings).toEqual({ new: found.length, known: 0 });
    expect(readdirSync(join(folder, 'reports', 'findings'))).toHaveLength(found.length);
    expect(stats()).toMatchObject({
      state: 'done',
      execs_done: 1501,
      workers: [{ execs_done: 751 }, { execs_done: 750 }],
    });
    const files = readdirSync(join(corpus(), 'msi')).filter((name) => name.endsWith('.json'));
    expect(files).toHaveLength(Number(first.summary?.corpus));
    const verified = await run(['corpus', 'verify', corpus(), '--json']);
    expect([verified.code, verified.summary]).toMatchObject([0, { bad: 0, unstable: 0 }]);

    const again = await run([
      ...[
        'fuzz',
        'msi',
        '--device',
        'e1000e',
        '--no-replay',
        '--json',
        '--no-baseline',
        '--corpus',
        corpus(),
      ],
      ...['--findings', join(folder, 'reports', 'findings'), '--jobs', '2', '--runs', '1600', '--resume'],
    ]);
    expect(again.summary).toMatchObject({ executions: 99, executionsBefore: 1501, seed: '5' });
    expect(again.rows.filter(({ kind }) => kind === 'load')).toMatchObject([{ programs: files.length }]);
    const fresh = again.rows.filter(({ type, seenBefore }) => type === 'finding' && seenBefore !== true);
    for (const { fingerprint } of fresh) expect(found).not.toContain(fingerprint);
  });

  it('ends all workers at the first new finding, and at an interrupt', async () => {
    const first = await fuzz(['--jobs', '2', '--time', '1h', '--no-baseline', '--stop-on-first']);
    expect(first.code).toBe(77);
    const interrupted = await fuzz(['--jobs', '2', '--time', '1h'], { interruptAt: '"kind":"new"' });
    expect(interrupted.code).toBe(130);
    expect(interrupted.summary).toMatchObject({ interrupted: true });
    expect(stats().state).toBe('interrupted');
  });

  it.each([
    // So long that an execution on a busy machine does not reach it.
    ['loop', '6s', /^one execution has run for [67]\.\d s$/],
    ['exit', '10m', /^it ended with status 3$/],
    ['throw', '10m', /^Error: planted$/],
  ])(
    'a worker with a planted %s is named with its program, and the campaign goes on',
    async (what, limit, problem) => {
      const outcome = await fuzz(['--jobs', '2', '--runs', '1000', '--hang-limit', limit], { what });
      expect(outcome.code).toBe(78);
      const [lost, ...more] = outcome.rows.filter(({ kind }) => kind === 'lost');
      expect(more).toEqual([]);
      expect(lost).toMatchObject({ target: 'msi', execution: 300, replaced: true });
      expect(lost?.problem).toMatch(problem);
      expect(outcome.stderr).toMatch(
        /^pciback-rig: worker [01]: [^\n]*of target msi[^\n]*another goes on\n$/,
      );
      checkProgram(String(lost?.directory));
      expect(outcome.summary).toMatchObject({ executions: 1000, lost: 1, stability: 1 });
      expect(stats()).toMatchObject({ state: 'done', execs_done: 1000 });
    },
  );

  it('a worker that runs out of memory is reported, and the campaign goes on', async () => {
    // Whether its program is known depends on whether it could still be asked: it dies by itself.
    const outcome = await fuzz(['--jobs', '2', '--runs', '1000', '--hang-limit', '10m'], { what: 'memory' });
    expect(outcome.code).toBe(78);
    const lost = outcome.rows.filter(({ kind }) => kind === 'lost');
    expect(lost).toMatchObject([{ execution: 300, replaced: true, problem: 'it ran out of memory' }]);
    expect(outcome.stderr).toMatch(/^pciback-rig: worker [01]: it ran out of memory[^\n]*another goes on\n$/);
    expect(outcome.summary).toMatchObject({ executions: 1000, lost: 1 });
    expect(stats()).toMatchObject({ state: 'done', execs_done: 1000 });
  });

  it('a full disk, or any other place that takes no files, ends it as it ends one job', async () => {
    mkdirSync(join(folder, 'corpus'));
    writeFileSync(join(corpus(), 'msi'), '');
    const outcome = await fuzz(['--jobs', '2', '--time', '1h']);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(outcome.stderr).toContain(join(corpus(), 'msi'));
    expect(stats().state).toBe('failed');
  });

  it.each([
    [['--jobs', '0'], "--jobs: '0' is no whole number from 1 to 64"],
    [['--hang-limit', 'soon'], "--hang-limit: 'soon' is no duration"],
    [['--mode', 'prune', '--jobs', '2'], '--jobs: --mode prune makes up no programs'],
  ])('%s: one clear line and status 2', async (words, message) => {
    const outcome = await rig(['fuzz', ...words, '--findings', join(folder, 'findings')]);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain(message);
  });
});

describe('one job', () => {
  it('is told what hangs as well, and ends with everything written', async () => {
    const outcome = await fuzz(['--time', '1h', '--hang-limit', '6s'], { what: 'loop' });
    expect(outcome.code).toBe(78);
    expect(outcome.stderr).toMatch(
      /^pciback-rig: worker 0: one execution has run for [67]\.\d s [^\n]*the campaign ends\n$/,
    );
    const lost = outcome.rows.find(({ kind }) => kind === 'lost');
    expect(lost).toMatchObject({ worker: 0, target: 'msi', execution: 300, replaced: false });
    checkProgram(String(lost?.directory));
    expect(stats().state).toBe('failed');
    expect(existsSync(join(folder, 'reports', 'fuzz-summary.json'))).toBe(true);
  });
});

/** Whole, and such that `repro` takes it. */
function checkProgram(directory: string): void {
  expect(dirname(directory)).toBe(join(folder, 'reports', 'lost'));
  const parsed = parseProgram(readFileSync(join(directory, 'program.json'), 'utf8'));
  expect(parsed).toMatchObject({ program: { profile: 'linux-6.1' } });
}
