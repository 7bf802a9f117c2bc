import { describe, expect, it } from 'vitest';
import { returnOnFailedExport } from './return-on-failed-export.ts';
import { at, bound, program, run, seenByWellBehaved, written } from './testing/bench.ts';

/** Xenstore accesses of the host before the one after which the device is put on the list, and of `vdev-0`. */
const ALLOCATION = 6;
const PUBLICATION = 12;

describe('return-on-failed-export', () => {
  /** The fault strikes right before the first device is taken: it meets the topology's own allocation. */
  const failing = (topology: 'vpci' | 'passthrough', nth: number, what: 'alloc' | 'xenstoreWrite') =>
    program(
      { ...bound('nic'), topology },
      { do: 'toolstack', step: 'create', at: [at('xenstore', undefined, nth, { do: 'fault', what })] },
    );
  const inUse = (outcome: ReturnType<typeof run>) => outcome.execution.final.devices()[0]?.inUse;

  it.each([
    ['vpci', 'alloc', '12 '],
    ['passthrough', 'alloc', '12 '],
    ['vpci', 'xenstoreWrite', '28 '],
    ['passthrough', 'xenstoreWrite', '28 '],
  ] as const)('%s, %s: the device is free again and the error is reported', (topology, what, error) => {
    const nth = what === 'alloc' ? ALLOCATION : PUBLICATION;
    expect(inUse(run(failing(topology, nth, what), []))).toBe(true);
    const { execution, findings } = run(failing(topology, nth, what), [returnOnFailedExport]);
    expect(findings).not.toContain('crash');
    expect(execution.final.devices()[0]).toMatchObject({ inUse: false, state: { owner: -1 } });
    expect(execution.final.connections[0]?.backendState).toBe(5);
    expect(written(execution, '/error')).toHaveLength(1);
    expect(written(execution, '/error')[0]?.startsWith(error)).toBe(true);
  });

  it('XB-36: unbinding the device afterwards is safe', () => {
    const { setup, actions } = failing('vpci', ALLOCATION, 'alloc');
    const unbound = program(setup, ...actions, { do: 'toolstack', step: 'destroy' }, { do: 'unbind' });
    expect(run(unbound, []).execution.crash?.kind).toBe('use-after-free');
    expect(run(unbound, [returnOnFailedExport]).execution.crash).toBe(null);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([returnOnFailedExport])).toEqual(seenByWellBehaved([]));
  });
});
