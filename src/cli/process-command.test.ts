import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../campaign/package-root.ts';
import { scratchFolder } from '../testing/scratch.ts';
import { rig } from './testing/fake-io.ts';

const scratch = scratchFolder();

function hasPython(): boolean {
  try {
    execFileSync('python3', ['-c', 'import dataclasses'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const main = join(packageRoot(), 'examples', 'python-backend', 'main.py');
const python = (more = ''): string[] => [
  '--executor',
  'process',
  '--executor-command',
  `python3 '${main}'${more}`,
];
const fuzz = 'fuzz config-write --no-replay --runs 400 --seed 1 --device e1000e'.split(' ');
const lastRow = (text: string) => JSON.parse(text.trimEnd().split('\n').at(-1) as string);

describe.skipIf(!hasPython())('the example backend in Python (SKIP: there is no python3)', () => {
  it('passes its part of the rules; what it does not do is SKIP with the reason', async () => {
    const devices = ['--device', 'e1000e', '--device', 'rtl8139'];
    const globs = ['ABI', 'CONF-01', 'CONF-03', 'CONF-04', 'VPCI', 'HDR-02', 'HDR-36', 'HDR-43'];
    const { code, stdout, stderr } = await rig(['conform', ...globs, ...devices, '--json', ...python()]);
    expect(stderr).toBe('');
    const { byVerdict, executor } = lastRow(stdout);
    expect([code, executor, byVerdict.FAIL, byVerdict.CRASH, byVerdict.ERROR]).toEqual([
      0,
      'process',
      0,
      0,
      0,
    ]);
    expect(byVerdict.PASS).toBeGreaterThanOrEqual(12);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .slice(0, -1)
      .map((row) => JSON.parse(row));
    const skipped = rows.filter(({ verdict }) => verdict === 'SKIP');
    expect(skipped.length).toBe(byVerdict.SKIP);
    for (const { reason } of skipped)
      expect(reason).toMatch(/python-example|^e1000e|^rtl8139|none of the devices/);
  });

  it('with a planted bug fails a case, and fuzzing finds it', async () => {
    const conform = await rig([
      'conform',
      'CONF-01',
      '--device',
      'e1000e',
      '--json',
      ...python(' --bug size'),
    ]);
    expect([conform.code, lastRow(conform.stdout).byVerdict.FAIL > 0]).toEqual([1, true]);
    const findings = join(scratch, 'findings');
    const found = await rig([...fuzz, '--findings', findings, '--json', ...python(' --bug size')]);
    expect(found.code).toBe(77);
    const folder = readdirSync(findings).find((name) => name.startsWith('reply--CONF-01'));
    expect(folder).toBeDefined();
    const { command } = JSON.parse(readFileSync(join(findings, folder as string, 'finding.json'), 'utf8'));
    expect(command).toContain(" --executor process --executor-command 'python3 ");
    const again = await rig([
      'repro',
      join(findings, folder as string, 'program.json'),
      '--runs',
      '2',
      ...python(),
    ]);
    expect(again.stdout).toContain('Nothing is wrong with it under executor process (2 runs).');
    expect([again.code, existsSync(join(findings, folder as string, 'trace.txt'))]).toEqual([0, true]);
  });

  it('is silent when fuzzed as it is', async () => {
    const { code, stderr } = await rig([...fuzz, '--findings', join(scratch, 'none'), '--json', ...python()]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^pciback-rig: the executor refused \d+ programs: /);
  });
});

describe('options of an executor in a process', () => {
  it.each([
    [['--executor', 'process'], '--executor: it is not said what to start; '],
    [['--executor-command', 'true'], "--executor-command: the executor is 'model'; "],
    [
      ['--executor', 'process', '--executor-command', 'x', '--flaw', 'xsa-155'],
      '--flaw: it changes the model',
    ],
    [
      ['--executor', 'process', '--executor-command', 'true'],
      "--executor-command: the executor 'true' does not start: ",
    ],
  ])('%j', async (options, message) => {
    const { code, stderr } = await rig(['conform', 'CONF-01', ...options]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
