import { describe, expect, it } from 'vitest';
import { Clock } from '../platform/clock.ts';
import { Ev, silentRecorder } from '../platform/recorder.ts';
import { Scheduler } from '../platform/scheduler.ts';
import { EventLog, kindTable } from './event-log.ts';

const clock = new Clock();
const scheduler = new Scheduler(clock, { recorder: silentRecorder });

function begun(log = new EventLog()): EventLog {
  log.begin(clock, scheduler, false);
  return log;
}

describe('EventLog', () => {
  it('counts records by kind, anew for each execution', () => {
    const log = begun();
    log.emit(Ev.Fetch, 1);
    log.emit(Ev.Store, 1);
    log.emit(Ev.Fetch, 2);
    expect([log.counts[Ev.Fetch], log.has(Ev.Store), log.has(Ev.Oops)]).toEqual([2, true, false]);
    expect([...log.codes.subarray(0, log.length)]).toEqual([Ev.Fetch, Ev.Store, Ev.Fetch]);
    begun(log);
    expect([log.length, log.counts[Ev.Fetch], log.has(Ev.Store)]).toEqual([0, 0, false]);
  });

  it('numbers texts in the order of their first use in the execution, whatever was run before', () => {
    const log = begun();
    expect([log.text('a'), log.text('b'), log.text('a')]).toEqual([1, 2, 1]);
    begun(log);
    expect([log.textOf(1), log.textOf(2)]).toEqual(['', '']);
    expect([log.text('b'), log.text('c'), log.text('a')]).toEqual([1, 2, 3]);
    expect([1, 2, 3].map((id) => log.textOf(id))).toEqual(['b', 'c', 'a']);
  });

  it('keeps codes beside records when it grows, and marks what it cuts', () => {
    const log = begun();
    for (let i = 0; i < 300_000; i++) log.emit(i % 2 === 0 ? Ev.Fetch : Ev.Notify, i);
    expect([log.truncated, log.length]).toEqual([true, 1 << 18]);
    expect(log.record(9_999)).toMatchObject({ code: Ev.Notify, a: 9_999 });
    expect([log.codes[9_998], log.codes[9_999]]).toEqual([Ev.Fetch, Ev.Notify]);
    expect((log.counts[Ev.Fetch] as number) + (log.counts[Ev.Notify] as number)).toBe(log.length);
  });

  it('tells whether it has the records of another execution', () => {
    const log = begun();
    const fill = (...values: number[]): Float64Array => {
      begun(log);
      for (const value of values) log.emit(Ev.Fetch, value);
      return log.values();
    };
    const kept = fill(1, 2).slice();
    const holds = (...values: number[]): boolean => {
      fill(...values);
      return log.holds(kept);
    };
    expect([holds(1, 2), holds(1, 3), holds(1), holds(1, 2, 3)]).toEqual([true, false, false, false]);
  });

  it('gives a copy that outlives the next execution', () => {
    const log = begun();
    log.emit(Ev.Log, 3, log.text('line'), 0, 1);
    const copy = log.snapshot();
    begun(log);
    log.emit(Ev.Warn, log.text('other'));
    expect([copy.length, copy.has(Ev.Log), copy.has(Ev.Warn), copy.textOf(copy.record(0).b)]).toEqual([
      1,
      true,
      false,
      'line',
    ]);
  });
});

describe('kindTable', () => {
  it('marks the kinds given, and there is room for every kind', () => {
    const table = kindTable(Ev.Fetch, Ev.RequestAccess);
    const marked = Object.values(Ev).filter((code) => table[code] === 1);
    expect(marked.sort((a, b) => a - b)).toEqual([Ev.Fetch, Ev.RequestAccess]);
    expect(Math.max(...Object.values(Ev))).toBeLessThan(table.length);
  });
});
