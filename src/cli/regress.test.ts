import { describe, expect, it } from 'vitest';
import { flaws } from '../changes/flaws/index.ts';
import { rig, rowsOf } from './testing/fake-io.ts';

describe('regress', () => {
  it('has a row for each past bug, each detected by the oracle it names, silent when fixed, benign', async () => {
    const outcome = await rig(['regress', '--json']);
    const rows = rowsOf(outcome);
    const accounts = rows.filter(({ type }) => type === 'catalogue');
    expect(accounts).toHaveLength(83);
    expect(accounts.find(({ row }) => row === 'A10')).toEqual({
      type: 'catalogue',
      row: 'A10',
      ids: ['XSA-157', 'CVE-2015-8552'],
      title: 'warnings with a stack trace without end',
      by: 'alias',
      standsFor: ['A5', 'A6'],
      reason: "the same missing checks, seen in the host's log",
    });
    const named = accounts
      .filter(({ by }) => by === 'flaw')
      .flatMap(({ standsFor }) => standsFor as string[]);
    expect(flaws.filter(({ id }) => !named.includes(id))).toEqual([]);
    expect(rows.filter(({ type, problem }) => type === 'case' && problem !== null)).toEqual([]);
    expect(rows.at(-1)).toEqual({
      type: 'summary',
      command: 'regress',
      cases: flaws.length,
      passed: flaws.length,
      failed: 0,
      interrupted: false,
      catalogue: { rows: 83, byFlaw: 49, byHardening: 11, alias: 4, policy: 3, outOfScope: 16 },
    });
    expect(outcome.code).toBe(0);
  });

  it('shows the matrix, of a group alone when it is asked for', async () => {
    const { code, stdout } = await rig(['regress', 'xsa-155']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^replaying 2 known cases$/m);
    expect(stdout).toMatch(/^xsa-155-in-place +XSA-155 +yes +yes +yes +double-fetch$/m);
    expect(stdout).toMatch(/All 2 would be noticed/);
  });

  it('lists the catalogue for people and for programs, and runs nothing', async () => {
    const { code, stdout } = await rig(['regress', '--catalogue']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^A4a +XSA-155 .* xsa-155-in-place$/m);
    expect(stdout).toMatch(/^E1 +XSA-59 .* out of scope: interrupt remapping/m);
    expect(stdout).toMatch(/^E16 .* shared-line-or-subpage-bar: not in `hardened`/m);
    expect(stdout).toMatch(/^83 catalogue rows: 49 by past bugs, .*; all accounted for\.$/m);
    expect(stdout).not.toMatch(/replaying/);
    const rows = rowsOf(await rig(['regress', '--catalogue', '--json']));
    expect(rows.map(({ type }) => type)).toEqual([...Array(83).fill('catalogue'), 'summary']);
    const both = await rig(['regress', 'xsa-155', '--catalogue']);
    expect([both.code, both.stderr]).toEqual([
      2,
      'pciback-rig: --catalogue: it lists every row and takes no ids; leave one of the two out\n',
    ]);
  });

  it('has policy rows whose cases fail when what they hold is broken', async () => {
    const failing = async (rule: string, flaw: string): Promise<number> => {
      const rows = rowsOf(await rig(['conform', rule, '--flaw', flaw, '--json']));
      return rows.filter(({ verdict }) => verdict === 'FAIL').length;
    };
    expect(await failing('HDR-33', 'bar-length-raw')).toBeGreaterThan(0);
    expect(await failing('HDR-34', 'bar-length-raw')).toBeGreaterThan(0);
    expect(await failing('HDR-34', 'xsa-120-command')).toBe(0);
  });

  it('looks for a bug from nothing', async () => {
    const [row] = rowsOf(await rig(['regress', 'xsa-157-msi-twice', '--rediscover', '3000', '--json']));
    expect(row).toMatchObject({ id: 'xsa-157-msi-twice', detected: true });
    expect(row?.executionsToDetect).toBeGreaterThan(0);
  });

  it('names the nearest of what there is', async () => {
    const { code, stderr } = await rig(['regress', 'xsa-15']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is no flaw 'xsa-15'; did you mean 'xsa-155'\?/);
  });

  it('ends when it is interrupted', async () => {
    expect((await rig(['regress'], { interrupted: true })).code).toBe(130);
  });
});
