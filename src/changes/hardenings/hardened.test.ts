import { describe, expect, it } from 'vitest';
import type { Action, Setup } from '../../program/program.ts';
import { makeProfile } from '../profiles.ts';
import { hardenings } from './index.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';

describe('all hardenings together', () => {
  it('combine, each under a name of its own', () => {
    expect(makeProfile('hardened')).toMatchObject({ profile: { changes: hardenings } });
    expect(new Set(hardenings.map(({ id }) => id)).size).toBe(hardenings.length);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved(hardenings)).toEqual(seenByWellBehaved([]));
  });

  it('a guest that tries everything in turn gets nowhere', () => {
    const setup: Setup = { ...connected('nic'), devices: [{ name: 'nic', guest: 0, hostSharesLine: true }] };
    const write = (offset: number, size: number, value: number): Action => ({
      do: 'op',
      cmd: 1,
      offset,
      size,
      value,
    });
    const power = (value: number): Action => ({ do: 'op', base: 'pm', cmd: 1, offset: 4, size: 2, value });
    const use = program(
      setup,
      { do: 'op', cmd: 0, offset: -4 },
      { do: 'op', cmd: 0, offset: 0x10, size: 1 },
      { do: 'op', cmd: 0, devfn: 0x100 },
      { do: 'op', cmd: 4, value: 0 },
      { do: 'op', cmd: 4, value: 9 },
      { do: 'interrupt', device: 0, times: 120 },
      write(4, 2, 0),
      { do: 'op', cmd: 2 },
      write(4, 2, 2),
      { do: 'op', cmd: 3 },
      { do: 'interrupt', device: 0, times: 120 },
      power(3),
      power(0),
      { do: 'notify', times: 300 },
    );
    const handBack = program(setup, ...use.actions, write(4, 2, 0x0543), power(3), {
      do: 'toolstack',
      step: 'destroy',
    });
    const objecting = [use, handBack].flatMap((attack) =>
      run(attack, []).findings.map((finding) => finding.split('/')[0]),
    );
    expect(new Set(objecting)).toEqual(new Set(['reply', 'starvation', 'host-integrity', 'leak']));
    for (const attack of [use, handBack]) {
      expect(run(attack, hardenings)).toMatchObject({ findings: [], execution: { crash: null } });
    }
  });
});
