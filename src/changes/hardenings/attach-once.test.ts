import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { attachOnce } from './attach-once.ts';
import { connected, program, records, run, seenByWellBehaved } from './testing/bench.ts';
import { undoFailedAttach } from './undo-failed-attach.ts';

describe('attach-once', () => {
  /** The toolstack writes its nodes anew under a connection that is served, and back to InitWait. */
  const again = [
    { do: 'toolstack', step: 'create', device: 7 },
    { do: 'node', name: 'state', value: '3' },
    { do: 'backendNode', name: 'state', value: '2' },
  ] as const;

  it('page and channel of the first attach are the ones that are given back', () => {
    const twice = program(
      connected('nic'),
      { do: 'grant', how: 'renew' },
      { do: 'channel', how: 'renew' },
      ...again,
      { do: 'toolstack', step: 'destroy' },
      { do: 'notify' },
    );
    const mapped = (changes: Parameters<typeof run>[1]) => {
      const { execution } = run(twice, changes);
      const maps = records(execution, Ev.GrantMap).filter(({ c }) => c === 0).length;
      return 1 + maps - records(execution, Ev.GrantUnmap).length;
    };
    expect(mapped([])).toBe(1);
    expect(mapped([attachOnce])).toBe(0);
  });

  it('EVT-06: a channel that was bound before keeps its page, also when a later attach fails', () => {
    const failing = program(connected('nic'), ...again, { do: 'notify' });
    expect(run(failing, [undoFailedAttach]).execution.crash).toBe(null);
    expect(run(failing, [undoFailedAttach, attachOnce]).execution.crash).toBe(null);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([attachOnce])).toEqual(seenByWellBehaved([]));
  });
});
