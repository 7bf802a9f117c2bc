import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder, scratchFolders } from '../testing/scratch.ts';
import { rig, rowsOf } from './testing/fake-io.ts';

let folder: string;
scratchFolders((made) => {
  folder = made;
});

const fuzz = (...words: string[]) => rig(['fuzz', ...words, '--findings', join(folder, 'findings')]);
/** Rows without what may differ from run to run. */
const comparable = (stdout: string) =>
  stdout.replace(/"durationSeconds":[\d.]+|"executionsPerSecond":\d+|"directory":"[^"]*"/g, '');

describe('fuzz', () => {
  const flaws: readonly (readonly [string, string, string])[] = [
    ['double-fetch', 'xsa-155', 'double-fetch'],
    ['double-fetch', 'xsa-155-msix-count', 'double-fetch'],
    ['msi', 'xsa-157-msi-twice', 'crash'],
    ['config-write', 'xsa-120-command', 'host-integrity'],
    ['event-flood', 'xsa-332-early-eoi', 'starvation'],
  ];
  it.each(flaws)(
    '%s catches %s when it comes back: oracle %s, at most 3 actions, reproduced each time',
    async (target, flaw, oracle) => {
      const outcome = await fuzz(
        target,
        '--device',
        'e1000e',
        '--profile',
        'hardened',
        '--flaw',
        flaw,
        '--runs',
        '1500',
        '--seed',
        '1',
        '--json',
      );
      expect(outcome.code).toBe(77);
      const findings = rowsOf(outcome).filter(({ type }) => type === 'finding');
      const caught = findings.find((row) => row.oracle === oracle);
      expect(caught).toMatchObject({ state: 'new', reproduced: 20, runs: 20 });
      expect(caught?.actions).toBeLessThanOrEqual(3);
      expect(caught?.advisory).toBe(`XSA-${flaw.split('-')[1]}`);
    },
  );

  it('replays known cases first, unless it is told to begin with nothing', async () => {
    const one = ['msi', '--device', 'e1000e', '--profile', 'hardened', '--runs', '1', '--seed', '1'];
    const outcome = await fuzz(...one, '--flaw', 'xsa-441-close-lock');
    expect(outcome.stdout).toContain('replaying 65 known cases\n');
    expect(outcome.stdout).toMatch(/FINDING {2}lock\/.*\/xsa-441-close-lock {2}XSA-441: /);
    expect(outcome.code).toBe(77);
    const empty = await fuzz(...one, '--flaw', 'xsa-441-close-lock', '--no-replay');
    expect(empty.stdout).not.toContain('replaying');
    expect(empty.code).toBe(0);
  });

  it('tells the advisories of an old driver apart, each once', async () => {
    const outcome = await fuzz(
      'msi',
      '--device',
      'e1000e',
      '--profile',
      'linux-4.3',
      '--runs',
      '1',
      '--json',
    );
    const rows = rowsOf(outcome).filter(({ type, state }) => type === 'finding' && state === 'new');
    const of = (advisory: string) =>
      rows.filter((row) => row.advisory === advisory).map(({ cause }) => cause);
    expect(of('XSA-155').sort()).toEqual(['xsa-155-in-place', 'xsa-155-msix-count']);
    expect(of('XSA-157').sort()).toEqual([
      'xsa-157-decode-off',
      'xsa-157-disable-unchecked',
      'xsa-157-helper-on-msi',
      'xsa-157-msi-twice',
      'xsa-157-msix-twice',
    ]);
    for (const name of ['fingerprint', 'cause']) {
      const values = rows.map((row) => row[name]);
      expect(new Set(values).size, name).toBe(values.length);
    }
    expect(rows.map(({ cause }) => cause)).not.toContain(null);
  });

  it('on hardened finds nothing', async () => {
    const outcome = await fuzz('--profile', 'hardened', '--runs', '1500', '--seed', '2', '--json');
    expect(rowsOf(outcome).filter(({ type }) => type === 'finding')).toEqual([]);
    expect(outcome.code).toBe(0);
  });

  it('on linux-6.1 meets known weaknesses only, and says which', async () => {
    const outcome = await fuzz('--runs', '1500', '--seed', '2');
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toContain('Known weaknesses met');
    expect(outcome.stdout).toContain('No new finding.');
    expect(outcome.stdout).toContain('Next: ');
    expect(JSON.parse(readFileSync(join(folder, 'fuzz-summary.json'), 'utf8'))).toMatchObject({
      command: 'fuzz',
      executions: 1500,
    });
  });

  it('without a baseline the same are new', async () => {
    const outcome = await fuzz(
      'config-write',
      '--runs',
      '300',
      '--seed',
      '2',
      '--no-baseline',
      '--stop-on-first',
      '--json',
    );
    expect(outcome.code).toBe(77);
    expect(rowsOf(outcome).filter(({ type }) => type === 'finding').length).toBeGreaterThan(0);
  });

  it('says the same for the same seed and runs', async () => {
    const once = await fuzz('--runs', '700', '--seed', '9', '--json');
    const again = await fuzz('--runs', '700', '--seed', '9', '--json');
    const other = await fuzz('--runs', '700', '--seed', '10', '--json');
    expect(comparable(again.stdout)).toBe(comparable(once.stdout));
    expect(comparable(other.stdout)).not.toBe(comparable(once.stdout));
  });

  it('finds the same whatever the order of the devices', async () => {
    const devices = ['--device', 'e1000e', '--device', 'edu', '--device', 'rtl8139'];
    const reversed = ['--device', 'rtl8139', '--device', 'edu', '--device', 'e1000e'];
    const once = await fuzz('config-write', ...devices, '--runs', '500', '--seed', '4', '--json');
    const again = await fuzz('config-write', ...reversed, '--runs', '500', '--seed', '4', '--json');
    expect(comparable(again.stdout)).toBe(comparable(once.stdout));
  });

  it('interrupted: 130, with the summary written', async () => {
    const outcome = await rig(['fuzz', '--time', '1h', '--findings', join(folder, 'findings')], {
      interrupted: true,
    });
    expect(outcome.code).toBe(130);
    expect(outcome.stdout).toContain('Interrupted');
    expect(existsSync(join(folder, 'fuzz-summary.json'))).toBe(true);
  });

  it.each([
    [['dobule-fetch'], "there is no target 'dobule-fetch'; did you mean 'double-fetch'"],
    [['--profile', 'hardend'], "there is no profile 'hardend'; did you mean 'hardened'"],
    [['--flaw', 'xsa-15'], "there is no flaw 'xsa-15'"],
    [['--device', 'e1000f'], 'e1000f'],
    [['--time', 'soon'], "'soon' is no duration"],
    [['--runs', '0'], "'0' is no whole number"],
    [['--executor', 'xen'], "'xen' is not part of this version"],
    [['--linux-build', '6.1'], "the executor is 'model'"],
    [['--executor', 'linux', '--executor-command', 'x'], "the executor is 'linux'"],
    [['--baseline', 'nowhere.json'], 'there is no such file'],
  ])('%s: one clear line and status 2, nothing written', async (words, message) => {
    const outcome = await fuzz(...words);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('repro and minimize', () => {
  const kept = scratchFolder();
  let found: string;
  beforeAll(async () => {
    const words = [
      'double-fetch',
      '--device',
      'e1000e',
      '--profile',
      'hardened',
      '--flaw',
      'xsa-155-msix-count',
    ];
    const outcome = await rig([
      'fuzz',
      ...words,
      '--runs',
      '1500',
      '--seed',
      '1',
      '--json',
      '--findings',
      join(kept, 'findings'),
    ]);
    const row = rowsOf(outcome).find(({ oracle }) => oracle === 'double-fetch');
    found = join(String(row?.directory), 'program.json');
  });
  /** A copy of the finding's program that a test may change. */
  function finding(): string {
    const copy = join(folder, 'program.json');
    writeFileSync(copy, readFileSync(found));
    return copy;
  }

  it('a finding reproduces 20 of 20 and shows both fetches and the consequence', async () => {
    const outcome = await rig(['repro', finding()]);
    expect(outcome.code).toBe(77);
    expect(outcome.stdout).toContain('Reproduced 20 of 20 under hardened + xsa-155-msix-count');
    expect(outcome.stdout).toMatch(/op\.value/);
    expect(outcome.stdout).toContain('xen_pcibk_enable_msix');
  });

  it('the flaw gone, nothing is wrong', async () => {
    const file = finding();
    writeFileSync(file, readFileSync(file, 'utf8').replace(/ {2}"flaws".*\n/, ''));
    const outcome = await rig(['repro', file, '--json']);
    expect(outcome.code).toBe(0);
    expect(rowsOf(outcome).at(-1)).toMatchObject({
      type: 'summary',
      command: 'repro',
      reproduced: 0,
      runs: 20,
    });
  });

  it('a rule program is shown step by step', async () => {
    const outcome = await rig(['repro', '--trace', 'corpus/rules/CONF-12.json', '--runs', '1']);
    expect(outcome.stdout).toContain('copy of the request: conf_read');
  });

  it('a program that grew is made small again', async () => {
    const file = finding();
    const grown = JSON.parse(readFileSync(file, 'utf8'));
    grown.actions = [
      { do: 'op', cmd: 0 },
      { do: 'show', attribute: 'slots' },
      ...grown.actions,
      { do: 'op', cmd: 99 },
    ];
    const bigger = join(folder, 'grown.json');
    writeFileSync(bigger, JSON.stringify(grown));
    const outcome = await rig(['minimize', bigger, '--json']);
    expect(outcome.stderr).toBe('');
    expect(outcome.code).toBe(0);
    expect(rowsOf(outcome).at(-1)).toMatchObject({ command: 'minimize', actions: 1, actionsBefore: 4 });
    expect(existsSync(join(folder, 'grown.min.json'))).toBe(true);
  });

  it.each([
    ['empty', '', 'the file is empty'],
    ['no JSON', '{"format":', 'this is not JSON'],
    ['binary', '\0\0\0', 'this is a binary file'],
    [
      'unknown action',
      '{"format":"pciback-rig program","version":1,"setup":{"topology":"vpci","guests":1,"devices":[],"start":"idle"},"actions":[{"do":"dance"}]}',
      'actions[0]',
    ],
    [
      'unknown device',
      '{"format":"pciback-rig program","version":1,"setup":{"topology":"vpci","guests":1,"devices":[{"name":"e1000x"}],"start":"idle"},"actions":[]}',
      'e1000x',
    ],
  ])('a file that is %s: one clear line naming it, status 2', async (_what, content, message) => {
    const file = join(folder, 'bad.json');
    writeFileSync(file, content);
    for (const command of ['repro', 'minimize']) {
      const outcome = await rig([command, file]);
      expect(outcome.code).toBe(2);
      expect(outcome.stderr).toContain(message);
      expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(readdirSync(folder)).toEqual(['bad.json']);
    }
  });
});
