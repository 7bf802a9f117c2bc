import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cacheFolder, knownBuilds } from '../executor/linux/build/cache.ts';
import { rig, rowsOf } from './testing/fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'diff-'));
afterAll(() => rmSync(folder, { recursive: true }));
const out = join(folder, 'out');

it.each<readonly [string[], string]>([
  [['--executor', 'model'], 'the model would be compared with itself'],
  [['--executor', 'process'], 'it is not said what to start'],
  [['--target', 'lspci-parser'], 'it makes no programs'],
  [['--programs', '0'], 'is no whole number'],
])('refuses %j', async (options, problem) => {
  const { code, stderr } = await rig(['diff', ...options, '--out', out]);
  expect([code, stderr.split('\n').length]).toEqual([2, 2]);
  expect(stderr).toContain(problem);
});

it('says what to run where the driver has not been built', async () => {
  const { code, stderr } = await rig(['diff', '--out', out], { env: { PCIBACK_RIG_CACHE: folder } });
  expect([code, stderr]).toEqual([
    2,
    'pciback-rig: --executor: the Linux driver has not been built here; run: pciback-rig build linux --yes\n',
  ]);
});

const isBuilt = knownBuilds(process.env).some(
  ({ kernel, variant }) => kernel === '6.1' && variant === 'fast',
);

describe.skipIf(!isBuilt)('with the Linux driver (SKIP: pciback-rig build linux --yes)', () => {
  const diff = (...more: string[]) =>
    rig(['diff', '--linux-build', '6.1/fast', '--out', out, '--json', ...more], {
      env: { PCIBACK_RIG_CACHE: cacheFolder(process.env) },
    });

  it('counts programs and observables, and lists every explanation', async () => {
    const rows = rowsOf(await diff('--programs', '8', '--target', 'double-fetch', '--device', 'e1000e'));
    expect(rows.at(-1)).toMatchObject({
      type: 'summary',
      command: 'diff',
      programs: 8,
      next: 8,
      devices: 1,
    });
    expect(rows.filter(({ type }) => type === 'explanation').map(({ id }) => id)).toContain('debug-line');
  });

  it('is the same from program 3 on, and for the whole', async () => {
    const count = async (...more: string[]): Promise<number> =>
      rowsOf(await diff('--target', 'config-write', ...more)).at(-1)?.observables as number;
    const whole = await count('--programs', '8');
    expect((await count('--programs', '3')) + (await count('--programs', '5', '--from', '3'))).toBe(whole);
  });

  it('notices a fault of the model, and the program that is written shows it again', async () => {
    const outcome = await diff('--programs', '64', '--target', 'config-write', '--flaw', 'xsa-120');
    const found = rowsOf(outcome).find(({ type }) => type === 'difference');
    expect(outcome.code).toBe(1);
    expect(found).toMatchObject({ rule: null });
    const again = await diff('--flaw', 'xsa-120', found?.file as string);
    expect(again.code).toBe(1);
  });
});
