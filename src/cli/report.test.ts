import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, test } from 'vitest';
import { packageRoot } from '../campaign/package-root.ts';
import { conformCase, ended } from '../report/formats/testing/samples.ts';
import { readXml } from '../report/formats/testing/xml-reader.ts';
import { earlierRun, sampleRun } from '../report/html/testing/samples.ts';
import { scratchFolders } from '../testing/scratch.ts';
import { readRun } from './report-run.ts';
import { rig, rowsOf } from './testing/fake-io.ts';

let folder: string;
let reports: string;
scratchFolders((made) => {
  folder = made;
  reports = join(folder, 'reports');
});

const date = (): number => Date.UTC(2026, 10, 21);
const run = (...words: string[]) => rig(['report', ...words], { date, reports });
const text = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');
const OTHERS = [
  'report.sarif',
  'junit.xml',
  'report.tap',
  'lcov.info',
  'cobertura.xml',
  'summary.md',
  'results.json',
];

describe('report', () => {
  it('writes the page and every other format of what is in reports, and says so', async () => {
    sampleRun(reports);
    const { code, stdout, stderr } = await run();
    expect([code, stderr]).toEqual([0, '']);
    expect(readdirSync(reports)).toEqual(expect.arrayContaining(['index.html', ...OTHERS]));
    expect(stdout).toMatch(/^This run of linux-6\.1 has 1 open finding, 1 failed conformance result and /);
    expect(stdout).toContain(`Written: ${join(reports, 'index.html')}`);
    expect(stdout).not.toContain('Missing');
    readXml(text('reports', 'junit.xml'));
    const whole = JSON.parse(text('reports', 'results.json'));
    const schema = JSON.parse(readFileSync(join(packageRoot(), 'corpus/results.schema.json'), 'utf8'));
    const valid = new Ajv2020({ strict: false }).compile(schema);
    expect(whole.rows.filter((row: unknown) => !valid(row))).toEqual([]);
    expect([whole.rows.length, whole.edges]).toEqual([49, { covered: 2, total: 5 }]);
  });

  it('gives the same bytes for the same input, though it reads the folder it writes to', async () => {
    sampleRun(reports);
    await run();
    const first = ['index.html', ...OTHERS].map((name) => text('reports', name));
    await run();
    expect(['index.html', ...OTHERS].map((name) => text('reports', name))).toEqual(first);
  });

  it('compares with an earlier run', async () => {
    sampleRun(reports);
    const before = earlierRun(join(folder, 'before'));
    const { stdout } = await run('--against', before, '--title', 'Nightly');
    expect(stdout).toContain(`since ${before}: 1 new, 0 fixed, 0 reopened; `);
    expect(stdout).toContain('edges +2 -2; 1.70 times as fast');
    const page = text('reports', 'index.html');
    expect(page).toContain('<title>Nightly</title>');
    expect(page).toContain('<section id="compare"');
  });

  it('tells a program what it wrote, what is missing, and what it left aside', async () => {
    mkdirSync(join(reports, 'results'), { recursive: true });
    const rows = (profile: string) =>
      [conformCase({ verdict: profile === 'linux-6.1' ? 'PASS' : 'FAIL' }), ended('conform', { profile })]
        .map((row) => `${JSON.stringify(row)}\n`)
        .join('');
    const put = (name: string, profile: string) =>
      writeFileSync(join(reports, 'results', `${name}.jsonl`), rows(profile));
    put('conform.linux-6.1', 'linux-6.1');
    put('conform.linux-6.1.part', 'linux-6.1');
    put('conform.linux-4.3.part', 'linux-4.3');
    writeFileSync(join(reports, 'lcov.info'), 'of an older run');
    const { stdout } = await run('--json');
    const [row, ...others] = rowsOf({ code: 0, stdout, stderr: '' });
    expect(others).toEqual([]);
    expect(row).toMatchObject({ type: 'summary', command: 'report', state: 'incomplete' });
    expect(row?.aside).toEqual([join(reports, 'results', 'conform.linux-6.1.part.jsonl')]);
    expect(row?.missing).toEqual([
      expect.objectContaining({ does: 'a campaign' }),
      expect.objectContaining({ does: 'all past bugs' }),
    ]);
    expect(row?.written).not.toContain(join(reports, 'lcov.info'));
    expect(existsSync(join(reports, 'lcov.info'))).toBe(false);
    expect((await run()).stdout).toContain('npx pciback-rig regress');
  });

  it('knows the files of other commands that are there', () => {
    mkdirSync(reports);
    writeFileSync(join(reports, 'rediscovery.json'), '{}');
    expect([...readRun([reports]).extras]).toEqual([['rediscovery.json', join(reports, 'rediscovery.json')]]);
  });

  it('takes what convert takes, and what the commands themselves leave', async () => {
    const line = ['fuzz', 'double-fetch', '--flaw', 'xsa-155', '--seed', '1', '--runs', '50', '--no-edges'];
    await rig([...line, '--findings', join(reports, 'findings')], { reports });
    const rows = join(reports, 'results', 'fuzz.jsonl');
    const out = join(folder, 'out');
    expect((await run(join(reports, 'findings'), rows, '--out', out)).code).toBe(0);
    const files = text('out', 'index.html');
    await run('--out', out);
    // The names of the inputs are in it, and nothing else is different.
    const unnamed = (page: string): string => page.replaceAll(folder, '').replace(/from <code>[^<]*/, '');
    expect(unnamed(text('out', 'index.html'))).toBe(unnamed(files));
    cpSync(reports, join(folder, 'moved'), { recursive: true });
    expect((await run(join(folder, 'moved'), '--out', out)).code).toBe(0);
  });
});

test.each([
  [
    'a folder without results',
    ['EMPTY'],
    'there are no results in it; leave some first: npx pciback-rig fuzz',
  ],
  ['what is not there', ['missing'], 'missing: there is no such file or folder'],
  ['an empty name', [''], "'': there is no such file or folder"],
  ['an earlier run that is none', ['RUN', '--against', 'EMPTY'], 'there are no results in it'],
  ['a run that did not end', ['CUT'], 'its last row is no summary: the run did not end'],
  ['an empty --out', ['RUN', '--out', ''], '--out: the name is empty'],
  ['a place that is no folder', ['RUN', '--out', 'CUT/x'], 'it cannot be written'],
  ['an empty heading', ['RUN', '--title', ' '], '--title: it has 1 to 200 characters'],
])('report refuses %s in one line', async (_what, words, complaint) => {
  mkdirSync(join(folder, 'EMPTY'));
  sampleRun(join(folder, 'RUN'));
  writeFileSync(join(folder, 'CUT'), `${JSON.stringify(conformCase())}\n`);
  const places = words.map((word) => word.replace(/^(EMPTY|RUN|CUT)/, (name) => join(folder, name)));
  const { code, stdout, stderr } = await run(...places);
  expect([code, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
  expect(stderr).toContain(complaint);
});
