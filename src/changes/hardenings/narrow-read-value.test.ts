import { describe, expect, it } from 'vitest';
import type { Action } from '../../program/program.ts';
import { narrowReadValue } from './narrow-read-value.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';
import { replies } from './testing/replies.ts';

describe('narrow-read-value', () => {
  const read = (offset: number, size: number): Action => ({ do: 'op', cmd: 0, offset, size });
  const values = (changes: (typeof narrowReadValue)[], ...actions: Action[]) =>
    replies(run(program(connected('nic'), ...actions), changes).execution);

  it('CONF-12: bytes that were not asked for are 0', () => {
    const narrow = [read(0x10, 1), read(0x12, 2), read(4, 1)];
    const attack = program(connected('nic'), ...narrow);
    expect(run(attack, []).findings).toContain('reply/CONF-12/xen_pcibk_do_one_op');
    expect(run(attack, [narrowReadValue]).findings).toEqual([]);
    const wide = values([], ...narrow);
    const masks = [0xff, 0xffff, 0xff];
    expect(values([narrowReadValue], ...narrow)).toEqual(
      wide.map(({ err, value }, i) => ({ err, value: (value & (masks[i] as number)) >>> 0 })),
    );
  });

  it('a dword is whole, its highest bit included', () => {
    expect(values([narrowReadValue], read(0x10, 4))).toEqual([{ err: 0, value: 0xe000000c }]);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([narrowReadValue])).toEqual(seenByWellBehaved([]));
  });
});
