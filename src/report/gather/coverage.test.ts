import { expect, it } from 'vitest';
import { sourceCoverage } from './coverage.ts';

const at = (line: number) => ({ start: { line, column: 0 }, end: { line, column: 9 } });
const map = JSON.stringify({
  'src/backend/a.ts': {
    path: 'src/backend/a.ts',
    statementMap: { 0: at(1), 1: at(3) },
    fnMap: { 0: { name: 'f', decl: at(1), loc: at(1) } },
    branchMap: { 0: { type: 'if', loc: at(1), locations: [at(1), at(1)] } },
    ...{ s: { 0: 4, 1: 0 }, f: { 0: 1 }, b: { 0: [4, 0] } },
  },
});
const source = 'if (a) f();\n// nothing\nreturn 1;\n';
const reasons = [
  { file: 'src/backend/a.ts', what: 'return 1', reason: 'because' },
  { file: 'src/backend/b.ts', what: 'if (a)', reason: 'of another file' },
];

it('gives each line its state, its ways, and why nothing takes it', () => {
  const coverage = sourceCoverage(map, () => source, reasons);
  expect(coverage).toEqual({
    files: [
      {
        file: 'src/backend/a.ts',
        lines: { taken: 1, total: 2 },
        branches: { taken: 1, total: 2 },
        functions: { taken: 1, total: 1 },
        source: [
          { text: 'if (a) f();', state: 'taken', branches: { taken: 1, total: 2 }, reason: '' },
          { text: '// nothing', state: 'none', branches: null, reason: '' },
          { text: 'return 1;', state: 'missed', branches: null, reason: 'because' },
        ],
      },
    ],
  });
});

it('shows no source that is not the one that was measured', () => {
  const coverage = sourceCoverage(map, () => 'shorter\n', []);
  expect(coverage).toMatchObject({ files: [{ source: null }] });
  expect(sourceCoverage(map, () => undefined, [])).toMatchObject({ files: [{ source: null }] });
});

it('says what is wrong with a file that is no coverage map', () => {
  expect(sourceCoverage('{', () => '', [])).toBe('this is not JSON');
  expect(sourceCoverage('{"a":{}}', () => '', [])).toContain('a.path');
});
