import { describe, expect, it } from 'vitest';
import { flaws } from '../changes/flaws/index.ts';
import { rig, rowsOf } from './testing/fake-io.ts';

describe('regress', () => {
  it('has a row for each past bug, each detected by the oracle it names, silent when fixed, benign', async () => {
    const outcome = await rig(['regress', '--json']);
    const rows = rowsOf(outcome);
    expect(rows.filter(({ type, problem }) => type === 'case' && problem !== null)).toEqual([]);
    expect(rows.at(-1)).toEqual({
      type: 'summary',
      command: 'regress',
      cases: flaws.length,
      passed: flaws.length,
      failed: 0,
      interrupted: false,
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
