import { expect, it } from 'vitest';
import { generateEffect, type Vocabulary } from './generate.ts';
import { Random } from './random.ts';

const plain: Vocabulary = {
  kinds: [['notify', 1]],
  points: ['eoi'],
  pointSteps: ['run'],
  effectRate: 1,
  holdRate: 4,
};

it('draws one effect in four from the interruptions, as they are', () => {
  const interruption = { on: 'lock', nth: 1, then: [{ do: 'affinity' }] } as const;
  const drawn = (vocabulary: Vocabulary) => {
    const random = new Random(1);
    return Array.from({ length: 400 }, () => generateEffect(vocabulary, random));
  };
  const placed = drawn({ ...plain, interruptions: [interruption] }).filter(({ on }) => on === 'lock');
  expect(placed.length).toBeGreaterThan(60);
  expect(placed.length).toBeLessThan(140);
  for (const one of placed) expect(one).toEqual(interruption);
  expect(drawn(plain).every(({ on }) => on === 'eoi')).toBe(true);
});
