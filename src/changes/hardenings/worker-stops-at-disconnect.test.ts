import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import type { Action } from '../../program/program.ts';
import { at, connected, program, records, run, seenByWellBehaved } from './testing/bench.ts';
import { workerStopsAtDisconnect } from './worker-stops-at-disconnect.ts';

describe('worker-stops-at-disconnect', () => {
  const read = { do: 'op', cmd: 0, silent: true } as const;
  /** Another processor of the guest posts the next request as soon as one is complete. */
  const always: Action = { do: 'op', cmd: 0, hold: true, at: [at('notify', undefined, 0, read)] };
  const close: Action = { do: 'node', name: 'state', value: '5' };
  const attack = program(connected('nic'), always, close);

  it('EVT-24: a disconnect ends although the guest always has a next request', () => {
    const core = run(attack, []).execution;
    expect(core.final.waiting).toMatchObject([{ name: 'xenwatch', reason: 'flush of xen_pcibk_do_op[1]' }]);
    expect(core.final.connections).toMatchObject([{ backendState: 4, mapped: true }]);
    const { execution, findings } = run(attack, [workerStopsAtDisconnect]);
    expect(findings).toEqual([]);
    expect(execution.final).toMatchObject({
      waiting: [],
      connections: [{ backendState: 5, mapped: false, bound: false }],
    });
  });

  it('the page is not looked at again once the channel is unbound', () => {
    const { execution } = run(attack, [workerStopsAtDisconnect]);
    const all = [...execution.log.records()];
    const after = all.slice(all.findIndex(({ code }) => code === Ev.ChannelUnbind));
    const inHand = after.findIndex(({ code }) => code === Ev.WorkEnd);
    expect(after.slice(inHand).some(({ code }) => code === Ev.Fetch || code === Ev.FlagBit)).toBe(false);
    expect(after.filter(({ code }) => code === Ev.RequestAddress).length).toBeLessThanOrEqual(1);
  });

  describe('a number of requests without a pause', () => {
    const some = (count: number) =>
      program(connected('nic'), {
        do: 'op',
        cmd: 0,
        at: Array.from({ length: count - 1 }, (_, i) => at('notify', undefined, i + 1, read)),
      });
    const seen = (count: number, ...changes: (typeof workerStopsAtDisconnect)[]) => {
      const { execution, findings } = run(some(count), changes);
      expect(findings).toEqual([]);
      const number = (code: Ev) => records(execution, code).length;
      return {
        requests: number(Ev.RequestAddress),
        runs: number(Ev.WorkStart),
        eois: number(Ev.Eoi),
        masked: execution.final.connections[0]?.eoiMissing,
      };
    };

    it('EVT-10: is served in several runs, and the event ends with the last', () => {
      expect(seen(16)).toEqual({ requests: 16, runs: 1, eois: 1, masked: false });
      expect(seen(16, workerStopsAtDisconnect)).toEqual({ requests: 16, runs: 1, eois: 1, masked: false });
      expect(seen(17)).toEqual({ requests: 17, runs: 1, eois: 1, masked: false });
      expect(seen(17, workerStopsAtDisconnect)).toEqual({ requests: 17, runs: 2, eois: 1, masked: false });
    });
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([workerStopsAtDisconnect])).toEqual(seenByWellBehaved([]));
  });
});
