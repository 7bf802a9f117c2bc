import { type Verdict, verdicts } from '../../../conformance/verdict.ts';
import { html, type Markup } from '../markup.ts';

const classes: Readonly<Record<Verdict, string>> = {
  PASS: 'good',
  'NON-STRICT': 'note',
  INFO: 'note',
  SKIP: 'none',
  KNOWN: 'warn',
  FAIL: 'bad',
  CRASH: 'bad',
  ERROR: 'warn',
};

export const badge = (verdict: Verdict, text: string): Markup =>
  html`<span class="cfm-badge cfm-v-${classes[verdict]}">${text}</span>`;

/** How many of each verdict, in the order of verdicts; what there is none of is not mentioned. */
export const badges = (counts: Readonly<Partial<Record<Verdict, number>>>): Markup[] =>
  verdicts.flatMap((verdict) => {
    const number = counts[verdict] ?? 0;
    return number === 0 ? [] : [html`${badge(verdict, `${verdict} ${number}`)} `];
  });

export const brokenBadge = (broken: number): Markup | undefined =>
  broken === 0 ? undefined : html`<span class="cfm-badge cfm-v-bad">✗ containment broken ${broken}</span>`;
