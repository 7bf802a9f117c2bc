import { describe, expect, it } from 'vitest';
import type { Action } from '../../program/program.ts';
import { decodeKeptOverPower } from './decode-kept-over-power.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';
import { replies } from './testing/replies.ts';

describe('decode-kept-over-power', () => {
  const power = (value: number): Action => ({ do: 'op', base: 'pm', cmd: 1, offset: 4, size: 2, value });
  const state: Action = { do: 'op', base: 'pm', cmd: 0, offset: 4, size: 2 };
  const nap = program(connected('nic'), power(3), state, power(0), state);
  const lost = 'host-integrity/COMMAND-power/pm_ctrl_write';
  const commandOf = (config: Uint8Array | undefined) => (config?.[4] ?? 0) & 7;

  it('CAP-11: in D0 again it decodes as before, and nothing else', () => {
    expect(run(nap, []).findings).toContain(lost);
    const { execution, findings } = run(nap, [decodeKeptOverPower]);
    expect(findings).toEqual([]);
    expect(commandOf(execution.final.devices()[0]?.state.config)).toBe(3);
    expect(replies(execution)).toEqual(replies(run(nap, []).execution));
  });

  it('what it did not decode it does not decode now', () => {
    const off: Action = { do: 'hardware', device: 0, offset: 4, size: 2, value: 2 };
    const { execution } = run(program(connected('nic'), off, power(3), power(0)), [decodeKeptOverPower]);
    expect(commandOf(execution.final.devices()[0]?.state.config)).toBe(2);
  });

  it('a function that is gone stays gone', () => {
    const gone = program(connected('nic'), power(3), { do: 'vanish', device: 0 }, power(0));
    expect(run(gone, [decodeKeptOverPower]).execution.crash).toBe(null);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([decodeKeptOverPower])).toEqual(seenByWellBehaved([]));
  });
});
