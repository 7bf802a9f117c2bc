import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/campaign/package-root.ts';
import { rig } from '../../src/cli/testing/fake-io.ts';
import { commandsOf } from './commands.ts';
import { documents, filesOf } from './documents.ts';
import { anchors, codeSpans, links, parts } from './markdown.ts';
import { deadReferences } from './references.ts';
import { shortened } from './rewrites.ts';

const root = packageRoot();
const all = documents();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const project = { root, read, names: new Set(filesOf('').map((path) => basename(path))) };

describe('every document', () => {
  it('refers to what there is', () => {
    expect(all.flatMap((one) => deadReferences(one, project))).toEqual([]);
  });

  it('has shell text in blocks that are run, and says what language others are', () => {
    for (const { path, text } of all)
      for (const { language, line } of parts(text).fences)
        expect([path, line, language]).toEqual([
          path,
          line,
          expect.stringMatching(/^(sh|ts|text|json|yaml)$/),
        ]);
    const indented = all.filter(({ text }) =>
      parts(text).prose.some((line) => /^ {4}(npx|npm|node|pciback-rig) /.test(line.text)),
    );
    expect(indented.map(({ path }) => path)).toEqual([]);
  });

  it('names options that some command has, beside those of npm and others', async () => {
    const { stdout } = await rig(['--help']);
    const names = [...stdout.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name]) => name as string);
    const sub = ['merge', 'minimize', 'verify', 'import', 'export'].map((name) => ['corpus', name]);
    const helps = await Promise.all(
      [...names.map((name) => [name]), ...sub].map((words) => rig([...words, '--help'])),
    );
    const known = new Set(helps.flatMap((help) => help.stdout.match(/--[a-z][a-z-]+/g) ?? []));
    const others = [
      ...[
        '--no-install',
        '--no-save',
        '--check',
        '--report',
        '--seeds',
        '--engine',
        '--give-up',
        '--no-flaws',
        '--bug',
        '--corpus',
        '--keep-suites',
      ],
      ...[
        '--max-semi-space-size',
        '--min-semi-space-size',
        '--maglev',
        '--always-sparkplug',
        '--interrupt-budget',
        '--no-opt',
        '--single-threaded',
      ],
      ...['--coverage', '--no-audit', '--no-fund', '--limit'],
    ];
    const wrong = all.flatMap(({ path, text }) =>
      codeSpans(text).flatMap(({ text: code, line }) =>
        [...code.matchAll(/(?:^|\s)(--[a-z][a-z-]*)/g)]
          .map(([, option = '']) => option)
          .filter((option) => !known.has(option) && !others.includes(option))
          .map((option) => `${path}:${line}: ${option}`),
      ),
    );
    expect(wrong).toEqual([]);
  }, 60_000);

  it('has TypeScript of the right types', () => {
    const files = new Map(
      all.flatMap(({ path, text }) =>
        parts(text)
          .fences.filter(({ language }) => language === 'ts')
          .map(
            ({ text: code, line }) => [join(root, `${path.replaceAll('/', '-')}.${line}.ts`), code] as const,
          ),
      ),
    );
    expect(typeErrors(files)).toEqual([]);
    const wrong = new Map(
      [...files].map(([name, code]) => [name, code.replace('runs: 500', "runs: 'many'")]),
    );
    expect(typeErrors(wrong)).toEqual([
      expect.stringContaining("Type 'string' is not assignable to type 'number'"),
    ]);
  }, 120_000);
});

describe('every folder', () => {
  const folders = [
    ...readdirSync(join(root, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `src/${name}`),
    ...['fuzz', 'corpus', 'conformance', 'reports', 'examples', 'docs', 'src'],
  ];
  it.each(folders)('%s has a README, not a long one', (folder) => {
    expect(existsSync(join(root, folder, 'README.md'))).toBe(true);
    const lines = read(`${folder}/README.md`).split('\n').length;
    expect(lines).toBeGreaterThan(5);
    if (folder.startsWith('src/')) expect(lines).toBeLessThan(30);
  });
});

/** What the compiler has against texts, by its strict rules. */
function typeErrors(files: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root);
  const paths = { 'pciback-rig/vitest': [join(root, 'src/vitest/index.ts')] };
  const host = ts.createCompilerHost({ ...options, paths });
  const { readFile, fileExists } = host;
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.fileExists = (name) => files.has(name) || fileExists(name);
  const program = ts.createProgram([...files.keys()], { ...options, paths }, host);
  return [...files.keys()].flatMap((name) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(name))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  );
}

describe('the checker', () => {
  const wrong = [
    '# One',
    '[a](b.md) [c](#two) [d](#one) `src/none.ts` `README.md` docs/none.md.',
    '```sh',
    'npx x',
    '```',
  ].join('\n');

  it('finds dead links, anchors and files, and lets the others be', () => {
    expect(deadReferences({ path: 'x.md', text: wrong }, project)).toEqual([
      'x.md:2: b.md leads nowhere',
      'x.md:2: #two: there is no such heading',
      'x.md:2: there is no src/none.ts',
      'x.md:2: there is no docs/none.md',
    ]);
    expect([...anchors('# A `b`-C, d!\n## A\n## A\n```\n# no\n```')]).toEqual(['a-b-c-d', 'a', 'a-1']);
    expect(links('`[a](b)` [c](d "e")').map(({ text }) => text)).toEqual(['d']);
  });

  it('reads commands, their comments and statuses', () => {
    const fence = parts(
      '```sh\n# two (exit status 77: x)\na "#b" # c\nd |\n  e   # exit status 1: f\n\n# exit status 1 if not\ng\n```',
    ).fences[0];
    expect(fence && commandsOf(fence)).toEqual([
      { text: 'a "#b"', line: 3, status: 77 },
      { text: 'd |\n  e', line: 4, status: 1 },
      { text: 'g', line: 8, status: 0 },
    ]);
    expect(() => parts('```sh\nx')).toThrow('line 1: the block is not closed');
    expect(() => commandsOf({ language: 'sh', line: 1, text: 'while true; do' })).toThrow(
      'not a whole command',
    );
  });

  it('makes commands small, and leaves wrong options in them', () => {
    expect(shortened('npx pciback-rig fuzz --tme 8h')).toContain('--tme 8h');
    expect(shortened('npx pciback-rig fuzz --time 8h')).toMatch(/--runs 150.* --time 8h$/);
    expect(shortened('npx pciback-rig fuzz --mode prune --corpus c')).toBe(
      'npx pciback-rig fuzz --device e1000e --mode prune --corpus c',
    );
    expect(shortened("npx pciback-rig conform 'HDR-*'")).toBe(
      "npx pciback-rig conform --device e1000e 'HDR-*'",
    );
  });
});
