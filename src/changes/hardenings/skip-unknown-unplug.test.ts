import { describe, expect, it } from 'vitest';
import { skipUnknownUnplug } from './skip-unknown-unplug.ts';
import { program, run, seenByWellBehaved, together } from './testing/bench.ts';

describe('skip-unknown-unplug', () => {
  it('a device that root took away does not end hot plug', () => {
    const setup = together('nic', 'plain', 'pm-nic');
    const stale = program(
      setup,
      { do: 'unbind', device: 0 },
      { do: 'backendNode', name: 'state-0', value: '5' },
      { do: 'toolstack', step: 'remove', device: 1 },
      { do: 'frontend', step: 'service' },
      { do: 'frontend', step: 'service' },
    );
    expect(run(stale, []).findings).toContain('xenbus/stuck-reconfiguring/xen_pcibk_reconfigure');
    const { execution, findings } = run(stale, [skipUnknownUnplug]);
    expect(findings).not.toContain('xenbus/stuck-reconfiguring/xen_pcibk_reconfigure');
    expect(execution.final.connections[0]?.backendState).toBe(4);
    expect(execution.final.devices().filter(({ inUse }) => inUse)).toHaveLength(1);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([skipUnknownUnplug])).toEqual(seenByWellBehaved([]));
  });
});
