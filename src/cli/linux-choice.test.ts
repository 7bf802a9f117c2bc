import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { remember } from '../executor/linux/build/cache.ts';
import { chooseBuild, impliedProfile } from './linux-choice.ts';
import { rig } from './testing/fake-io.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'rig-choice-'));
});
afterEach(() => rmSync(cache, { recursive: true }));

const env = () => ({ PCIBACK_RIG_CACHE: cache });

function keep(kernel: string, variant: 'fast' | 'checked', headers = kernel): void {
  const program = join(cache, `${kernel}-${variant}`);
  writeFileSync(program, '');
  remember(cache, { kernel, variant, headers, source: 's', key: 'k', program });
}

describe('the build that is meant', () => {
  beforeEach(() => {
    keep('6.1', 'fast');
    keep('6.1', 'checked');
    keep('tree', 'fast', '6.12');
  });
  const chosen = (linuxBuild?: string): string => {
    const { kernel, variant } = chooseBuild(linuxBuild === undefined ? {} : { linuxBuild }, env());
    return `${kernel}/${variant}`;
  };

  it('is the checked one unless another is named', () => {
    expect([chosen(), chosen('6.1'), chosen('6.1/fast'), chosen('tree/fast')]).toEqual([
      '6.1/checked',
      '6.1/checked',
      '6.1/fast',
      'tree/fast',
    ]);
    expect(() => chosen('tree')).toThrow("there is no build 'tree'");
    expect(() => chosen('6.1/quick')).toThrow(/there are 6\.1\/checked, 6\.1\/fast, tree\/fast/);
  });

  it('implies the profile of its kernel, unless one is given', () => {
    const linux = { executor: 'linux', linuxBuild: 'tree/fast' };
    expect(impliedProfile(linux, env())).toBe('linux-6.12');
    expect(impliedProfile({ ...linux, profile: 'hardened' }, env())).toBe('hardened');
    expect(impliedProfile({ executor: 'model' }, env())).toBeUndefined();
  });
});

it('where nothing is built the command that builds is told', async () => {
  const outcome = await rig(['conform', 'ABI-01', '--executor', 'linux'], { env: env() });
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toBe(
    'pciback-rig: --executor: the Linux driver has not been built here; run: pciback-rig build linux --yes\n',
  );
});
