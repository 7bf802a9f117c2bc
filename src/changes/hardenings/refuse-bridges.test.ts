import { describe, expect, it } from 'vitest';
import { refuseBridges } from './refuse-bridges.ts';
import { bound, connected, program, run, seenByWellBehaved, written } from './testing/bench.ts';

describe('refuse-bridges', () => {
  const sleep = { do: 'op', cmd: 1, base: 'pm', offset: 4, size: 2, value: 3 } as const;

  it('a bridge is not exported, and stays with the stub', () => {
    expect(run(program(connected('bridge'), sleep), []).findings).toContain(
      'host-integrity/bridge/xen_pcibk_add_pci_dev',
    );
    const attempt = program(bound('bridge'), { do: 'toolstack', step: 'create' });
    expect(run(attempt, []).execution.final.devices()[0]?.inUse).toBe(true);
    const { execution, findings } = run(attempt, [refuseBridges]);
    expect(findings).toEqual([]);
    expect(execution.final.devices()[0]?.inUse).toBe(false);
    expect(execution.final.connections[0]?.backendState).toBe(5);
    expect(written(execution, '/error').at(-1)).toMatch(/^22 /);
  });

  it('PT-05: passthrough provides for bridges', () => {
    const attempt = program(
      { ...bound('bridge'), topology: 'passthrough' },
      { do: 'toolstack', step: 'create' },
    );
    expect(run(attempt, [refuseBridges]).execution.final.devices()[0]?.inUse).toBe(true);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([refuseBridges])).toEqual(seenByWellBehaved([]));
  });
});
