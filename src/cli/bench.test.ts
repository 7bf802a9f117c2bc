import { describe, expect, it } from 'vitest';
import { rig, rowsOf } from './testing/fake-io.ts';

const quick = ['bench', '--device', 'e1000e', '--rounds', '1', '--passes', '1'];

describe('bench', () => {
  it('has a row per stage and says why a ratio is null', async () => {
    const outcome = await rig([...quick, '--json']);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const rows = rowsOf(outcome);
    const summary = rows.pop();
    expect(rows.map(({ type, name }) => [type, name])).toEqual(
      ['bare', 'recorder', 'features', 'oracles', 'mutation'].map((name) => ['measure', name]),
    );
    for (const row of rows) {
      expect(Object.keys(row)).toEqual([
        'type',
        'name',
        'title',
        'programsPerSecond',
        'microsecondsPerProgram',
        'ratioToBareCore',
      ]);
    }
    expect(Object.keys(summary ?? {})).toEqual([
      'type',
      'command',
      'ratioToBareCore',
      'slowdownByCounters',
      'ratioToFastCheck',
      'ratioToJazzer',
      'twoWorkerScaling',
      'reason',
      'profile',
      'programs',
      'actions',
    ]);
    expect(summary).toMatchObject({
      type: 'summary',
      command: 'bench',
      ratioToFastCheck: null,
      ratioToJazzer: null,
      twoWorkerScaling: null,
      reason: expect.stringMatching(/fast-check.*Jazzer.*workers/),
      profile: 'linux-6.1',
      programs: 8,
      actions: 16,
    });
  });

  it('shows a table to people', async () => {
    const { code, stdout } = await rig(quick);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^8 programs of 16 configuration accesses\n\nstage +speed +costs +ratio\nbare /);
    expect(stdout).toMatch(/The full loop runs at .* of the bare core's speed\./);
  });

  it.each([
    [['--rounds', '0'], /--rounds/],
    [['--profile', 'linux-9'], /linux-9/],
    [['--device', 'nothing.lspci'], /nothing\.lspci/],
  ])('refuses %j', async (options, message) => {
    const { code, stderr } = await rig(['bench', ...options]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
