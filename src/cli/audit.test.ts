import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rig } from './testing/fake-io.ts';

let cache: string;
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'rig-audit-'));
});
afterAll(() => rmSync(cache, { recursive: true }));

const tryWith = (...argv: string[]) => rig(['audit', ...argv], { env: { PCIBACK_RIG_CACHE: cache } });

describe('audit', () => {
  it('refuses what is no advisory, and names the nearest', async () => {
    const { code, stderr } = await tryWith('XSA-156');
    expect(code).toBe(2);
    expect(stderr).toMatch(/XSA-15/);
  });

  it('needs a build or a tree, and says how to come by one', async () => {
    expect(await tryWith()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('pciback-rig build linux --yes'),
    });
    expect(await tryWith('--tree', cache)).toMatchObject({ code: 2 });
    expect(await tryWith('--tree', cache, '--linux-build', '6.1')).toMatchObject({ code: 2 });
    expect(await tryWith('--version', '6.12')).toMatchObject({ code: 2 });
  });
});

describe('--source-coverage', () => {
  it('is for the Linux driver, and needs the build that counts', async () => {
    expect(await rig(['fuzz', '--source-coverage', cache])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('add --executor linux'),
    });
  });
});
