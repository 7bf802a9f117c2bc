import { visible } from '../report/visible-text.ts';
import { UsageError } from './errors.ts';

const MILLISECONDS: Readonly<Record<string, number>> = Object.freeze({
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
});

const quoted = (text: string): string => `'${visible(text).slice(0, 40)}'`;

/** Longest duration that a timer of Node takes: 24 days. */
const MAX_DURATION = 2 ** 31 - 1;

/** Reader of a duration such as `60s`, `1.5h` or `500ms`; a plain number is seconds. Gives milliseconds, above 0. */
export function duration(option: string): (text: string) => number {
  return (text) => {
    const match = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|min|h)?$/.exec(text.trim());
    const value = match === null ? Number.NaN : Number(match[1]) * (MILLISECONDS[match[2] ?? 's'] as number);
    if (!(value >= 1)) {
      throw new UsageError(option, `${quoted(text)} is no duration`, 'write one like 60s, 5m or 1.5h');
    }
    if (value > MAX_DURATION)
      throw new UsageError(option, `${quoted(text)} is too long`, 'the longest is 596h');
    return value;
  };
}

/** Reader of a whole number in a range. */
export function count(
  option: string,
  { min = 1, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {},
): (text: string) => number {
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min} up` : `from ${min} to ${max}`;
  return (text) => {
    const value = /^\d{1,16}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) {
      throw new UsageError(
        option,
        `${quoted(text)} is no whole number ${range}`,
        `write one like ${Math.max(min, Math.min(max, 1000))}`,
      );
    }
    return value;
  };
}

/** Reader of an option that may be given several times. */
export function several(text: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), text];
}
