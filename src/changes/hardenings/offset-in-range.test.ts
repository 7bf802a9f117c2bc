import { describe, expect, it } from 'vitest';
import type { Action, Setup } from '../../program/program.ts';
import { offsetInRange } from './offset-in-range.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';
import { replies } from './testing/replies.ts';

describe('offset-in-range', () => {
  const read = (offset: number, size = 4): Action => ({ do: 'op', cmd: 0, offset, size });
  const write = (offset: number, value: number): Action => ({ do: 'op', cmd: 1, offset, size: 4, value });
  const permissive: Setup = { ...connected('nic'), permissive: true };
  const segment = connected('segment-1');

  it('CONF-34: raw registers behind the fields are not read', () => {
    const attack = program(connected('nic'), read(-0x80000000 + 0x10), read(-4), read(-0x80000000));
    expect(run(attack, []).findings).toContain('reply/CONF-34/xen_pcibk_do_one_op');
    const { execution, findings } = run(attack, [offsetInRange]);
    expect(findings).toEqual([]);
    expect(replies(execution)).toEqual(Array(3).fill({ err: -2, value: 0 }));
  });

  it('CONF-34: a permissive guest does not write them', () => {
    const attack = program(permissive, write(-0x80000000 + 0x10, 0xdead0000));
    const moved = 'host-integrity/CONF-34/xen_pcibk_config_write';
    expect(run(attack, []).findings).toContain(moved);
    const { execution, findings } = run(attack, [offsetInRange]);
    expect(findings).toEqual([]);
    expect(replies(execution)).toEqual([{ err: -2, value: 0xdead0000 }]);
  });

  it('CONF-34: the window of another function is not reached', () => {
    const attack = program(segment, read(-4096));
    expect(run(attack, []).findings.some((finding) => finding.startsWith('isolation/'))).toBe(true);
    expect(run(attack, [offsetInRange]).findings).toEqual([]);
  });

  it.each([
    ['nic', 0xffc, 4, 0],
    ['nic', 0xfff, 1, 0],
    ['nic', 0x1000, 4, -2],
    ['plain', 0xfc, 4, 0],
    ['plain', 0x100, 4, -2],
    ['plain', 0x7ffffffc, 4, -2],
  ])('CONF-33: the end is that of the function (%s, %i, %i bytes: %i)', (name, offset, size, err) => {
    const { execution } = run(program(connected(name), read(offset, size)), [offsetInRange]);
    expect(replies(execution)[0]?.err).toBe(err);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([offsetInRange])).toEqual(seenByWellBehaved([]));
  });
});
