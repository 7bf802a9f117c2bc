import { describe, expect, it } from 'vitest';
import { holdAfterFailedReset } from './hold-after-failed-reset.ts';
import { connected, lines, program, run, seenByWellBehaved, written } from './testing/bench.ts';

describe('hold-after-failed-reset', () => {
  const handedOn = (setup: ReturnType<typeof connected>, what: 'reset' | 'loadState') =>
    program(
      setup,
      { do: 'fault', what },
      { do: 'toolstack', step: 'destroy' },
      { do: 'toolstack', step: 'create' },
    );
  const inUse = (outcome: ReturnType<typeof run>) => outcome.execution.final.devices()[0]?.inUse;

  it.each(['reset', 'loadState'] as const)('after a failed %s the device is given to nobody', (what) => {
    expect(inUse(run(handedOn(connected('nic'), what), []))).toBe(true);
    const held = run(handedOn(connected('nic'), what), [holdAfterFailedReset]);
    expect(inUse(held)).toBe(false);
    expect(written(held.execution, '/error').at(-1)).toMatch(/^22 /);
    expect(held.execution.final.connections[0]?.backendState).toBe(5);
    expect(lines(held.execution).filter((line) => line.includes('withheld'))).toHaveLength(1);
  });

  it('a device without any method of reset is not meant', () => {
    expect(inUse(run(handedOn(connected('plain'), 'reset'), [holdAfterFailedReset]))).toBe(true);
  });

  it('binding it again frees it', () => {
    const { setup, actions } = handedOn(connected('nic'), 'reset');
    const rebound = program(
      setup,
      ...actions,
      { do: 'toolstack', step: 'destroy' },
      { do: 'unbind' },
      { do: 'bind' },
      { do: 'toolstack', step: 'create' },
    );
    expect(inUse(run(rebound, [holdAfterFailedReset]))).toBe(true);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([holdAfterFailedReset])).toEqual(seenByWellBehaved([]));
  });
});
