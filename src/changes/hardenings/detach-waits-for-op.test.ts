import { describe, expect, it } from 'vitest';
import { detachWaitsForOp } from './detach-waits-for-op.ts';
import { at, connected, program, run, seenByWellBehaved } from './testing/bench.ts';

describe('detach-waits-for-op', () => {
  const write = { do: 'op', cmd: 1, offset: 4, size: 2, value: 7 } as const;

  it('a hot unplug in the middle of a request returns the device after it', () => {
    const meanwhile = [
      { do: 'node', name: 'state', value: '7' },
      { do: 'run', task: 'xenwatch', steps: 64 },
    ] as const;
    const unplugged = program(
      connected('nic'),
      { do: 'toolstack', step: 'remove' },
      { ...write, at: [at('config', '0x4', 1, ...meanwhile)] },
    );
    expect(run(unplugged, []).findings).toContain('isolation/config-writes/xen_pcibk_do_one_op');
    const { execution, findings } = run(unplugged, [detachWaitsForOp]);
    expect(findings).toEqual([]);
    expect(execution.returns).toHaveLength(1);
    expect(execution.final.connections[0]?.backendState).toBe(8);
  });

  it('so does an unbind, which frees the data of the device as well', () => {
    const meanwhile = [{ do: 'unbind' }, { do: 'run', task: 'sysfs', steps: 64 }] as const;
    const unbound = program(connected('nic'), { ...write, at: [at('config', '0x4', 1, ...meanwhile)] });
    expect(run(unbound, []).execution.crash).not.toBe(null);
    const { execution, findings } = run(unbound, [detachWaitsForOp]);
    expect(execution.crash).toBe(null);
    expect(findings.filter((finding) => !finding.startsWith('leak/memory'))).toEqual([]);
    expect(execution.final.boundDevices).toBe(0);
  });

  it('a guest that posts one request after another does not hold the return up', () => {
    const again = { do: 'op', cmd: 0, silent: true } as const;
    const flood = program(
      connected('nic'),
      { do: 'toolstack', step: 'remove' },
      { do: 'node', name: 'state', value: '7', hold: true },
      { do: 'op', cmd: 0, at: [at('notify', undefined, 0, again)] },
    );
    expect(run(flood, [detachWaitsForOp]).execution.returns).toHaveLength(1);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([detachWaitsForOp])).toEqual(seenByWellBehaved([]));
  });
});
