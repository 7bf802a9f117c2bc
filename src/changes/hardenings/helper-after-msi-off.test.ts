import { describe, expect, it } from 'vitest';
import type { Action, Setup } from '../../program/program.ts';
import { helperAfterMsiOff } from './helper-after-msi-off.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';

describe('helper-after-msi-off', () => {
  const sharing: Setup = { ...connected('nic'), devices: [{ name: 'nic', guest: 0, hostSharesLine: true }] };
  // A scan leaves decode, and with it the helper, on.
  const decode = (value: number): Action => ({ do: 'op', cmd: 1, offset: 4, size: 2, value });
  const interrupts: Action = { do: 'interrupt', device: 0, times: 120 };
  const helpers = (actions: Action[], ...changes: (typeof helperAfterMsiOff)[]) =>
    run(program(sharing, ...actions), changes).execution.final.devices()[0]?.state.helpers;

  it.each([
    ['MSI', 2],
    ['MSI-X', 4],
  ])('OPS-24: decode enabled under %s has its helper when that goes off', (_, on) => {
    const attack = program(
      sharing,
      decode(0),
      { do: 'op', cmd: on, value: 1 },
      decode(2),
      { do: 'op', cmd: on + 1 },
      interrupts,
    );
    expect(run(attack, []).findings).toContain('starvation/line-shut/xen_pcibk_guest_interrupt');
    expect(run(attack, [helperAfterMsiOff]).findings).toEqual([]);
  });

  it('a helper that is there is not installed again', () => {
    const there: Action[] = [decode(2), { do: 'op', cmd: 2 }, { do: 'op', cmd: 3 }];
    expect(helpers(there)).toBe(1);
    expect(helpers(there, helperAfterMsiOff)).toBe(1);
  });

  it('a guest without decode gets none', () => {
    expect(helpers([decode(0), { do: 'op', cmd: 2 }, { do: 'op', cmd: 3 }], helperAfterMsiOff)).toBe(0);
    expect(
      helpers([{ do: 'op', cmd: 2 }, decode(2), decode(0), { do: 'op', cmd: 3 }], helperAfterMsiOff),
    ).toBe(0);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([helperAfterMsiOff])).toEqual(seenByWellBehaved([]));
  });
});
