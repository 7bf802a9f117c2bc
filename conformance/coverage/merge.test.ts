import { expect, it } from 'vitest';
import { mergeCoverage } from './merge.ts';

const place = { start: { line: 1, column: 0 }, end: { line: 1, column: 9 } };
const map = (path: string, count: number): string =>
  JSON.stringify({
    [path]: {
      ...{ path, statementMap: { 0: place }, fnMap: {}, branchMap: {} },
      ...{ s: { 0: count }, f: {}, b: {} },
    },
  });

it('adds up what several runs took, under names from the root, in order', () => {
  const merged = mergeCoverage([map('/p/src/b.ts', 2), map('/p/src/b.ts', 3), map('/p/src/a.ts', 0)], '/p');
  expect(merged).not.toContain('/p/');
  const files = JSON.parse(merged) as Record<string, { path: string; s: Record<string, number> }>;
  expect(Object.entries(files).map(([file, { path, s }]) => [file, path, s[0]])).toEqual([
    ['src/a.ts', 'src/a.ts', 0],
    ['src/b.ts', 'src/b.ts', 5],
  ]);
});

it('refuses files that are not of the package', () => {
  expect(() => mergeCoverage([map('/other/a.ts', 1)], '/p')).toThrow('/other/a.ts is not in the package');
});
