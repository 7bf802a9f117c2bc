import { describe, expect, it } from 'vitest';
import type { Action, Setup } from '../../program/program.ts';
import { helperFollowsDecode } from './helper-follows-decode.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';
import { replies } from './testing/replies.ts';

describe('helper-follows-decode', () => {
  const sharing: Setup = { ...connected('nic'), devices: [{ name: 'nic', guest: 0, hostSharesLine: true }] };
  /** A field that fails every access of the upper byte of COMMAND. */
  const misaligned: Action = { do: 'sysfs', attribute: 'quirks', value: '{device}-5:2:0' };
  const enable = (size: 1 | 2): Action => ({ do: 'op', cmd: 1, offset: 4, size, value: 2 });
  const disable = (size: 1 | 2): Action => ({ do: 'op', cmd: 1, offset: 4, size, value: 0 });
  // A scan leaves decode, and with it the helper, on.
  const off = disable(1);
  const helpers = (actions: Action[], ...changes: (typeof helperFollowsDecode)[]) =>
    run(program(sharing, off, misaligned, ...actions), changes).execution.final.devices()[0]?.state.helpers;

  it('EVT-16: a failed request that enabled decode leaves nobody without a handler', () => {
    const attack = program(sharing, off, misaligned, enable(2), { do: 'interrupt', device: 0, times: 120 });
    expect(run(attack, []).findings).toContain('starvation/line-shut/xen_pcibk_guest_interrupt');
    const { execution, findings } = run(attack, [helperFollowsDecode]);
    expect(findings).toEqual([]);
    expect(replies(execution).at(-1)).toEqual({ err: -2, value: 2 });
  });

  it('one that disabled it leaves no handler behind, and the next enable does not add a second', () => {
    expect(helpers([enable(1), disable(2)])).toBe(1);
    expect(helpers([enable(1), disable(2)], helperFollowsDecode)).toBe(0);
    expect(helpers([enable(1), disable(2), enable(1)])).toBe(2);
    expect(helpers([enable(1), disable(2), enable(1)], helperFollowsDecode)).toBe(1);
  });

  it('ISR-06: not while MSI is on', () => {
    expect(helpers([{ do: 'op', cmd: 2 }, enable(2)], helperFollowsDecode)).toBe(0);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([helperFollowsDecode])).toEqual(seenByWellBehaved([]));
  });
});
