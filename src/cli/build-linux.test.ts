import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { debian } from '../executor/linux/build/testing/debian.ts';
import { build } from './build-linux.ts';
import { ExitCode, UsageError } from './errors.ts';
import type { Io } from './io.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'rig-build-'));
});
afterEach(() => rmSync(cache, { recursive: true }));

/** Keeps what is written to standard output. */
function io(): Io & { out: string } {
  const fake = {
    out: '',
    stdout: { write: (text: string) => (fake.out += text) },
    stderr: { write() {} },
    stdin: { [Symbol.asyncIterator]: () => [][Symbol.iterator]() as never },
    isTty: false,
    columns: 80,
    env: { PCIBACK_RIG_CACHE: cache },
    now: () => 0,
    onInterrupt: () => () => {},
  };
  return fake;
}
const options = { version: '6.1' };

describe.skipIf(process.arch !== 'x64' || process.platform !== 'linux')('build linux', () => {
  it('without --yes lists packages, sizes and the command, and runs nothing', () => {
    const asked: string[] = [];
    const fake = io();
    expect(build({ operands: ['linux'], options }, fake, debian(false, asked))).toBe(ExitCode.Ok);
    expect(fake.out).toMatch(/linux-source-6\.1 +6\.1\.1-1 +139\.0 MB +unpacked into the cache/);
    expect(fake.out).toMatch(/clang-14 .* installed/);
    expect(fake.out).toContain(
      '$ sudo apt-get install --no-install-recommends clang-14 libclang-rt-14-dev lld-14\n  $ pciback-rig build linux --version 6.1 --yes\n',
    );
    expect(asked).toEqual([]);
  });

  it('says the same to programs', () => {
    const fake = io();
    build({ operands: ['linux'], options: { ...options, json: true } }, fake, debian(true));
    const rows = fake.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows[0]).toMatchObject({ type: 'package', name: 'clang-14', installed: true });
    expect(rows.at(-1)).toMatchObject({ type: 'summary', command: 'build', missing: 6, built: [] });
  });

  it('with --yes needs root for tools that are missing, and gives the command', () => {
    const run = () => build({ operands: ['linux'], options: { ...options, yes: true } }, io(), debian(false));
    expect(run).toThrow(UsageError);
    expect(run).toThrow(/needs root; run: sudo apt-get install --no-install-recommends clang-14/);
  });

  it('with --yes renews package lists that lack something, then installs', () => {
    const ran = (more: object, bare: boolean): string[] => {
      const asked: string[] = [];
      expect(() =>
        build({ operands: ['linux'], options: { yes: true, ...more } }, io(), debian(true, asked, bare)),
      ).toThrow(UsageError);
      return asked
        .filter((line) => line.startsWith('apt-get'))
        .map((line) => line.split(' ').slice(0, 3).join(' '));
    };
    expect(ran(options, true)).toEqual(['apt-get update', 'apt-get install -y']);
    expect(ran(options, false)).toEqual(['apt-get install -y']);
    // No version is named, and the lists do not have all.
    expect(ran({}, false)).toEqual(['apt-get update', 'apt-get install -y']);
  });

  it('without --version builds every version that the package lists have', () => {
    const fake = io();
    build({ operands: ['linux'], options: { coverage: true } }, fake, debian(false));
    expect(fake.out).toContain('A build of the Linux 6.1 driver needs');
    expect(fake.out).toContain('pciback-rig build linux --coverage --yes\n');
    expect(fake.out).toMatch(/llvm-14 .* installed/);
  });

  it('refuses a name without a tree, and one that is none', () => {
    const tryWith = (more: object) => () =>
      build({ operands: ['linux'], options: { ...options, ...more } }, io(), debian(true));
    expect(tryWith({ name: 'mine' })).toThrow(/--name.*add --tree/);
    expect(tryWith({ name: '../x', tree: cache })).toThrow(/--name/);
  });

  it('refuses what it does not know, and a tree that is none', () => {
    const tryWith = (operands: string[], more: object) => () =>
      build({ operands, options: { ...options, ...more } }, io(), debian(true));
    expect(tryWith(['xen'], {})).toThrow(UsageError);
    expect(tryWith(['linux'], { version: '5.10' })).toThrow(UsageError);
    expect(tryWith(['linux'], { tree: cache })).toThrow(/no drivers\/xen\/xen-pciback/);
  });
});
