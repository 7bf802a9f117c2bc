import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import type { Action } from '../../program/program.ts';
import { at, connected, executor, hits, program, records, replies } from './testing/bench.ts';

const two = connected('nic', 'pm-nic');
const model = executor();
const run = (...actions: Action[]) => model.run(program(two, ...actions), 'digest');

const read: Extract<Action, { do: 'op' }> = { do: 'op', cmd: 0, offset: 0, size: 4 };
const other: Action = { ...read, guest: 1, device: 1 };
/** Domains whose requests were completed, in order. */
const served = (...actions: Action[]): number[] =>
  records(run(...actions), Ev.FlagBit)
    .filter(({ b, c }) => b === 0 && c === 2)
    .map(({ a }) => a);
/** Number of the action during which each reply was stored. */
const servedDuring = (...actions: Action[]): number[] => {
  let action = -1;
  return records(run(...actions), Ev.Action, Ev.Store).flatMap(({ code, a, b }) => {
    if (code === Ev.Action) action = a;
    return code === Ev.Store && b === 8 ? [action] : [];
  });
};

describe('hold and run', () => {
  it('an action lets the backend run until it is idle, unless it is held', () => {
    expect(servedDuring(read, { do: 'lineShared', shared: 'no' })).toEqual([0]);
    expect(servedDuring({ ...read, hold: true }, { do: 'lineShared', shared: 'no' })).toEqual([1]);
  });

  it('a held request at the end is served all the same', () => {
    expect(replies(run({ ...read, hold: true }))).toHaveLength(1);
  });

  it('run steps the task that is meant, of the guest that is meant', () => {
    const both: Action[] = [
      { ...read, hold: true },
      { ...other, hold: true },
    ];
    expect(served(...both)).toEqual([1, 2]);
    expect(served(...both, { do: 'run', task: 'worker', guest: 1, hold: true })).toEqual([2, 1]);
    expect(served(...both, { do: 'run', task: 'worker', guest: 0, hold: true })).toEqual([1, 2]);
    expect(
      servedDuring(...both, { do: 'run', task: 'any', hold: true }, { do: 'run', task: 'any', hold: true }),
    ).toEqual([2, 3]);
  });

  it('run does nothing where no such task can run', () => {
    expect(
      servedDuring(
        { ...read, hold: true },
        { do: 'run', task: 'aer', hold: true },
        { do: 'run', task: 'xenwatch', hold: true },
        { do: 'lineShared', shared: 'no' },
      ),
    ).toEqual([3]);
  });

  it('a task is interleaved with another that is on the stack', () => {
    const nested: Action[] = [
      { ...other, hold: true },
      { ...read, at: [at('store', 'op.err', 1, { do: 'run', task: 'worker', guest: 1 })], hold: true },
      { do: 'run', task: 'worker', guest: 0 },
    ];
    const execution = run(...nested);
    expect(hits(execution)).toEqual(['1/0']);
    // The second guest's reply lies between the first store of the first guest's reply and what was before it.
    const stores = records(execution, Ev.Store).map(({ a }) => a);
    expect(stores).toEqual([2, 2, 1, 1]);
    expect(records(execution, Ev.LockFault)).toEqual([]);
  });

  it('a task is not entered again while it is on the stack', () => {
    const execution = run({
      ...read,
      at: [at('store', undefined, 0, { do: 'run', task: 'worker', guest: 0, steps: 8 })],
    });
    expect(replies(execution)).toHaveLength(1);
    expect(execution.crash).toBeNull();
  });

  it('a task that runs at a point in the handler counts as on another processor', () => {
    const execution = run(
      { ...other, hold: true },
      { do: 'notify', at: [at('fetch', 'flags', 1, { do: 'run', task: 'worker', guest: 1, steps: 8 })] },
    );
    expect(replies(execution)).toHaveLength(1);
    expect(records(execution, Ev.LockFault)).toEqual([]);
  });

  it('an endless task is stopped and said to be endless', () => {
    const endless = at('notify', undefined, 0, { do: 'page', field: 'flags', how: 'or', value: 1 });
    const execution = run({ ...read, at: [endless] }, other);
    expect(records(execution, Ev.StepLimit)).toHaveLength(1);
    expect(execution.final.now).toBeLessThan(60_000_000);
  });

  it('what waits with a time limit is given that time at the end', () => {
    expect(run({ do: 'aer', callback: 'detected' }).final.waiting).toEqual([]);
    expect(records(run({ do: 'aer', callback: 'detected' }), Ev.AerVerdict).map(({ c }) => c)).toEqual([2]);
  });
});
