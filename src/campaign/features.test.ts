import { describe, expect, it } from 'vitest';
import type { Action } from '../program/program.ts';
import { at } from '../program/testing/at.ts';
import { FeatureMap } from './features.ts';
import { judgeOf, program } from './testing/bench.ts';

const judge = judgeOf();
const fresh = (map: FeatureMap, ...actions: Action[]): number =>
  map.add(judge.look(program(...actions)).execution.log);

describe('features', () => {
  it('are new once', () => {
    const map = new FeatureMap();
    expect(fresh(map, { do: 'op', cmd: 0 })).toBeGreaterThan(5);
    expect(fresh(map, { do: 'op', cmd: 0 })).toBe(0);
    expect(map.count).toBeGreaterThan(5);
  });

  it.each<readonly [string, Action]>([
    ['another command', { do: 'op', cmd: 2 }],
    ['another register', { do: 'op', cmd: 0, offset: 0x40 }],
    ['another error', { do: 'op', cmd: 0, size: 3 }],
    ['another state', { do: 'frontend', step: 'close' }],
    ['a crash of the connection', { do: 'node', name: 'state', value: '5' }],
    ['error recovery', { do: 'aer', callback: 'detected' }],
  ])('tell %s apart', (_, action) => {
    const map = new FeatureMap();
    fresh(map, { do: 'op', cmd: 0 });
    expect(fresh(map, action)).toBeGreaterThan(0);
  });

  it('do not tell apart what only takes another time or another value', () => {
    const map = new FeatureMap();
    fresh(map, { do: 'op', cmd: 0, value: 1 });
    expect(fresh(map, { do: 'op', cmd: 0, value: 2 })).toBe(0);
  });

  it('count where the backend fetched and where something was done at a fetch', () => {
    const map = new FeatureMap();
    fresh(map, { do: 'op', cmd: 0 });
    expect([map.fetchPoints.size > 0, map.flippedPoints.size]).toEqual([true, 0]);
    fresh(map, {
      do: 'op',
      cmd: 0,
      at: [at('fetch', 'op.cmd', 1, { do: 'page', field: 'op.cmd', value: 1 })],
    });
    expect(map.flippedPoints.size).toBe(1);
  });
});
