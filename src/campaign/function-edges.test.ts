import { expect, it } from 'vitest';
import { EdgeMap } from './edges.ts';
import { edgesByFunction } from './function-edges.ts';

it('counts the edges of each function, those of one name together', () => {
  const counters = new Uint8ClampedArray(8);
  const map = new EdgeMap(counters, 6);
  const functions = [
    { name: 'probe', edges: 2 },
    { name: 'free', edges: 1 },
    { name: 'probe', edges: 3 },
  ];
  counters.set([0, 3, 0, 1, 255, 0]);
  map.add();
  expect(edgesByFunction(map, functions)).toEqual([
    { name: 'free', covered: 0, total: 1 },
    { name: 'probe', covered: 3, total: 5 },
  ]);
  expect(() => edgesByFunction(map, functions.slice(1))).toThrow('functions of 4 edges, where there are 6');
});
