import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flawedBuilds, knownBuilds, remember, rememberFlawed } from '../executor/linux/build/cache.ts';
import { rewrites } from '../executor/linux/flaws/index.ts';
import { reproCommand } from '../report/finding-context.ts';
import { chooseRewrites } from './build-flaws.ts';
import { rig, rowsOf } from './testing/fake-io.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'rig-regress-'));
});
afterEach(() => rmSync(cache, { recursive: true }));

const env = () => ({ PCIBACK_RIG_CACHE: cache });

function keep(flaws?: string): void {
  const program = join(cache, flaws ?? 'plain');
  writeFileSync(program, '');
  const build = {
    kernel: '6.1',
    variant: 'checked',
    headers: '6.1',
    source: 's',
    key: 'k',
    program,
  } as const;
  if (flaws === undefined) remember(cache, build);
  else rememberFlawed(cache, { ...build, flaws, base: 'k' });
}

const refused = async (...argv: string[]): Promise<string> => {
  const { code, stderr } = await rig(argv, { env: env() });
  expect(code).toBe(2);
  return stderr;
};

describe('regress on the Linux driver', () => {
  it('says what to run where something is not built', async () => {
    expect(await refused('regress', '--executor', 'linux')).toContain('run: pciback-rig build linux --yes');
    keep();
    expect(await refused('regress', '--executor', 'linux')).toBe(
      'pciback-rig: --executor: there is no build of 6.1/checked with a past bug put back; run: pciback-rig build ' +
        'linux --version 6.1 --flaw all --yes\n',
    );
    expect(
      await refused('repro', '--executor', 'linux', '--linux-build', '6.1/checked+xsa-155', 'x.json'),
    ).toMatch(/x\.json|run: pciback-rig build linux --version 6.1 --flaw xsa-155 --yes/);
  });

  it('refuses what is about the model', async () => {
    expect(await refused('regress', '--executor', 'linux', '--catalogue')).toContain('it is about the model');
    expect(await refused('regress', '--executor', 'linux', '--rediscover', '5')).toContain(
      'it is about the model',
    );
    expect(await refused('regress', '--linux-build', '6.1')).toContain('add --executor linux');
    expect(await refused('regress', '--executor', 'xen')).toContain("there is no executor 'xen'");
  });
});

describe('builds with past bugs', () => {
  it('are known apart from the others', () => {
    keep();
    keep('xsa-155');
    expect(knownBuilds(env()).map(({ flaws }) => flaws)).toEqual([undefined]);
    expect(flawedBuilds(env()).map(({ flaws }) => flaws)).toEqual(['xsa-155']);
  });

  it('are chosen by id, by group in one build, or all', () => {
    const chosen = (...names: string[]) =>
      chooseRewrites(names).map(({ name, rewrites: those }) => [name, those.length] as const);
    expect(chosen('xsa-155', 'xsa-155-in-place')).toEqual([
      ['xsa-155', 2],
      ['xsa-155-in-place', 1],
    ]);
    expect(chosen('all', 'all')).toEqual(rewrites.map(({ flaw }) => [flaw, 1]));
    expect(() => chooseRewrites(['xsa-349-watch-queue'])).toThrow('it lies in the xenbus core');
    expect(() => chooseRewrites(['xsa-15'])).toThrow("there is no flaw 'xsa-15'");
  });
});

/** Only where everything is built: PCIBACK_RIG_CACHE of the machine. */
const built = flawedBuilds(process.env).filter(
  ({ flaws, kernel }) => kernel === '6.1' && flaws === 'xsa-155-msix-count',
);
const current = knownBuilds(process.env).filter(({ key }) => built.some(({ base }) => base === key));
const reason = current.length > 0 ? '' : ' (not built here: pciback-rig build linux --flaw all --yes)';

describe.skipIf(current.length === 0)(`a build with XSA-155${reason}`, () => {
  it('is caught, by the oracles and by the sanitizer, which names the stack with its files', async () => {
    const { PCIBACK_RIG_CACHE, HOME, XDG_CACHE_HOME } = process.env;
    const own: Record<string, string> = {};
    for (const [name, value] of Object.entries({ PCIBACK_RIG_CACHE, HOME, XDG_CACHE_HOME }))
      if (value !== undefined) own[name] = value;
    const argv = ['--executor', 'linux', '--linux-build', '6.1', '--json'];
    const rows = rowsOf(await rig(['regress', 'xsa-155-msix-count', ...argv], { env: own }));
    expect(rows[0]).toMatchObject({
      id: 'xsa-155-msix-count',
      by: ['double-fetch', 'crash', 'sanitizer'],
      problem: null,
    });
    expect(rows.at(-1)).toMatchObject({ cases: 1, passed: 1, failed: 0, skips: 0, executor: 'linux' });
    const shown = await rig(
      [
        'repro',
        'corpus/regress/xsa-155-msix-count.json',
        '--executor',
        'linux',
        '--linux-build',
        '6.1/checked+xsa-155-msix-count',
        '--runs',
        '1',
      ],
      { env: own },
    );
    expect(shown.stdout).toMatch(
      /AddressSanitizer: .*; in xen_pcibk_enable_msix \(pciback_ops\.c\) < xen_pcibk_do_one_op \(pciback_ops\.c\)/,
    );
    expect(shown.code).toBe(77);
  });
});

it('the command of a finding names the build it was found with', () => {
  const finding = { program: {}, violation: { oracle: 'crash' } } as Parameters<typeof reproCommand>[0];
  const context = { directory: 'd', executor: 'linux', linuxBuild: '6.1/checked+xsa-155' };
  expect(reproCommand(finding, context as Parameters<typeof reproCommand>[1])).toBe(
    'npx pciback-rig repro d/program.json --executor linux --linux-build 6.1/checked+xsa-155',
  );
});

describe('explore on the Linux driver', () => {
  it('refuses what its reductions do not hold for', async () => {
    keep();
    expect(await refused('explore', 'close', '--executor', 'linux')).toContain('is not all recorded');
    expect(await refused('explore', '--executor', 'linux', '--preemptions', '1')).toContain(
      'is not all recorded',
    );
    expect(await refused('explore', '--executor', 'linux', '--jobs', '2')).toContain(
      'an executor in a process has one',
    );
    expect(await refused('explore', '--executor', 'linux', '--flaw', 'xsa-155')).toContain(
      'it changes the model',
    );
  });
});
