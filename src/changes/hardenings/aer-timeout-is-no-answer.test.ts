import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { aerTimeoutIsNoAnswer } from './aer-timeout-is-no-answer.ts';
import { connected, program, records, run, seenByWellBehaved, written } from './testing/bench.ts';

describe('aer-timeout-is-no-answer', () => {
  const silence = (callback: 'recover' | 'resume') =>
    program(connected('nic'), { do: 'aer', callback, state: 1 });

  it('the host is told of no recovery, and the guest is ended', () => {
    const before = run(silence('recover'), []);
    expect(before.findings).toContain('host-integrity/aer-timeout/common_process');
    expect(written(before.execution, '/aerState')).toEqual([]);
    const { execution, findings } = run(silence('recover'), [aerTimeoutIsNoAnswer]);
    expect(findings).toEqual([]);
    expect(records(execution, Ev.AerVerdict)[0]?.c).toBe(1);
    expect(written(execution, '/aerState')).toEqual(['aerfail']);
  });

  it('resume, which has no result, ends it too', () => {
    expect(written(run(silence('resume'), []).execution, '/aerState')).toEqual([]);
    expect(written(run(silence('resume'), [aerTimeoutIsNoAnswer]).execution, '/aerState')).toEqual([
      'aerfail',
    ]);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([aerTimeoutIsNoAnswer])).toEqual(seenByWellBehaved([]));
  });
});
