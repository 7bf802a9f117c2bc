import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, test } from 'vitest';
import { packageRoot } from '../campaign/package-root.ts';
import { edgeSample, finding } from '../report/formats/testing/samples.ts';
import { all, readXml } from '../report/formats/testing/xml-reader.ts';
import { scratchFolders } from '../testing/scratch.ts';
import { rig, rowsOf } from './testing/fake-io.ts';

let folder: string;
scratchFolders((made) => {
  folder = made;
});

const put = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const lines = (...rows: object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const end = { type: 'summary', command: 'fuzz' };

describe('convert, of what the commands print', () => {
  it('takes every row of conform, regress and fuzz, all of them by the published schema', async () => {
    const schema = JSON.parse(readFileSync(join(packageRoot(), 'corpus/results.schema.json'), 'utf8'));
    const valid = new Ajv2020({ strict: false }).compile(schema);
    const findings = join(folder, 'findings');
    const runs = [
      await rig(['conform', 'HDR-36', '--device', 'e1000e', '--json']),
      await rig(['regress', 'xsa-155-in-place', '--json']),
      await rig(
        [
          'fuzz',
          'double-fetch',
          '--flaw',
          'xsa-155',
          '--seed',
          '1',
          '--runs',
          '50',
          '--json',
          '--no-edges',
        ].concat('--findings', findings),
      ),
    ];
    const files = runs.map(({ stdout }, at) => put(`${at}.jsonl`, stdout));
    for (const run of runs) {
      for (const row of rowsOf(run)) expect([row, valid(row)]).toEqual([row, true]);
    }
    const { code, stdout } = await rig(['convert', '--to', 'junit', ...files]);
    const root = readXml(stdout);
    expect(code).toBe(0);
    expect(all(root, 'testsuite').map(({ attributes }) => attributes.name)).toEqual([
      'conform',
      'regress',
      'findings',
    ]);
    const met = rowsOf(runs[2] as (typeof runs)[0]).filter(({ type }) => type === 'finding');
    const fresh = met.filter(({ state }) => state === 'new');
    expect(fresh.length).toBeGreaterThan(0);
    expect(Number(root.attributes.failures)).toBe(fresh.length);
    // The folder holds the same findings: each once.
    const both = await rig(['convert', '--to', 'sarif', files[2] as string, findings]);
    const filed = await rig(['convert', '--to', 'sarif', findings]);
    const hashes = ({ stdout: text }: typeof both): string[] =>
      JSON.parse(text).runs[0].results.map(
        (one: { partialFingerprints: Record<string, string> }) =>
          one.partialFingerprints['pcibackRigIdentity/v1'],
      );
    expect(new Set(hashes(both)).size).toBe(hashes(both).length);
    expect(hashes(both)).toHaveLength(met.length);
    expect(hashes(both)).toEqual(expect.arrayContaining(hashes(filed)));
    expect(filed.stdout).not.toContain(folder);
  });

  it('puts lists of edges together', async () => {
    const { edges } = edgeSample();
    const other = { edgesCovered: 5, edgesTotal: 5, edges: edges.map((one) => ({ ...one, taken: true })) };
    const files = [put('a', JSON.stringify(edgeSample())), put('b', JSON.stringify(other, null, 1))];
    expect((await rig(['convert', '--to', 'lcov', files[0] as string])).stdout).toContain('\nLH:2\n');
    expect((await rig(['convert', '--to', 'lcov', ...files])).stdout).toContain('\nLH:4\n');
    const { stdout } = await rig(['convert', '--to', 'cobertura', ...files]);
    expect(readXml(stdout).attributes['line-rate']).toBe('1.0000');
  });

  it('writes where --out says, whole', async () => {
    const out = join(folder, 'new', 'rig.sarif');
    const line = ['convert', '--to', 'sarif', '--out', out, put('r', lines(finding(), end))];
    expect(await rig(line)).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(JSON.parse(readFileSync(out, 'utf8')).version).toBe('2.1.0');
    expect(readdirSync(join(folder, 'new'))).toEqual(['rig.sarif']);
    expect(rowsOf(await rig([...line, '--json']))).toEqual([
      { type: 'summary', command: 'convert', to: 'sarif', file: out, inputs: 1 },
    ]);
  });

  it('adds Markdown to the summary of the job, where there is one', async () => {
    const summary = put('summary.md', '# before\n');
    const line = ['convert', '--to', 'markdown', put('r', lines(end))];
    const env = { GITHUB_STEP_SUMMARY: summary };
    expect(await rig(line, { env })).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(summary, 'utf8')).toBe('# before\n## pciback-rig: nothing new\n');
    expect((await rig(line)).stdout).toBe('## pciback-rig: nothing new\n');
    appendFileSync(summary, '# after\n');
    const out = join(folder, 'out.md');
    expect((await rig([...line, '--out', out], { env })).code).toBe(0);
    expect(readFileSync(summary, 'utf8')).not.toMatch(/after[\s\S]*nothing/);
    expect((await rig(['convert', '--to', 'ktap', put('r', lines(end))], { env })).stdout).toMatch(/^KTAP/);
  });
});

describe('convert refuses in one line', () => {
  const row = finding();
  test.each([
    ['an unknown format', 'xml', lines(end), "there is no format 'xml'"],
    ['an empty file', 'junit', '', 'r: the file is empty'],
    ['what is no JSON', 'junit', 'hello\n', 'r:1: this is no row and no list of edges'],
    ['a line cut off', 'junit', `${lines(row)}{"type":"fi`, 'r:2: this is not JSON'],
    ['a wrong row', 'junit', lines({ ...row, title: 7 }, end), 'r:1: title: '],
    [
      'rows of another command',
      'junit',
      lines(end, { type: 'measure' }),
      'r:2: this is no row of fuzz, conform',
    ],
    ['rows of edges', 'lcov', lines({ type: 'edge' }), 'r:1: this is no row of fuzz, conform'],
    ['a run that did not end', 'junit', lines(row), 'r: its last row is no summary: the run did not end'],
    ['a run that went on', 'junit', lines(end, row), 'r: its last row is no summary'],
    ['a binary file', 'junit', '{\0}', 'r: this is a binary file'],
    ['no edges for coverage', 'lcov', lines(end), 'r: there are no edges in it, and lcov shows nothing else'],
    ['only edges for results', 'sarif', JSON.stringify(edgeSample()), 'r: edges are not shown by sarif'],
  ])('%s', async (_what, to, text, complaint) => {
    const { code, stdout, stderr } = await rig(['convert', '--to', to, put('r', text)]);
    expect([code, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
    expect(stderr.replaceAll(`${folder}/`, '')).toContain(complaint);
  });

  it('folders that would make findings look fixed', async () => {
    const findings = join(folder, 'findings');
    mkdirSync(join(findings, 'one'), { recursive: true });
    const complaint = async (path: string) => (await rig(['convert', '--to', 'sarif', path])).stderr;
    expect(await complaint(findings)).toContain('one/finding.json: it is not there');
    writeFileSync(join(findings, 'one', 'finding.json'), '{}');
    expect(await complaint(findings)).toContain('one/finding.json: format: ');
    expect(await complaint(join(findings, 'one'))).toContain('this is a single finding');
    put('some.txt', 'x');
    rmSync(findings, { recursive: true });
    expect(await complaint(folder)).toContain('there are no findings in it');
    expect(await complaint(join(folder, 'missing'))).toContain('there is no such file');
  });

  it('lists of edges of different builds, names that are empty, and --json without --out', async () => {
    const files = [put('a', JSON.stringify(edgeSample())), put('b', JSON.stringify(edgeSample('src/x.ts')))];
    const complaint = async (...words: string[]) => (await rig(['convert', ...words])).stderr;
    expect(await complaint('--to', 'lcov', ...files)).toContain('of different builds');
    const rows = put('r', lines(end));
    expect(await complaint('--to', 'sarif', '--out', '', rows)).toContain('--out: the name is empty');
    expect(await complaint('--to', 'sarif', '--json', rows)).toContain('add --out FILE');
    expect(await complaint('--to', 'sarif', '')).toContain("'': there is no such file");
    expect(await complaint(rows)).toContain('--to');
  });
});

it('reads a run of more rows than a string can hold at once, line by line', async () => {
  const pulse = lines({ type: 'event', kind: 'pulse', text: 'x'.repeat(1000) });
  const file = put('r', `\ufeff${lines(finding())}`);
  for (let i = 0; i < 20; i++) appendFileSync(file, pulse.repeat(1000));
  appendFileSync(file, `\n${lines(end).trimEnd()}`);
  const { code, stdout } = await rig(['convert', '--to', 'ktap', file]);
  expect([code, stdout.match(/^not ok/gm)?.length]).toEqual([0, 1]);
});
