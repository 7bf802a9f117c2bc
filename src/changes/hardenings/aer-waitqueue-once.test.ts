import { describe, expect, it } from 'vitest';
import { aerWaitqueueOnce } from './aer-waitqueue-once.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';

describe('aer-waitqueue-once', () => {
  it('an answer is heard although a device was bound meanwhile', () => {
    const both = connected('nic', 'plain');
    const answered = program(
      { ...both, devices: [...both.devices, { name: 'pm-nic' }] },
      { do: 'unbind', device: 2 },
      { do: 'aer', callback: 'detected' },
      { do: 'bind', device: 2 },
      { do: 'answer' },
      { do: 'toolstack', step: 'destroy', guest: 1 },
    );
    const lock = 'starvation/lock-wait/pcistub_sem';
    expect(run(answered, []).findings).toContain(lock);
    expect(run(answered, [aerWaitqueueOnce]).findings).not.toContain(lock);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([aerWaitqueueOnce])).toEqual(seenByWellBehaved([]));
  });
});
