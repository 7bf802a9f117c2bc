import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scratchFolder } from '../../testing/scratch.ts';
import type { ExploreConfig } from './explorer.ts';
import { Journal, journalKey } from './journal.ts';
import { noCounts, type UnitResult } from './result.ts';

const folder = scratchFolder();

const result = (unit: string): UnitResult => ({
  unit,
  operation: 'aer',
  device: 'nic',
  deviceClass: 'msi',
  mode: 'vpci',
  counts: noCounts(),
  seconds: 1,
  violations: [],
});
const config: ExploreConfig = {
  profile: 'hardened',
  flaws: [],
  hardenings: [],
  devices: [],
  operations: [],
  bound: 'small',
  pairs: true,
  preemptions: 2,
  limit: 200,
};

it('gives back what was added, by the same key alone, and passes over a line that was cut short', () => {
  const file = join(folder, 'cut.jsonl');
  const journal = new Journal(file, 'key');
  journal.add(result('one'));
  new Journal(file, 'other').add(result('not mine'));
  appendFileSync(file, '{"key":"key","result":{"unit":"tw');
  expect([...new Journal(file, 'key').read().keys()]).toEqual(['one']);
  new Journal(file, 'key').add(result('three'));
  expect([...new Journal(file, 'key').read().keys()]).toEqual(['one', 'three']);
  expect(readFileSync(file, 'utf8').endsWith('\n')).toBe(true);
});

it('the key is another for whatever changes a result, and the same for other operations', () => {
  const key = (changed: Partial<ExploreConfig>, texts: string[] = ['dump'], version = '1') =>
    journalKey({ ...config, ...changed }, texts, version);
  const keys = [
    key({}),
    key({ flaws: ['xsa-155'] }),
    key({ pairs: false }),
    key({ preemptions: 1 }),
    key({ limit: Number.POSITIVE_INFINITY }),
    key({ bound: 'full' }),
    key({}, ['another']),
    key({}, ['dump'], '2'),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(key({ operations: ['aer'] })).toBe(keys[0]);
});
