import { describe, expect, it } from 'vitest';
import { OP_OFFSET, SH_OP } from '../../abi/pciif.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Action } from '../../program/program.ts';
import { at, connected, executor, hits, program, records, replies } from './testing/bench.ts';

const nic = connected('nic');
const model = executor();
const run = (...actions: Action[]) => model.run(program(nic, ...actions), 'digest');

const IDS = '0 0x10c98086';
const CLASS = '0 0x2000001';
const read: Extract<Action, { do: 'op' }> = { do: 'op', cmd: 0, offset: 0, size: 4 };
const elsewhere = { do: 'page', field: 'op.offset', value: 8 } as const;
const flip = at('fetch', 'op.offset', 1, elsewhere);

describe('points of an action', () => {
  it('come before the access: what is done there is what the access meets', () => {
    expect(replies(run(read))).toEqual([IDS]);
    expect(replies(run({ ...read, at: [flip] }))).toEqual([CLASS]);
    const execution = run({ ...read, at: [flip] });
    const seen = records(execution, Ev.PointHit, Ev.Fetch).filter(
      ({ code, b }) => code === Ev.PointHit || b === SH_OP + OP_OFFSET,
    );
    expect(seen.map(({ code }) => code)).toEqual([Ev.PointHit, Ev.Fetch]);
    expect(seen[1]?.d).toBe(8);
  });

  it('come too late once the word was fetched', () => {
    expect(replies(run({ ...read, at: [at('fetch', 'op.size', 1, elsewhere)] }))).toEqual([IDS]);
    expect(replies(run({ ...read, at: [at('fetch', 'op.offset', 2, elsewhere)] }))).toEqual([IDS]);
  });

  it('are counted from the beginning of their action, so they survive that others are added or dropped', () => {
    for (const before of [[], [read], [read, { do: 'lineShared', shared: 'no' } as Action, read]]) {
      const execution = run(...before, { ...read, at: [flip] }, read);
      expect(replies(execution).slice(before.filter((action) => action.do === 'op').length)).toEqual([
        CLASS,
        IDS,
      ]);
      expect(hits(execution)).toEqual([`${before.length}/0`]);
    }
  });

  it('are over with their action, unless it left the backend waiting', () => {
    const second = at('fetch', 'op.offset', 2, elsewhere);
    expect(hits(run({ ...read, at: [second] }, read))).toEqual([]);
    expect(
      hits(
        run(
          { do: 'advance', jiffies: 1, hold: true, at: [second] },
          { ...read, hold: true },
          { do: 'advance', jiffies: 1, hold: true },
          read,
        ),
      ),
    ).toEqual(['0/0']);
  });

  it('are met at the n-th time only, or at every time for 0', () => {
    const counted = (nth: number) =>
      hits(
        run({
          ...read,
          times: 4,
          at: [at('fetch', 'op.cmd', nth, { do: 'page', field: 'op.info', value: 1 })],
        }),
      ).length;
    expect([counted(1), counted(4), counted(5), counted(0)]).toEqual([1, 1, 0, 4]);
  });

  it('go by name, or by kind where none is given', () => {
    const named = (name?: string) =>
      hits(run({ ...read, at: [at('fetch', name, 0, { do: 'page', field: 'op.info', value: 1 })] })).length;
    expect(named('op.cmd')).toBe(1);
    expect(named('0x4')).toBe(1);
    expect(named()).toBeGreaterThan(137);
    const config = (name: string) =>
      hits(run({ ...read, offset: 0xe0, at: [at('config', name, 0, { do: 'advance', jiffies: 0 })] })).length;
    expect(config('0xe0')).toBe(1);
    expect(config('0xe4')).toBe(0);
  });

  it('have several effects, each counted by itself', () => {
    const effects = [
      at('store', 'op.err', 1, { do: 'notify' }),
      at('store', 'op.value', 1, { do: 'notify' }),
      at('eoi', undefined, 1, { do: 'notify' }),
    ];
    expect(hits(run({ ...read, at: effects }))).toEqual(['0/0', '0/1', '0/2']);
  });

  it('are not met by what happens at a point', () => {
    const two = connected('nic', 'pm-nic');
    const other = at('fetch', 'op.cmd', 0, { do: 'run', task: 'worker', guest: 1, steps: 8 });
    const execution = model.run(
      program(
        two,
        { ...read, guest: 1, device: 1, hold: true },
        { ...read, hold: true },
        { do: 'run', task: 'worker', at: [other] },
      ),
      'digest',
    );
    expect(replies(execution)).toHaveLength(2);
    expect(hits(execution)).toEqual(['2/0']);
  });
});

describe('every kind of point', () => {
  const mark = { do: 'advance', jiffies: 0 } as const;
  const close: Action = { do: 'frontend', step: 'close' };
  it.each<readonly [string, Action, readonly Action[]]>([
    ['fetch', { ...read, at: [at('fetch', undefined, 1, mark)] }, []],
    ['store', { ...read, at: [at('store', undefined, 1, mark)] }, []],
    ['notify', { ...read, at: [at('notify', undefined, 1, mark)] }, []],
    ['eoi', { ...read, at: [at('eoi', undefined, 1, mark)] }, []],
    ['config', { ...read, at: [at('config', undefined, 1, mark)] }, []],
    ['lock', { ...close, at: [at('lock', undefined, 1, mark)] } as Action, []],
    ['xenstore', { ...close, at: [at('xenstore', undefined, 1, mark)] } as Action, []],
    ['wait', { do: 'aer', callback: 'detected', at: [at('wait', undefined, 1, mark)] }, []],
  ])('%s is met', (_, action) => {
    expect(hits(run(action))).toEqual(['0/0']);
  });

  it('a step that would let the backend run does nothing at a point', () => {
    expect(hits(run({ ...read, at: [at('store', 'op.err', 1, { do: 'frontend', step: 'close' })] }))).toEqual(
      ['0/0'],
    );
    expect(
      run({ ...read, at: [at('store', 'op.err', 1, { do: 'frontend', step: 'close' })] }).final.connections[0]
        ?.frontendState,
    ).toBe(4);
  });
});
