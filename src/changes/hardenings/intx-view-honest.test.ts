import { describe, expect, it } from 'vitest';
import type { Action, Setup } from '../../program/program.ts';
import { intxViewHonest } from './intx-view-honest.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';
import { replies } from './testing/replies.ts';

const INTX_DISABLE = 0x400;

describe('intx-view-honest', () => {
  const stubDomain: Setup = {
    ...connected('nic'),
    devices: [{ name: 'nic', guest: 0, interruptControl: true }],
  };
  const write = (value: number): Action => ({ do: 'op', cmd: 1, offset: 4, size: 2, value });
  const read: Action = { do: 'op', cmd: 0, offset: 4, size: 2 };
  /** What the guest reads at last of INTX_DISABLE, and what the hardware has. */
  const bit = (setup: Setup, actions: Action[], ...changes: (typeof intxViewHonest)[]) => {
    const { execution } = run(program(setup, ...actions, read), changes);
    const { config } = execution.final.devices()[0]?.state ?? {};
    const word = (config?.[4] ?? 0) | ((config?.[5] ?? 0) << 8);
    return { read: (replies(execution).at(-1)?.value ?? 0) & INTX_DISABLE, hardware: word & INTX_DISABLE };
  };

  it('HDR-22: enabling decode does not undo the disable', () => {
    const actions = [write(0x400), write(0x407)];
    expect(bit(stubDomain, actions)).toEqual({ read: INTX_DISABLE, hardware: 0 });
    expect(bit(stubDomain, actions, intxViewHonest)).toEqual({ read: INTX_DISABLE, hardware: INTX_DISABLE });
  });

  it.each([
    ['OPS-25: MSI stops the interrupt', [{ do: 'op', cmd: 2 }]],
    ['OPS-25: and lets it go again', [write(0x400), { do: 'op', cmd: 2 }, { do: 'op', cmd: 3 }]],
    ['HDR-15: set', [write(0x402)]],
    ['HDR-15: set and cleared', [write(0x402), write(0x002)]],
  ] as [string, Action[]][])('%s, and the guest reads so', (_, actions) => {
    const { read: seen, hardware } = bit(stubDomain, actions, intxViewHonest);
    expect(seen).toBe(hardware);
  });

  it('HDR-15: without the opt-in it stays an echo', () => {
    const actions = [write(0x402)];
    expect(bit(connected('nic'), actions, intxViewHonest)).toEqual({ read: INTX_DISABLE, hardware: 0 });
    expect(bit(connected('nic'), actions, intxViewHonest)).toEqual(bit(connected('nic'), actions));
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([intxViewHonest])).toEqual(seenByWellBehaved([]));
  });
});
