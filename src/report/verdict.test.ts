import { expect, it } from 'vitest';
import type { Row } from './formats/rows.ts';
import { conformCase, ended, finding, pastBug } from './formats/testing/samples.ts';
import { RunBuilder } from './run-builder.ts';
import type { RunData } from './run-data.ts';
import { verdictOf } from './verdict.ts';

function run(...rows: readonly Row[]): RunData {
  const builder = new RunBuilder('x');
  for (const row of rows) builder.row(row, 'rows');
  return builder.run() as RunData;
}

const fuzz = ended('fuzz', { profile: 'linux-6.1', executions: 1234, executionsPerSecond: 99, seed: '7' });
const whole = [fuzz, conformCase(), ended('conform'), pastBug(), ended('regress')];

it('is good only of everything, and then says where to go on', () => {
  const { state, sentence, next, facts } = verdictOf(run(...whole), []);
  expect([state, sentence]).toEqual([
    'good',
    'No open finding of linux-6.1, no failed conformance result, and every past bug would be noticed.',
  ]);
  expect(next[0]?.command).toContain('--time 8h');
  expect(facts.map(({ text }) => text)).toEqual([
    '1,234 executions, 99/s, seed 7',
    '0 open, 0 known weaknesses met, 0 fixed',
    '1 PASS',
    '1 of 1 would be noticed',
  ]);
});

it('is good without what nobody needs, which comes first of what to do next', () => {
  const extra = { command: 'more', does: 'more', isExtra: true } as const;
  const { state, next } = verdictOf(run(...whole), [extra]);
  expect([state, next[0]]).toEqual(['good', extra]);
});

it('counts what is wrong, and says how to look at it, in words that a shell takes', () => {
  const rows = [
    finding({ directory: "a b'c" }),
    fuzz,
    conformCase({ verdict: 'FAIL', id: 'A.1/*' }),
    conformCase({ containment: 'broken' }),
    ended('conform'),
    pastBug({ problem: 'not seen' }),
    ended('regress'),
  ];
  const { state, sentence, next } = verdictOf(run(...rows), [{ command: 'more', does: 'more' }]);
  expect([state, sentence]).toEqual([
    'bad',
    'This run of linux-6.1 has 1 open finding, 2 failed conformance results and 1 past bug that would come back unnoticed.',
  ]);
  expect(next.map(({ command }) => command)).toEqual([
    "npx pciback-rig repro 'a b'\\''c/program.json'",
    "npx pciback-rig conform 'A.1/*'",
    'npx pciback-rig regress xsa-155-in-place',
    'more',
  ]);
});

it('is not complete when something was not run, or not to its end', () => {
  const missing = [{ command: 'npx pciback-rig conform', does: 'the suite' }];
  expect(verdictOf(run(fuzz), missing)).toMatchObject({ state: 'incomplete', next: missing });
  const cut = verdictOf(run(ended('fuzz', { interrupted: true })), []);
  expect([cut.state, cut.sentence]).toEqual([
    'incomplete',
    'Nothing new was found, and the run was not whole.',
  ]);
  expect(cut.facts.at(-1)?.text).toContain('interrupted');
});
