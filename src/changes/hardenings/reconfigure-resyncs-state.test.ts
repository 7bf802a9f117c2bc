import { describe, expect, it } from 'vitest';
import { reconfigureResyncsState } from './reconfigure-resyncs-state.ts';
import { lines, program, run, seenByWellBehaved, together } from './testing/bench.ts';

describe('reconfigure-resyncs-state', () => {
  const remove = { do: 'toolstack', step: 'remove' } as const;
  const follow = { do: 'node', name: 'state', value: '7' } as const;

  it('a second reconfiguration before the frontend is connected again ends too', () => {
    const stuck = 'xenbus/stuck-reconfiguring/xen_pcibk_reconfigure';
    const both = program(
      together('nic', 'plain'),
      remove,
      follow,
      { do: 'toolstack', step: 'reap' },
      { ...remove, device: 1 },
      follow,
    );
    expect(run(both, []).findings).toContain(stuck);
    const { execution, findings } = run(both, [reconfigureResyncsState]);
    expect(findings).not.toContain(stuck);
    expect(execution.final.connections[0]?.backendState).toBe(8);
  });

  it('a pass that fails again ends in Closing again, and the guest cannot repeat it', () => {
    const failing = program(
      together('nic', 'plain'),
      { do: 'backendNode', name: 'num_devs', value: 'abc' },
      { do: 'backendNode', name: 'state', value: '7' },
      follow,
      { do: 'backendNode', name: 'state', value: '7' },
      follow,
      follow,
      follow,
    );
    const errors = (...changes: (typeof reconfigureResyncsState)[]) =>
      lines(run(failing, changes).execution).filter((line) => line.includes('number of devices')).length;
    expect(errors()).toBe(4);
    expect(errors(reconfigureResyncsState)).toBe(2);
    const { execution } = run(failing, [reconfigureResyncsState]);
    expect(execution.final.connections[0]?.backendState).toBe(5);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([reconfigureResyncsState])).toEqual(seenByWellBehaved([]));
  });
});
