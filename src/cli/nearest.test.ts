import { expect, test } from 'vitest';
import { editDistance, nearest, suggestion } from './nearest.ts';

test.each([
  ['', '', 0],
  ['abc', 'abc', 0],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['fuzz', 'fzuz', 1],
  ['flow', 'wolf', 3],
])('distance of %j and %j', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

const names = [
  'double-fetch',
  'event-flood',
  'config-write',
  'msi',
  'xenbus',
  'hotplug',
  'xsa-155',
  'xsa-157',
];

test.each([
  ['duoble-fetch', 'double-fetch'],
  ['double_fetch', 'double-fetch'],
  ['Xenbus', 'xenbus'],
  ['msix', 'msi'],
  ['event', 'event-flood'],
  ['flood', 'event-flood'],
  ['xsa155', 'xsa-155'],
  ['zzzzzz', undefined],
  ['', undefined],
  ['x'.repeat(5000), undefined],
])('nearest to %j', (name, near) => {
  expect(nearest(name, names)).toBe(near);
});

test('the suggestion names the nearest, else the few there are, else nothing', () => {
  expect(suggestion('xenbsu', names)).toBe("did you mean 'xenbus'? ");
  expect(suggestion('zzzzzz', ['one', 'two'])).toBe('there are one, two; ');
  expect(suggestion('zzzzzz', names)).toBe('');
  expect(suggestion('zzzzzz', [])).toBe('');
});
