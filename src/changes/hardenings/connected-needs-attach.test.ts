import { describe, expect, it } from 'vitest';
import { connectedNeedsAttach } from './connected-needs-attach.ts';
import { bound, connected, program, run, seenByWellBehaved } from './testing/bench.ts';

describe('connected-needs-attach', () => {
  const finding = 'xenbus/connected-unattached/xen_pcibk_frontend_changed';

  it('nothing is attached yet', () => {
    const early = program(
      bound('nic'),
      { do: 'toolstack', step: 'create' },
      { do: 'node', name: 'state', value: '4' },
    );
    expect(run(early, []).findings).toEqual([finding]);
    const { execution, findings } = run(early, [connectedNeedsAttach]);
    expect(findings).toEqual([]);
    expect(execution.final.connections[0]?.backendState).toBe(3);
  });

  it('XB-52: nor is it after Closed', () => {
    const again = program(
      connected('nic'),
      { do: 'frontend', step: 'close' },
      { do: 'node', name: 'state', value: '4' },
    );
    expect(run(again, []).findings).toEqual([finding]);
    const { execution, findings } = run(again, [connectedNeedsAttach]);
    expect(findings).toEqual([]);
    expect(execution.final.connections[0]?.backendState).toBe(6);
  });

  it('nor out of a fatal Closing, page and channel or not', () => {
    const fatal = program(
      connected('nic'),
      { do: 'backendNode', name: 'num_devs', value: 'abc' },
      { do: 'backendNode', name: 'state', value: '7' },
      { do: 'node', name: 'state', value: '7' },
      { do: 'node', name: 'state', value: '4' },
    );
    expect(run(fatal, []).execution.final.connections[0]?.backendState).toBe(4);
    expect(run(fatal, [connectedNeedsAttach]).execution.final.connections[0]?.backendState).toBe(5);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([connectedNeedsAttach])).toEqual(seenByWellBehaved([]));
  });
});
