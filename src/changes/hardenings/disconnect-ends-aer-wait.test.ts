import { describe, expect, it } from 'vitest';
import { disconnectEndsAerWait } from './disconnect-ends-aer-wait.ts';
import { at, connected, program, run, seenByWellBehaved, written } from './testing/bench.ts';

describe('disconnect-ends-aer-wait', () => {
  it('a guest that closes instead of answering does not crash the host', () => {
    const closed = program(
      connected('nic'),
      { do: 'aer', callback: 'detected' },
      { do: 'node', name: 'state', value: '6' },
      { do: 'advance', jiffies: 75_250 },
    );
    expect(run(closed, []).execution.crash?.kind).toBe('unmapped-page');
    const { execution, findings } = run(closed, [disconnectEndsAerWait]);
    expect(findings).toEqual([]);
    expect(execution.final.connections[0]).toMatchObject({ backendState: 6, mapped: false, bound: false });
    expect(written(execution, '/aerState')).toEqual(['aerfail']);
    expect(execution.final.waiting).toEqual([]);
  });

  it('the page stays until a callback in the middle of the exchange is done with it', () => {
    const meanwhile = [
      { do: 'node', name: 'state', value: '6' },
      { do: 'run', task: 'xenwatch', steps: 64 },
    ] as const;
    const closing = program(connected('nic'), {
      do: 'aer',
      callback: 'detected',
      at: [at('store', 'aer.err', 1, ...meanwhile)],
    });
    expect(run(closing, []).execution.crash?.kind).toBe('unmapped-page');
    const { execution, findings } = run(closing, [disconnectEndsAerWait]);
    expect(findings).toEqual([]);
    expect(execution.final.connections[0]).toMatchObject({ backendState: 6, mapped: false });
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([disconnectEndsAerWait])).toEqual(seenByWellBehaved([]));
  });
});
