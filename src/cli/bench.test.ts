import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STEPS_PER_PROGRAM } from '../campaign/bench/calibration.ts';
import { oracles } from '../oracle/index.ts';
import { scratchFolders } from '../testing/scratch.ts';
import { rig, rowsOf } from './testing/fake-io.ts';

let folder: string;
let history: string;
scratchFolders((made) => {
  folder = made;
  history = join(folder, 'below', 'history.jsonl');
});

const stages = ['bare', 'recorder', 'features', 'oracles', 'mutation'];
const one = oracles.map(({ name }) => `oracle:${name}`);
const quick = () => ['bench', '--device', 'e1000e', '--rounds', '1', '--passes', '1', '--history', history];

describe('bench', () => {
  it('has a row per stage and engine, and says why a ratio is null', async () => {
    const outcome = await rig([...quick(), '--json']);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const rows = rowsOf(outcome);
    const summary = rows.pop();
    const names = [...stages, ...one, 'fast-check', 'fast-check-commands', 'calibration'];
    expect(rows.map(({ type, name }) => [type, name])).toEqual(names.map((name) => ['measure', name]));
    for (const row of rows) {
      expect(Object.keys(row)).toEqual([
        'type',
        'name',
        'title',
        'programsPerSecond',
        'microsecondsPerProgram',
        'ratioToBareCore',
        'calibrationSteps',
      ]);
    }
    expect(rows.at(-1)).toMatchObject({ calibrationSteps: STEPS_PER_PROGRAM });
    expect(Object.keys(summary ?? {})).toEqual([
      'type',
      'command',
      'ratioToBareCore',
      'slowdownByCounters',
      'ratioToFastCheck',
      'ratioToJazzer',
      'twoWorkerScaling',
      'twoWorkerScalingByCpu',
      'reason',
      'change',
      'machine',
      'profile',
      'programs',
      'actions',
    ]);
    expect(summary).toMatchObject({
      type: 'summary',
      command: 'bench',
      ratioToFastCheck: expect.any(Number),
      ratioToJazzer: null,
      reason: expect.stringMatching(/Jazzer/),
      change: null,
      machine: { node: process.version },
      profile: 'linux-6.1',
      programs: 8,
      actions: 16,
    });
    const measured = (name: string) =>
      rows.find((row) => row.name === name)?.microsecondsPerProgram as number;
    expect(summary?.ratioToFastCheck).toBeCloseTo(measured('fast-check') / measured('mutation'), 6);
  });

  it('shows a table to people, and from the second time on what changed', async () => {
    const first = await rig([...quick(), '--no-peers', '--no-workers']);
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(
      /^8 programs of 16 configuration accesses\n.*\n\nstage +speed +costs +ratio\nbare /,
    );
    expect(first.stdout).toMatch(/The full loop runs at .* of the bare core's speed\./);
    expect(first.stdout).toMatch(/Not measured: .*--no-peers/);
    expect(first.stdout).not.toContain('Since ');
    const second = await rig([...quick(), '--no-peers', '--no-workers']);
    expect(second.stdout).toMatch(/Since \d{4}-.*: bare core \d+\.\d\d times as fast, full loop \d/);
    expect(readFileSync(history, 'utf8').split('\n').length).toBe(3);
  });

  it('keeps nothing when it is told so', async () => {
    const options = ['--no-history', '--no-peers', '--no-workers'];
    const { code } = await rig([...quick().slice(0, -2), ...options]);
    expect([code, readdirSync(folder)]).toEqual([0, []]);
  });

  it.each([
    [['--rounds', '0'], /--rounds/],
    [['--profile', 'linux-9'], /linux-9/],
    [['--device', 'nothing.lspci'], /nothing\.lspci/],
    [['--history', '/proc/none/history.jsonl'], /\/proc\/none/],
  ])('refuses %j', async (options, message) => {
    const { code, stderr } = await rig([...quick(), ...options]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
