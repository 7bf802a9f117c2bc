import { describe, expect, it } from 'vitest';
import { costOf, Turns } from './lanes.ts';

const shares = (turns: Turns, rounds: number, price: (lane: number) => [cost: number, isNew: boolean]) => {
  const taken: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const lane = turns.next();
    taken[lane] = (taken[lane] ?? 0) + 1;
    turns.charge(lane, ...price(lane));
  }
  return taken;
};

describe('turns', () => {
  it('go round where all cost the same', () => {
    expect(shares(new Turns(3), 30, () => [costOf(10), false])).toEqual([10, 10, 10]);
  });

  it('go to each target for the same cost', () => {
    const [cheap = 0, dear = 0] = shares(new Turns(2), 110, (lane) => [lane === 0 ? 100 : 1000, false]);
    expect([cheap, dear]).toEqual([100, 10]);
  });

  it('go more often to a target that brings something new', () => {
    const [same = 0, more = 0] = shares(new Turns(2), 90, (lane) => [100, lane === 1]);
    expect([same, more]).toEqual([30, 60]);
  });
});

it('an execution without records costs something', () => {
  expect(costOf(0)).toBeGreaterThan(0);
  expect(costOf(500) - costOf(100)).toBe(400);
});
