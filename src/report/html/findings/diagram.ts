import { visibleCut } from '../../visible-text.ts';
import { html, type Markup, trusted } from '../markup.ts';
import { cutMiddle } from './cut-middle.ts';
import type { Sequence, SequenceStep } from './data.ts';

/** Pixels. */
const LANE = 92;
const FIRST_LANE = 92;
const ROW = 19;
const HEAD = 26;
/** Width of a character of the labels, and the longest label in characters. */
const CHAR = 6.7;
const LONGEST = 96;
/** Longest line of the text beside the diagram. */
const LONGEST_LINE = 240;

const laneNames: Readonly<Record<string, string>> = { page: 'shared page' };
const laneName = (lane: string): string => laneNames[lane] ?? lane;

/** What a mark is in words: colour is not the only sign of it. */
const signs = { flip: 'FLIP', flipped: 'sees the flip:', bad: '✗' } as const;

/**
 * A sequence diagram: lifelines, one row per step, what it says beside it. Above some sixty steps the middle is left
 * out. The same in words follows it.
 * @param id for what belongs to it; unique in the page
 */
export function diagram({ lanes, steps }: Sequence, id: string, title: string): Markup {
  const { shown } = cutMiddle(steps);
  const labels = shown.map((step) => visibleCut(labelOf(step), LONGEST));
  const textX = FIRST_LANE + (lanes.length - 1) * LANE + 26;
  const longest = Math.max(20, ...labels.map(({ length }) => length));
  const [width, height] = [Math.ceil(textX + longest * CHAR + 8), HEAD + shown.length * ROW + 8];
  const x = (lane: string | undefined): number => FIRST_LANE + Math.max(0, lanes.indexOf(lane ?? '')) * LANE;
  const y = (row: number): number => HEAD + row * ROW + 14;
  const marked = (mark: SequenceStep['mark']): Markup =>
    trusted(shown.map((step, row) => (step.mark === mark ? pathOf(step, x, y(row)) : '')).join(''));
  return html`<figure class="fnd-figure"><div class="fnd-scroll" role="group" tabindex="0" aria-labelledby="${id}-t">
<svg role="img" aria-labelledby="${id}-t ${id}-d" width="${width}" height="${height}">
<title id="${id}-t">Sequence: ${visibleCut(title, 160)}</title>
<desc id="${id}-d">${shown.length} steps between ${lanes.map(laneName).join(', ')}; the same in words below.</desc>
<g class="fnd-back">${shown.map((step, row) => band(step, y(row)))}</g>
<path class="fnd-life" d="${lanes.map((lane) => `M${x(lane)} ${HEAD - 4}V${height - 4}`).join('')}"/>
<g class="fnd-lanes">${lanes.map((lane) => html`<text x="${x(lane)}" y="15">${visibleCut(laneName(lane), 14)}</text>`)}</g>
<path class="fnd-arrow" d="${marked(undefined)}"/><path class="fnd-arrow fnd-note" d="${marked('flipped')}"/>
<path class="fnd-arrow fnd-warn" d="${marked('flip')}"/><path class="fnd-arrow fnd-bad" d="${marked('bad')}"/>
<g class="fnd-time">${times(shown).map((time, row) => time !== '' && html`<text x="4" y="${y(row) + 4}">${time}</text>`)}</g>
<g>${shown.map((step, row) => label(step, labels[row] ?? '', y(row) + 4, textX))}</g>
</svg></div>
<details class="fnd-words"><summary>The same in words</summary><ol>${shown.map(
    (step) => html`<li>${visibleCut(sentence(step), LONGEST_LINE)}</li>`,
  )}</ol></details></figure>`;
}

const labelOf = ({ text, mark }: SequenceStep): string =>
  mark === undefined ? text : `${signs[mark]} ${text}`;

/** Headings stand at the left, over the lifelines. */
function label({ kind, mark }: SequenceStep, text: string, y: number, textX: number): Markup {
  if (kind === 'heading') return html`<text class="fnd-head" x="4" y="${y}">${text}</text>`;
  return mark === undefined
    ? html`<text x="${textX}" y="${y}">${text}</text>`
    : html`<text class="fnd-m-${mark}" x="${textX}" y="${y}">${text}</text>`;
}

function band({ kind, mark }: SequenceStep, y: number): Markup | undefined {
  const name = kind === 'heading' ? 'heading' : mark;
  if (name === undefined) return undefined;
  return html`<rect class="fnd-b-${name}" x="0" y="${y - 10}" width="100%" height="${ROW}"/>`;
}

/** An arrow with its head, or a small square at a lifeline. */
function pathOf(
  { kind, from, to }: SequenceStep,
  x: (lane: string | undefined) => number,
  y: number,
): string {
  if (kind === 'heading' || from === undefined) return '';
  const [start, end] = [x(from), x(to)];
  if (kind === 'note' || start === end) return `M${start - 4} ${y - 4}h8v8h-8z`;
  const way = start < end ? 1 : -1;
  return `M${start} ${y}H${end - way}m${-6 * way}-3.5l${6 * way} 3.5l${-6 * way} 3.5`;
}

/** Milliseconds, where they change. */
const times = (steps: readonly SequenceStep[]): string[] =>
  steps.map(({ kind, time }, row) =>
    kind === 'heading' || (row > 0 && steps[row - 1]?.kind !== 'heading' && steps[row - 1]?.time === time)
      ? ''
      : `${(time / 1000).toFixed(3)}`,
  );

function sentence(step: SequenceStep): string {
  const { from, to } = step;
  const who = from === undefined ? '' : `${laneName(from)}${to === undefined ? '' : ` → ${laneName(to)}`}: `;
  return `${who}${labelOf(step)}`;
}
