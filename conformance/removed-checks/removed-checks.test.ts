import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/campaign/package-root.ts';
import { flaws } from '../../src/changes/flaws/index.ts';
import { type Check, checks } from './checks.ts';
import { removeChecks, withoutCheck } from './run.ts';
import { isNoticed, Table } from './table.ts';

const root = packageRoot();
const check = (id: string): Check => checks.find((one) => one.id === id) ?? expect.fail(`there is no ${id}`);

describe('the list', () => {
  it('has ten checks and more, each once, of ten advisories and fixes', () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    const groups = flaws
      .filter(({ id }) => checks.some(({ rows }) => rows.includes(id)))
      .map(({ group }) => group);
    expect(new Set(groups).size).toBeGreaterThanOrEqual(10);
  });

  it.each(checks)('$id stands once in $file, and names rows that there are', (one) => {
    expect(one.file).toMatch(/^src\/(backend|host)\//);
    const source = readFileSync(join(root, one.file), 'utf8');
    expect(withoutCheck(one, source)).not.toBe(source);
    expect(one.rows.length).toBeGreaterThan(0);
    expect(flaws.map(({ id }) => id)).toEqual(expect.arrayContaining([...one.rows]));
  });

  it('is refused where a check is not there, or twice', () => {
    const one = { ...check('msi-on-already'), file: 'f.ts', text: 'if (a) return;', becomes: '$&' };
    expect(() => withoutCheck(one, 'nothing')).toThrow(
      'msi-on-already: the text of the check is 0 times in f.ts, not once',
    );
    expect(() => withoutCheck(one, `${one.text}${one.text}`)).toThrow('is 2 times in f.ts');
    expect(withoutCheck(one, `x;${one.text}`)).toBe('x;$&');
  });
});

describe('a removal', () => {
  it('turns red the rows that are about the check, and a change that removes nothing turns none', async () => {
    const first = check('msi-on-already');
    const second = check('access-size');
    const idle: Check = { ...second, id: 'idle', becomes: `/* there */ ${second.text}` };
    const told: string[] = [];
    const removals = await removeChecks(root, [first, second, idle], (one) => told.push(one.check.id));
    expect(told).toEqual(['msi-on-already', 'access-size', 'idle']);
    expect(removals.map(({ red }) => red.map(({ id }) => id))).toEqual([
      ['xsa-157-msi-twice'],
      ['size-unchecked'],
      [],
    ]);
    expect(removals[0]?.red[0]?.fingerprints).toContain('crash/warn/pci_enable_msi');
    expect(removals.map(isNoticed)).toEqual([true, true, false]);
    expect(removals[2]?.missed).toEqual(['size-unchecked']);
  });

  it('that leaves no TypeScript is an error', async () => {
    const broken: Check = { ...check('access-size'), becomes: '((' };
    await expect(removeChecks(root, [broken])).rejects.toThrow(/^src\/backend\/config-space\/access\.ts: /);
  });
});

describe('the table', () => {
  const one: Check = {
    id: 'a-check',
    file: 'src/host/f.ts',
    text: 'x',
    becomes: '',
    rows: ['named', 'quiet'],
  };
  const red = ['r1', 'r2', 'r3', 'named', 'r4'].map((id) => ({ id, fingerprints: ['p/2', 'p/1'] }));
  const table = new Table([one]);

  it('says which rows turned red, those named first, and which did not', () => {
    expect(table.heading()).toBe('check   | file          | rows that turned red | fingerprints');
    expect(table.row({ check: one, red, missed: ['quiet'] })).toBe(
      'a-check | src/host/f.ts | named, r1, r2, r3, and 1 more (SILENT: quiet) | p/1, p/2',
    );
    expect(table.row({ check: one, red: [], missed: [] })).toBe('a-check | src/host/f.ts | NONE | ');
    expect(isNoticed({ check: one, red, missed: ['quiet'] })).toBe(false);
  });
});
