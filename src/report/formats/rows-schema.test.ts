import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { readRow } from './rows.ts';
import { rowsSchemaText } from './rows-schema.ts';
import { conformCase, ended, finding, pastBug } from './testing/samples.ts';

const published = new URL('../../../corpus/results.schema.json', import.meta.url);

it('the published schema is the one that rows are read by', () => {
  expect(readFileSync(published, 'utf8')).toBe(rowsSchemaText());
});

it('it takes rows of every kind, and refuses the same wrong ones as the reader', () => {
  const valid = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(published, 'utf8')));
  const right = [
    finding(),
    finding({ seenBefore: true }),
    conformCase(),
    conformCase({ mismatches: [{ what: 'a', match: 'equal', expected: 1, observed: null }] }),
    pastBug(),
    ended('fuzz', { stability: 1, skipped: [] }),
    { type: 'event', kind: 'pulse' },
    { ...finding(), later: 'more' },
  ];
  for (const row of right) expect([valid(row), typeof readRow(row)]).toEqual([true, 'object']);
  const { oracle: _, ...noOracle } = finding();
  const wrong = [
    noOracle,
    finding({ fingerprint: '' }),
    { ...finding(), state: 'odd' },
    { ...conformCase(), verdict: 'GOOD' },
    { ...pastBug(), detected: 'yes' },
    { type: 'summary', command: 'bench' },
    { type: 'constructor' },
    [],
    null,
    7,
  ];
  for (const row of wrong) expect([valid(row), typeof readRow(row)]).toEqual([false, 'string']);
});
