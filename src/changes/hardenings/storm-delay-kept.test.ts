import { describe, expect, it } from 'vitest';
import { EventRig, eoiSpurious } from '../../host/events/testing/event-rig.ts';
import type { Change } from '../change.ts';
import { combine } from '../profiles.ts';
import { stormDelayKept } from './storm-delay-kept.ts';
import { seenByWellBehaved } from './testing/bench.ts';

/** No program makes one upcall long enough: that takes many channels, or a handler that takes its time. */
describe('storm-delay-kept', () => {
  /** Jiffies by which the EOI of a spurious event is put off that comes in the middle of a storm. */
  function delay(spuriousCount: number, ...changes: Change[]): number {
    const made = combine('test', changes);
    if ('problem' in made) throw new Error(made.problem.kind);
    const rig = new EventRig(made.profile.seams.host);
    const second = rig.channel(eoiSpurious);
    second.info.spuriousCount = spuriousCount;
    const first = rig.channel((running) => {
      rig.world.clock.spend(100);
      if (running.runs === 512) second.send();
      else running.send();
      running.eoi();
    }, 6);
    first.send();
    expect(second.info.queued).toBe(true);
    return second.info.eoiTime - rig.world.clock.jiffies;
  }

  it('EOI-35: a spurious event is put off for as long as the storm asks', () => {
    expect(delay(1)).toBe(1);
    expect(delay(1, stormDelayKept)).toBe(10);
  });

  it('or longer, when it asks for more', () => {
    expect(delay(6)).toBe(32);
    expect(delay(6, stormDelayKept)).toBe(32);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([stormDelayKept])).toEqual(seenByWellBehaved([]));
  });
});
