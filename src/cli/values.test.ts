import { describe, expect, test } from 'vitest';
import { UsageError } from './errors.ts';
import { count, duration, several } from './values.ts';

describe('durations', () => {
  test.each([
    ['60s', 60_000],
    ['60', 60_000],
    ['1.5h', 5_400_000],
    ['500ms', 500],
    ['2m', 120_000],
    ['2min', 120_000],
    [' 1s ', 1000],
  ])('%j', (text, milliseconds) => {
    expect(duration('--time')(text)).toBe(milliseconds);
  });

  test.each([
    '',
    '0',
    '0s',
    '-1s',
    '1d',
    'x',
    '1e9s',
    'NaN',
    'Infinity',
    '1s1s',
    '999999999h',
    '0.1ms',
    '1\u001bs',
  ])('%j is refused', (text) => {
    expect(() => duration('--time')(text)).toThrow(UsageError);
    expect(() => duration('--time')(text)).toThrow(/^--time: /);
  });
});

describe('whole numbers', () => {
  test('in the range', () => {
    expect(count('--runs')('50000')).toBe(50_000);
    expect(count('--jobs', { max: 64 })('64')).toBe(64);
    expect(count('--x', { min: 0 })('0')).toBe(0);
  });

  test.each(['', '0', '65', '-1', '1.5', '1e3', '0x10', 'x', '99999999999999999999'])(
    '%j is refused',
    (text) => {
      expect(() => count('--jobs', { max: 64 })(text)).toThrow(
        /^--jobs: .* is no whole number from 1 to 64; /,
      );
    },
  );
});

test('an option given several times', () => {
  expect(several('b', several('a', undefined))).toEqual(['a', 'b']);
});
