import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../campaign/package-root.ts';
import { tables, withTables } from './testing/tables.ts';

it('the protocol as documented has the tables of the code, each of them', () => {
  const text = readFileSync(join(packageRoot(), 'docs', 'executor-protocol.md'), 'utf8');
  expect(text).toBe(withTables(text));
  const named = [...text.matchAll(/<!-- table: ([a-z-]+) -->/g)].map(([, name]) => name);
  expect(named.sort()).toEqual(Object.keys(tables).sort());
});
