import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../campaign/finding.ts';
import type { Flaw } from '../changes/change.ts';
import { flawsNamed } from '../changes/profiles.ts';
import { formatProgram, parseProgram } from '../program/schema.ts';
import { directoryName, findingFiles } from '../report/finding-files.ts';
import { formatNames } from '../report/formats/index.ts';
import { all, readXml } from '../report/formats/testing/xml-reader.ts';
import { corpusDevices, judged } from '../report/testing/run.ts';
import { writeFiles } from '../report/write-files.ts';
import { scratchFolder } from '../testing/scratch.ts';
import { rig } from './testing/fake-io.ts';
import { ATTACKS, HOSTILE_TEXT, hostileDump, hostileProgram } from './testing/hostile.ts';

const FLAWS = ['xsa-155-in-place'];
/** A name that a file may have. */
const FILE = `${ATTACKS.markup}${ATTACKS.workflow}${ATTACKS.terminal}`.replaceAll('/', '_').slice(0, 120);

const folder = scratchFolder();
const at = (...names: string[]): string => join(folder, ...names);
beforeAll(() => {
  const { execution, violation } = judged(hostileProgram, FLAWS);
  const finding: Finding = {
    kind: 'finding',
    state: 'new',
    target: HOSTILE_TEXT,
    violation: { ...violation, title: HOSTILE_TEXT, detail: HOSTILE_TEXT, rules: [HOSTILE_TEXT] },
    cause: { kind: 'flaws', flaws: flawsNamed('xsa-155-in-place') as Flaw[] },
    known: undefined,
    program: hostileProgram,
    input: undefined,
    alsoSeen: [
      {
        oracle: HOSTILE_TEXT,
        fingerprint: HOSTILE_TEXT,
        title: HOSTILE_TEXT,
        detail: HOSTILE_TEXT,
        rules: [],
      },
    ],
    reproduced: 20,
    runs: 20,
    executions: 1234,
  };
  const context = {
    profile: 'linux-6.1',
    flaws: FLAWS,
    executor: 'model',
    seed: HOSTILE_TEXT,
    directory: `findings/${FILE}`,
    library: corpusDevices(),
    shipped: corpusDevices(),
    execution,
  };
  mkdirSync(at('findings'));
  writeFiles(at('findings', directoryName(violation.fingerprint)), findingFiles(finding, context));
  writeFileSync(at(`${FILE}.lspci`), hostileDump());
  writeFileSync(
    at(`${FILE}.json`),
    formatProgram({ ...hostileProgram, profile: 'linux-6.1', flaws: FLAWS, note: HOSTILE_TEXT }),
  );
  const device = { name: `${FILE}.lspci`, guest: 0 };
  const setup = { ...hostileProgram.setup, devices: [device] };
  writeFileSync(
    at('device.json'),
    formatProgram({ ...hostileProgram, setup, profile: 'linux-6.1', flaws: FLAWS }),
  );
});

const printed = async (wanted: number, ...words: string[]): Promise<string> => {
  const { code, stdout, stderr } = await rig(words);
  expect([code, code === wanted ? '' : stderr]).toEqual([wanted, '']);
  return stdout + stderr;
};
const converted = (to: string): Promise<string> => printed(0, 'convert', '--to', to, at('findings'));
const file = (name: string): string =>
  readFileSync(at('findings', 'double-fetch--op.value--xen_pcibk_do_one_op', name), 'utf8');
const few = ['--runs', '20', '--seed', '1', '--no-replay'];

/** Everything that is written from foreign text; a new output is a new line here. */
const outputs: Record<string, () => string | Promise<string>> = {
  repro: () => printed(77, 'repro', at(`${FILE}.json`)),
  'repro --trace --verbose': () => printed(77, 'repro', '--trace', '--verbose', at(`${FILE}.json`)),
  'repro --json': () => printed(77, 'repro', '--json', at(`${FILE}.json`)),
  'repro on a dump': () => printed(77, 'repro', '--trace', at('device.json')),
  minimize: () => printed(0, 'minimize', at(`${FILE}.json`), '--output', at('small.json')),
  device: () => printed(0, 'device', at(`${FILE}.lspci`)),
  'device --json': () => printed(0, 'device', '--json', at(`${FILE}.lspci`)),
  'fuzz on a dump': () =>
    printed(0, 'fuzz', 'msi', ...few, '--device', at(`${FILE}.lspci`), '--findings', at('found')),
  'fuzz --json': () =>
    printed(0, 'fuzz', 'msi', ...few, '--json', '--device', at(`${FILE}.lspci`), '--findings', at('found')),
  'conform on a dump': () => printed(0, 'conform', 'CONF-19', '--device', at(`${FILE}.lspci`)),
  'conform --json': () => printed(0, 'conform', 'CONF-19', '--json', '--device', at(`${FILE}.lspci`)),
  report: () =>
    printed(0, 'report', at('findings'), '--out', at('page'), '--title', HOSTILE_TEXT.slice(0, 150)),
  'index.html': async () => {
    await printed(0, 'report', at('findings'), '--out', at('page'), '--title', HOSTILE_TEXT.slice(0, 150));
    return readFileSync(at('page', 'index.html'), 'utf8');
  },
  'a wrong name': () => printed(2, 'fuzz', HOSTILE_TEXT),
  'a wrong option': () => printed(2, 'fuzz', `--${HOSTILE_TEXT}`),
  'a file that is not there': () => printed(2, 'repro', at(HOSTILE_TEXT.replaceAll('/', '_'))),
  'description.md': () => file('description.md'),
  'program.json': () => file('program.json'),
  'repro.test.ts': () => file('repro.test.ts'),
  'trace.txt': () => file('trace.txt'),
  'finding.json': () => file('finding.json'),
  ...Object.fromEntries(
    formatNames
      .filter((name) => name !== 'lcov' && name !== 'cobertura')
      .map((name) => [`convert --to ${name}`, () => converted(name)]),
  ),
};

describe.each(Object.entries(outputs))('%s', (_name, output) => {
  it('has nothing that a terminal or a CI system obeys', async () => {
    const lines = (await output()).split('\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      // GitHub looks for the one at the beginning of a line, blanks aside.
      expect(line).not.toMatch(/^\s*::/);
    }
  });
});

describe('readers get back what was written', () => {
  it('JSON', async () => {
    const found = JSON.parse(file('finding.json'));
    expect(found.title).toBe(HOSTILE_TEXT);
    const parsed = parseProgram(file('program.json'));
    expect('program' in parsed && parsed.program.actions).toEqual(hostileProgram.actions);
    const rows = [
      await printed(77, 'repro', at(`${FILE}.json`), '--json'),
      await printed(0, 'device', at(`${FILE}.lspci`), '--json'),
    ].flatMap((text) => text.trimEnd().split('\n'));
    for (const row of rows) expect(JSON.parse(row)).toHaveProperty('type');
  });

  it('the generated test is one test, and nothing in it is run but that', () => {
    const source = ts.createSourceFile('repro.test.ts', file('repro.test.ts'), ts.ScriptTarget.ES2022, true);
    const { diagnostics = [] } = ts.transpileModule(source.text, { reportDiagnostics: true });
    expect(diagnostics.map(({ messageText }) => messageText)).toEqual([]);
    const kinds = source.statements.map(({ kind }) => ts.SyntaxKind[kind]);
    expect(kinds).toEqual([...Array(3).fill('ImportDeclaration'), 'ExpressionStatement']);
    expect(source.statements.at(-1)?.getText()).toMatch(/^test\("[^\n]*", \(\) => \{\n/);
  });

  it('SARIF, JUnit and KTAP have one result', async () => {
    expect(JSON.parse(await converted('sarif')).runs[0].results).toHaveLength(1);
    expect(all(readXml(await converted('junit')), 'testcase')).toHaveLength(1);
    const results = (await converted('ktap')).split('\n').filter((line) => /^ *(not )?ok/.test(line));
    expect(results).toHaveLength(2);
  });

  it('Markdown has the headings and tables that it would have', async () => {
    const outside = (text: string): string[] => text.replace(/^(`{3,}).*\n[\s\S]*?^\1$/gm, '').split('\n');
    const headings = (text: string): string[] => outside(text).filter((line) => /^\s*#/.test(line));
    expect(headings(file('description.md')).slice(1)).toEqual([
      '## Seen',
      '## Reproduce',
      '## Program',
      '## Fetches and consequence',
      '## State at the end',
      '## The same program also shows',
      '## Files',
    ]);
    expect(headings(await converted('markdown'))).toHaveLength(2);
    for (const text of [file('description.md'), await converted('markdown')])
      for (const line of outside(text).map((one) => one.replace(/(`+)[^`].*?\1/g, '')))
        expect(line).not.toMatch(/(?<!\\)<|(?<!\\)\]\(/);
  });
});
