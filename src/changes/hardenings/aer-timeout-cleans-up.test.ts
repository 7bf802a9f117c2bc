import { describe, expect, it } from 'vitest';
import { aerTimeoutCleansUp } from './aer-timeout-cleans-up.ts';
import { at, connected, program, run, seenByWellBehaved } from './testing/bench.ts';

describe('aer-timeout-cleans-up', () => {
  const deaf = 'starvation/eoi-never/xen_pcibk_test_and_schedule_op';
  const lateAnswer = program(
    connected('nic'),
    { do: 'aer', callback: 'detected' },
    { do: 'advance', jiffies: 75_250 },
    { do: 'answer' },
  );

  it('a late answer is an ordinary event with an EOI', () => {
    expect(run(lateAnswer, []).findings).toContain(deaf);
    const { execution, findings } = run(lateAnswer, [aerTimeoutCleansUp]);
    expect(findings).not.toContain(deaf);
    expect(execution.final.connections[0]?.eoiMissing).toBe(false);
  });

  it('so is an event between the EOI at the end of the wait and the end of the mark', () => {
    const event = { do: 'notify' } as const;
    const between = program(
      connected('nic'),
      { do: 'aer', callback: 'detected' },
      { do: 'answer', at: [at('fetch', 'aer.err', 1, event)] },
      { do: 'aer', callback: 'detected' },
      { do: 'answer', at: [at('fetch', 'flags', 0, event)] },
    );
    expect(run(between, []).findings).toContain(deaf);
    expect(run(between, [aerTimeoutCleansUp]).findings).not.toContain(deaf);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([aerTimeoutCleansUp])).toEqual(seenByWellBehaved([]));
  });
});
