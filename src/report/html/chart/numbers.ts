const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumSignificantDigits: 3 });
const fine = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });

/** `12,345` */
export const wholeText = (value: number): string => whole.format(value);

/** `12.3k`, for axes. */
export const shortText = (value: number): string =>
  Math.abs(value) < 1000 ? fine.format(value) : short.format(value);

/** `1.67`: three digits that matter. */
export const fineText = (value: number): string => (value >= 1000 ? wholeText(value) : fine.format(value));

/** `97.4 %`; never 100 % of what is not all, nor 0 % of what is not nothing. */
export function percentText(part: number, all: number): string {
  if (all === 0) return '-';
  const tenths = (1000 * part) / all;
  const shown = part === all ? 1000 : Math.min(999, Math.max(part === 0 ? 0 : 1, Math.round(tenths)));
  return `${(shown / 10).toFixed(1)} %`;
}

/** `1 run`, `2 runs`, with thousands marked. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${wholeText(count)} ${count === 1 ? one : many}`;

/** `45 s`, `12 min`, `3.5 h`. @param seconds of any size */
export function durationText(seconds: number): string {
  if (seconds < 120) return `${fineText(seconds)} s`;
  if (seconds < 7200) return `${fineText(seconds / 60)} min`;
  return seconds < 48 * 3600 ? `${fineText(seconds / 3600)} h` : `${fineText(seconds / 86_400)} d`;
}

/** A coordinate: one decimal is finer than any screen shows. */
export const at = (value: number): number => Math.round(value * 10) / 10;
