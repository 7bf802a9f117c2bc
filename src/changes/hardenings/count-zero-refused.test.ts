import { describe, expect, it } from 'vitest';
import type { Action, Setup } from '../../program/program.ts';
import { countZeroRefused } from './count-zero-refused.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';
import { replies } from './testing/replies.ts';

describe('count-zero-refused', () => {
  const sharing: Setup = { ...connected('nic'), devices: [{ name: 'nic', guest: 0, hostSharesLine: true }] };
  const enable: Action = { do: 'op', cmd: 1, offset: 4, size: 2, value: 2 };
  const none: Action = { do: 'op', cmd: 4, value: 0 };
  const attack = program(sharing, enable, none, { do: 'interrupt', device: 0, times: 120 });

  it('OPS-19: it is refused with the value echoed', () => {
    expect(replies(run(attack, []).execution)[1]).toEqual({ err: -22, value: 0xffffffea });
    expect(replies(run(attack, [countZeroRefused]).execution)[1]).toEqual({ err: -22, value: 0 });
  });

  it('OPS-18: the handler goes on acknowledging', () => {
    expect(run(attack, []).findings).toContain('starvation/line-shut/xen_pcibk_guest_interrupt');
    expect(run(attack, [countZeroRefused]).findings).toEqual([]);
  });

  it('ABI-12: the other counts are judged as before', () => {
    const counts = [1, 128, 129].map((value): Action => ({ do: 'op', cmd: 4, value }));
    const errs = (...changes: (typeof countZeroRefused)[]) =>
      replies(run(program(connected('nic'), ...counts), changes).execution).map(({ err }) => err);
    expect(errs(countZeroRefused)).toEqual([0, -114, -22]);
    expect(errs(countZeroRefused)).toEqual(errs());
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([countZeroRefused])).toEqual(seenByWellBehaved([]));
  });
});
