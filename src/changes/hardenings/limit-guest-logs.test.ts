import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import type { Action, Setup } from '../../program/program.ts';
import { limitGuestLogs } from './limit-guest-logs.ts';
import { connected, program, records, run, seenByWellBehaved } from './testing/bench.ts';
import { replies } from './testing/replies.ts';

describe('limit-guest-logs', () => {
  const BURST = 10;
  const invalidate: Action = { do: 'op', cmd: 1, offset: 4, size: 2, value: 0x10, times: 12 };
  const msi: Action = { do: 'op', cmd: 4, value: 0, times: 12 };
  const unlimited = (findings: readonly string[]) =>
    findings.filter((finding) => finding.startsWith('log-rate/unlimited'));
  const printed = (...changes: (typeof limitGuestLogs)[]) =>
    records(run(program(connected('refuses-mwi'), invalidate, msi), changes).execution, Ev.Log).filter(
      ({ c }) => c === 0,
    ).length;

  it('HDR-14: failed enables of memory-write-invalidate do not fill the log', () => {
    const attack = program(connected('refuses-mwi'), invalidate);
    const core = run(attack, []);
    expect(unlimited(core.findings)).toHaveLength(1);
    const hardened = run(attack, [limitGuestLogs]);
    expect(hardened.findings).toEqual([]);
    expect(replies(hardened.execution)).toEqual(replies(core.execution));
  });

  it('ISR-07: nor do helper handlers that cannot be installed', () => {
    const decode = (value: number): Action => ({ do: 'op', cmd: 1, offset: 4, size: 2, value });
    const rounds = Array.from({ length: 12 }, () => [decode(2), decode(0)]).flat();
    const attack = program(connected('nic'), { do: 'fault', what: 'requestIrq', count: 16 }, ...rounds);
    expect(unlimited(run(attack, []).findings)).toHaveLength(1);
    expect(run(attack, [limitGuestLogs]).findings).toEqual([]);
  });

  it('all lines share one limiter', () => {
    expect(printed()).toBe(12 + BURST);
    expect(printed(limitGuestLogs)).toBe(BURST);
  });

  it('which opens again', () => {
    const later: Setup = connected('refuses-mwi');
    const { execution } = run(program(later, invalidate, { do: 'advance', jiffies: 1250 }, invalidate), [
      limitGuestLogs,
    ]);
    expect(records(execution, Ev.Log).filter(({ c }) => c === 0)).toHaveLength(2 * BURST);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([limitGuestLogs])).toEqual(seenByWellBehaved([]));
  });
});
