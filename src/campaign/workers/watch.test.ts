import { describe, expect, it } from 'vitest';
import { Heartbeat } from './heartbeat.ts';
import { makeWatch } from './watch.ts';

describe('the watch', () => {
  it('tells how long the same execution has been under way', () => {
    const heartbeat = new Heartbeat();
    const watch = makeWatch(heartbeat.words);
    heartbeat.step(() => {
      heartbeat.beat(undefined);
      expect([0, 100, 250].map(watch)).toEqual([0, 100, 250]);
      heartbeat.beat(undefined);
      expect([300, 400].map(watch)).toEqual([0, 100]);
    });
  });

  it('does not count what happens between steps', () => {
    const heartbeat = new Heartbeat();
    const watch = makeWatch(heartbeat.words);
    heartbeat.step(() => heartbeat.beat(undefined));
    expect([0, 500, 900].map(watch)).toEqual([0, 0, 0]);
  });

  it('does not take the sleep of the machine for work', () => {
    const heartbeat = new Heartbeat();
    const watch = makeWatch(heartbeat.words);
    heartbeat.step(() => {
      heartbeat.beat(undefined);
      expect([0, 100, 3_600_000].map(watch)).toEqual([0, 100, 1100]);
    });
  });

  it('works as text, in a thread that has imported nothing', () => {
    const made = new Function(`return (${makeWatch})`)() as typeof makeWatch;
    const watch = made(new Float64Array([1, 7, 0]));
    expect([0, 100].map(watch)).toEqual([0, 100]);
    expect(watch(200)).toBe(200);
  });
});
