import { expect, it } from 'vitest';
import type { Search } from './data.ts';
import { medianTime, openAt, survival } from './survival.ts';

const search = (flaw: string, cpuSeconds: number, found = true): Search => ({
  flaw,
  seed: '1',
  found,
  cpuSeconds,
  executions: 1,
});

it('falls by the share of those that were still looking', () => {
  const steps = survival([search('a', 1), search('b', 2), search('c', 4), search('d', 4)]);
  expect(steps).toEqual([
    { seconds: 1, open: 0.75, gaveUp: false },
    { seconds: 2, open: 0.5, gaveUp: false },
    { seconds: 4, open: 0, gaveUp: false },
  ]);
  expect(medianTime(steps)).toBe(2);
  expect(openAt(steps, 0.5)).toBe(1);
  expect(openAt(steps, 3)).toBe(0.5);
});

it('lets those that gave up neither count as found nor as looking on', () => {
  // Textbook: of four, one is censored at 2; the one found at 3 is one of two at risk.
  const steps = survival([search('a', 1), search('b', 2, false), search('c', 3), search('d', 9, false)]);
  expect(steps.map(({ open }) => open)).toEqual([0.75, 0.75, 0.375, 0.375]);
  expect(steps.map(({ gaveUp }) => gaveUp)).toEqual([false, true, false, true]);
  expect(medianTime(steps)).toBe(3);
});

it('has no median when half were never found', () => {
  expect(medianTime(survival([search('a', 1), search('b', 60, false), search('c', 60, false)]))).toBeNull();
  expect(survival([])).toEqual([]);
});

it('weighs flaws alike, however many seeds looked for them', () => {
  const steps = survival([...Array.from({ length: 5 }, () => search('easy', 1)), search('hard', 60, false)]);
  expect(steps[0]?.open).toBeCloseTo(0.5, 12);
});

it('ends at nothing when everything was found, in spite of rounding', () => {
  const many = ['a', 'b', 'c'].flatMap((flaw) => [1, 2, 3].map((second) => search(flaw, second)));
  expect(survival(many).at(-1)?.open).toBe(0);
});
