import { expect, it } from 'vitest';
import { rowsOf, secondsOf } from './figures.ts';

it('adds what the driver and the rig take, and sets it beside libFuzzer', () => {
  const rows = rowsOf([
    { name: 'libfuzzer', title: '', driver: 50, rig: 0 },
    { name: 'digests', title: '', driver: 60, rig: 40 },
  ]);
  expect(
    rows.map(({ programsPerSecond, ratioToLibFuzzer }) => [programsPerSecond, ratioToLibFuzzer]),
  ).toEqual([
    [20_000, 1],
    [10_000, 0.5],
  ]);
});

it('reads what a shell says of its children', () => {
  expect(secondsOf('something else\n0m0.001s 0m0.002s\n1m2.500s 0m0.250s\n')).toBe(62.75);
  expect(() => secondsOf('0m0.001s 0m0.002s\n')).toThrow(RangeError);
});
