import { expect, it } from 'vitest';
import type { Mutant } from './mutants.ts';
import { sampled } from './sample-of.ts';

/** `count` mutants of a file, one in each line. */
const file = (name: string, count: number): Mutant[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${name}${i}`,
    file: name,
    from: { line: i + 1, column: 1 },
    to: { line: i + 1, column: 9 },
    mutator: 'StringLiteral',
    original: 'x',
    replacement: '',
  }));
const linesOf = (mutants: readonly Mutant[], name: string, seed = '1'): number[] =>
  sampled(mutants, 20, seed).flatMap(({ mutant }) => (mutant.file === name ? [mutant.from.line] : []));

it('takes some of each file, in proportion', () => {
  const mutants = [...file('a.ts', 100), ...file('b.ts', 300), ...file('c.ts', 1)];
  expect([5, 15, 1]).toEqual(['a.ts', 'b.ts', 'c.ts'].map((name) => linesOf(mutants, name).length));
});

it('takes the same for a seed, whatever becomes of other files', () => {
  const mutants = [...file('a.ts', 100), ...file('b.ts', 100)];
  const changed = [...file('a.ts', 40), ...file('b.ts', 100)];
  // Some more, for there are fewer mutants in all.
  expect(linesOf(changed, 'b.ts').slice(0, 10)).toEqual(linesOf(mutants, 'b.ts'));
  expect(linesOf(mutants, 'b.ts', '2')).not.toEqual(linesOf(mutants, 'b.ts'));
});

it('leaves a place with many mutants out, and counts those of one with few', () => {
  const [whole] = file('a.ts', 1) as [Mutant];
  const body = (lines: number): Mutant => ({ ...whole, to: { line: lines, column: 9 } });
  const large = [body(7), ...file('a.ts', 7)];
  expect(
    sampled(large, 100, '1').filter(({ mutant }) => mutant.to.line === 7 && mutant.from.line === 1),
  ).toEqual([]);
  const small = [body(3), ...file('a.ts', 3)];
  expect(
    sampled(small, 100, '1')
      .map(({ mutants }) => mutants)
      .sort(),
  ).toEqual([1, 1, 1, 4]);
});
