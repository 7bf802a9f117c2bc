import { expect, it } from 'vitest';
import { oneByOne } from './one-by-one.ts';

/** An interrupt that comes as soon as signals are let in. */
function surroundings() {
  let released = 0;
  const onInterrupt = (handler: () => void) => {
    setImmediate(handler);
    return () => {
      released++;
    };
  };
  return { io: { onInterrupt }, released: () => released };
}

const quiet = { onInterrupt: () => () => {} };

it('takes each in turn', async () => {
  const seen: number[] = [];
  expect(await oneByOne([1, 2, 3], quiet, (item) => seen.push(item))).toBe(false);
  expect(seen).toEqual([1, 2, 3]);
});

it.each([
  [1, [1]],
  [2, [1, 2]],
])('lets the interrupt in after %i', async (every, expected) => {
  const { io, released } = surroundings();
  const seen: number[] = [];
  expect(await oneByOne([1, 2, 3, 4], io, (item) => seen.push(item), every)).toBe(true);
  expect([seen, released()]).toEqual([expected, 1]);
});

it('gives the handler back when something goes wrong', async () => {
  const { io, released } = surroundings();
  const fails = (): void => {
    throw new RangeError('no');
  };
  await expect(oneByOne([1], io, fails)).rejects.toThrow('no');
  expect(released()).toBe(1);
});
