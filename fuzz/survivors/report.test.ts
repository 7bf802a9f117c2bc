import { expect, it } from 'vitest';
import type { Mutant } from '../../conformance/mutation/mutants.ts';
import { aliveIn, type Fuzzed, summaryOf } from './report.ts';

const mutant = (id: string, column: number, replacement: string): Mutant => ({
  id,
  file: 'src/host/lock.ts',
  from: { line: 3, column },
  to: { line: 3, column: column + 2 },
  mutator: 'StringLiteral',
  original: 'x',
  replacement,
});
const sampled = (status: string, column: number, replacement: string) => ({
  status,
  replacement,
  location: { start: { line: 3, column } },
});

it('takes those that no case killed, by place and replacement', () => {
  const mutants = [
    mutant('7', 5, 'true'),
    mutant('8', 5, 'false'),
    mutant('9', 6, 'true'),
    mutant('10', 7, 'true'),
  ];
  const report = {
    files: {
      'src/host/lock.ts': {
        mutants: [
          sampled('Survived', 5, 'false'),
          sampled('NoCoverage', 6, 'true'),
          sampled('Killed', 5, 'true'),
          sampled('Timeout', 7, 'true'),
          sampled('Ignored', 5, 'true'),
        ],
      },
    },
  };
  const { alive, killed, missing } = aliveIn(report, mutants);
  expect([alive.map(({ id }) => id), killed, missing]).toEqual([['8', '9', '10'], 1, []]);
  expect(aliveIn(report, mutants.slice(0, 2)).missing).toEqual([
    'src/host/lock.ts:3:6 => true',
    'src/host/lock.ts:3:7 => true',
  ]);
});

it('counts what the suites, an oracle and the comparison kill', () => {
  const fuzzed = (by: Fuzzed['by']): Fuzzed => ({ mutant: 'm', by, runs: 1, where: null });
  const all = [fuzzed('oracle'), fuzzed('comparison'), fuzzed('comparison'), fuzzed(null)];
  expect(summaryOf(6, all)).toEqual({
    mutants: 10,
    killed: 9,
    bySuites: 6,
    byOracle: 1,
    byComparison: 2,
    score: 0.9,
  });
});
