import { expect, it } from 'vitest';
import type { Program } from './program.ts';
import { smallest } from './smallest.ts';

const program: Program = {
  setup: { topology: 'vpci', guests: 1, devices: [{ name: 'e1000e', guest: 0 }], start: 'connected' },
  actions: Array.from({ length: 8 }, (_, cmd) => ({ do: 'op', cmd })),
};
const hasFive = ({ actions }: Program): boolean =>
  actions.some((action) => action.do === 'op' && action.cmd === 5);

it('goes down as long as something smaller is good, and says each step', () => {
  const steps: number[] = [];
  const { program: found, tries } = smallest(program, hasFive, 1000, ({ actions }) =>
    steps.push(actions.length),
  );
  expect(found.actions).toEqual([{ do: 'op', cmd: 5 }]);
  expect(steps.slice(0, 3)).toEqual([4, 2, 1]);
  expect(tries).toBeLessThan(1000);
});

it('keeps a program of which nothing smaller is good', () => {
  expect(smallest(program, () => false, 1000).program).toBe(program);
});

it('tries no more than it is told to', () => {
  let asked = 0;
  const isGood = (): boolean => {
    asked++;
    return false;
  };
  smallest(program, isGood, 3);
  expect(asked).toBe(3);
});
