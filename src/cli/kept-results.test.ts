import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { seriesOf } from '../campaign/series.ts';
import { scratchFolders } from '../testing/scratch.ts';
import { UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { KeptResults, partOf, resultsName } from './kept-results.ts';
import { rig, rowsOf } from './testing/fake-io.ts';

let folder: string;
scratchFolders((made) => {
  folder = made;
});

const text = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');
const names = (...path: string[]): string[] => readdirSync(join(folder, ...path)).sort();
const CONFORM = ['conform', 'HDR-36', '--device', 'e1000e'];

describe('the rows of a run', () => {
  it('of conform and regress are kept as --json has them, a file for each behaviour', async () => {
    const around = { reports: folder };
    const shown = await rig([...CONFORM, '--json'], around);
    expect(text('results', 'conform.linux-6.1.part.jsonl')).toBe(shown.stdout);
    await rig([...CONFORM, '--profile', 'hardened', '--flaw', 'xsa-155-in-place'], around);
    expect((await rig(['regress', 'xsa-155-in-place'], around)).stdout).not.toContain('{');
    expect(names('results')).toEqual([
      'conform.hardened+xsa-155-in-place.part.jsonl',
      'conform.linux-6.1.part.jsonl',
      'regress.part.jsonl',
    ]);
    expect(rowsOf({ ...shown, stdout: text('results', 'regress.part.jsonl') }).at(-1)).toMatchObject({
      type: 'summary',
      command: 'regress',
      cases: 1,
    });
  });

  it('of fuzz are beside its findings, with how it went over time', async () => {
    let now = 0;
    const line = [
      'fuzz',
      'double-fetch',
      '--device',
      'e1000e',
      '--seed',
      '1',
      '--runs',
      '200',
      '--no-replay',
    ];
    const findings = join(folder, 'findings');
    const around = { reports: join(folder, 'other'), now: () => now++ };
    const shown = await rig([...line, '--json', '--findings', findings], around);
    expect(text('results', 'fuzz.jsonl')).toBe(shown.stdout);
    expect(existsSync(join(folder, 'other'))).toBe(false);
    const points = rowsOf(shown).flatMap((row) => seriesOf(row) ?? []);
    expect(points.length).toBeGreaterThan(0);
    expect(points.at(-1)).toMatchObject({ executions: 200 });
    expect(rowsOf(shown).at(-1)).toMatchObject({ type: 'summary', durationSeconds: points.at(-1)?.seconds });
  });

  it('are kept where --results says, and nowhere with --no-results', async () => {
    const file = join(folder, 'new', 'mine.jsonl');
    const { stdout } = await rig([...CONFORM, '--json', '--results', file], { reports: folder });
    expect(text('new', 'mine.jsonl')).toBe(stdout);
    await rig([...CONFORM, '--no-results'], { reports: folder });
    expect(names()).toEqual(['new']);
  });

  it('never replace those of a whole run when it was interrupted', async () => {
    const file = join(folder, 'mine.jsonl');
    writeFileSync(file, 'whole\n');
    const { code } = await rig([...CONFORM, '--results', file], { interrupted: true });
    expect([code, text('mine.jsonl')]).toEqual([130, 'whole\n']);
    expect(text('mine.part.jsonl')).toContain('"interrupted":true');
  });

  it('are refused in one line where a named file cannot be written, before the run', async () => {
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'folder'));
    for (const [name, complaint] of [
      ['', '--results: the name is empty'],
      [join(folder, 'file', 'x'), 'it cannot be written'],
      [join(folder, 'folder'), 'this is a folder'],
    ] as const) {
      const { code, stdout, stderr } = await rig([...CONFORM, '--results', name]);
      expect([code, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
      expect(stderr).toContain(complaint);
    }
  });

  it('are let go with a note where the usual place cannot be written', async () => {
    writeFileSync(join(folder, 'results'), 'a file');
    const { code, stderr } = await rig(CONFORM, { reports: folder });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^pciback-rig: NOTE: .*; the results are not kept\n$/);
  });
});

describe('a file of results', () => {
  const io = (): Io => ({ reports: folder, stderr: { write() {} } }) as unknown as Io;
  const open = (): KeptResults => new KeptResults(undefined, { name: 'fuzz', isPart: false }, io());

  it('appears when it is whole, and not at all when it was given up', () => {
    const kept = open();
    kept.write('x'.repeat(100_000));
    expect(names('results').every((name) => name.startsWith('.'))).toBe(true);
    kept.end({ interrupted: false });
    kept.abandon();
    expect([names('results'), text('results', 'fuzz.jsonl').length]).toEqual([['fuzz.jsonl'], 100_000]);
    const other = open();
    other.write('y');
    other.abandon();
    expect([names('results'), text('results', 'fuzz.jsonl')[0]]).toEqual([['fuzz.jsonl'], 'x']);
  });

  it('takes away what a killed run left, and nothing of one that goes on', () => {
    mkdirSync(join(folder, 'results'));
    for (const pid of [2 ** 30, process.ppid])
      writeFileSync(join(folder, 'results', `.fuzz.jsonl.part-${pid}`), '');
    open().end({ interrupted: false });
    expect(names('results')).toEqual([`.fuzz.jsonl.part-${process.ppid}`, 'fuzz.jsonl']);
  });

  it('of a named place that is gone is an error', () => {
    const kept = new KeptResults(join(folder, 'sub', 'x'), { name: 'fuzz', isPart: false }, io());
    rmSync(join(folder, 'sub'), { recursive: true });
    expect(() => kept.end({ interrupted: false })).toThrow(UsageError);
  });
});

test('names say the behaviour, and are never too long', () => {
  expect(resultsName('conform', 'linux-6.1', [], 'model')).toBe('conform.linux-6.1');
  expect(resultsName('conform', 'hardened', ['b', 'a'], 'linux')).toBe('conform.hardened+a+b@linux');
  const many = Array.from({ length: 65 }, (_, i) => `xsa-${i}-something`);
  expect(resultsName('conform', 'hardened', many, 'model')).toMatch(/^conform\.hardened\+[0-9a-f]{12}$/);
  expect([partOf('a.b/x'), partOf('a.b/x.jsonl')]).toEqual(['a.b/x.part', 'a.b/x.part.jsonl']);
});
