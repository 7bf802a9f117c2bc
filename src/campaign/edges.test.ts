import { describe, expect, it } from 'vitest';
import { EdgeMap, edgesOfBuild } from './edges.ts';

const TOTAL = 13;

function made(buckets: boolean) {
  const counters = new Uint8ClampedArray(16);
  const edges = new EdgeMap(counters, TOTAL, { buckets });
  const run = (counts: Record<number, number>): number => {
    edges.clear();
    for (const [id, count] of Object.entries(counts)) counters[Number(id)] = count;
    return edges.add();
  };
  return { counters, edges, run };
}

describe('edges', () => {
  it('are new once, whichever count and place in a word they have', () => {
    const { edges, run } = made(false);
    expect(run({ 0: 1, 3: 255, 4: 128 })).toBe(3);
    expect(run({ 0: 7, 3: 1, 4: 2 })).toBe(0);
    expect(run({ 0: 1, 1: 1, 12: 16 })).toBe(2);
    expect([edges.covered, edges.total]).toEqual([5, TOTAL]);
    const covered = Array.from({ length: TOTAL }, (_, id) => id).filter((id) => edges.isCovered(id));
    expect(covered).toEqual([0, 1, 3, 4, 12]);
  });

  it('with buckets are new again when taken another number of times', () => {
    const { edges, run } = made(true);
    const firsts = [1, 2, 3, 4, 8, 16, 32, 128];
    for (const count of firsts) expect(run({ 7: count }), `${count}`).toBe(1);
    const lasts = [1, 2, 3, 7, 15, 31, 127, 255];
    for (const count of lasts) expect(run({ 7: count }), `${count}`).toBe(0);
    expect(edges.covered).toBe(1);
    expect(run({ 3: 200, 4: 3, 5: 3, 6: 1 })).toBe(4);
    expect(edges.covered).toBe(5);
  });

  it('are forgotten by the next execution, not by the campaign', () => {
    const { counters, edges, run } = made(false);
    run({ 2: 9 });
    const kept = edges.counts();
    edges.clear();
    expect([...counters]).toEqual(Array(16).fill(0));
    expect(kept[2]).toBe(9);
    expect(edges.isCovered(2)).toBe(true);
  });

  it('are none when the sources run as they are', () => {
    expect(edgesOfBuild()).toBeUndefined();
  });
});
