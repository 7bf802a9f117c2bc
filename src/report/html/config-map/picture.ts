import { type WritableMode, writableModes } from '../../../campaign/writable-map.ts';
import { html, type Markup, trusted } from '../markup.ts';
import type { MappedDevice } from './data.ts';
import { type Part, type Row, type Run, rowsOf } from './rows.ts';
import { hex, maskText, modeTitles, nameText, placeText } from './words.ts';

/** One bit is a cell of this width and height; everything lies on this grid, so that patterns draw the cells. */
const CELL = 7;
const LINE = 16;
const LABELS = 28 * CELL;
const GAP = 3 * CELL;
const PANEL = 32 * CELL;
const TOP = 3 * LINE;
const WIDTH = LABELS + writableModes.length * (PANEL + GAP);
/** Width of a letter of the tips, which are in a font of fixed width. */
const LETTER = 6.7;
const LABEL_LETTERS = 21;
const TIP_LETTERS = 70;

const panelAt = (index: number): number => LABELS + index * (PANEL + GAP);

/** What draws the cells; once on the page, outside of anything that can be folded. */
export const PATTERNS: Markup = html`<svg width="0" height="0" class="config-map-patterns" aria-hidden="true"><defs>${[
  ['none', '<rect width="6" height="13" y="1" rx="1" fill="var(--none-fill)"/>'],
  ['base', '<rect width="6" height="13" y="1" rx="1" fill="var(--series-1)"/>'],
  [
    'more',
    '<rect width="5" height="12" x=".5" y="1.5" rx="1" fill="var(--warn-fill)" stroke="var(--series-2)"/><path d="M1 13L5 2" stroke="var(--series-2)" stroke-width="1.6"/>',
  ],
].map(
  ([name, content]) =>
    html`<pattern id="config-map-${name as string}" width="${CELL}" height="${LINE}" patternUnits="userSpaceOnUse">${trusted(content as string)}</pattern>`,
)}</defs></svg>`;

/** @param prefix of the ids; register number n of `runs` has its row in the table at `prefix-rn` */
export function picture({ name, size }: MappedDevice, runs: readonly Run[], prefix: string): Markup {
  const rows = rowsOf(runs, size);
  const height = TOP + rows.length * LINE + 4;
  const lineAt = (index: number): number => TOP + index * LINE;
  const cells = rows.flatMap((row, index) =>
    row.kind === 'dword'
      ? writableModes.map((_, mode) => `M${panelAt(mode)} ${lineAt(index)}h${PANEL}v${LINE}h-${PANEL}z`)
      : [],
  );
  const places = new Map<number, Placed[]>();
  rows.forEach((row, index) => {
    if (row.kind !== 'dword') return;
    for (const part of row.parts)
      places.set(part.run, [...(places.get(part.run) ?? []), { part, y: lineAt(index) }]);
  });
  return html`<svg class="config-map-picture" viewBox="0 0 ${WIDTH} ${height}" role="group" aria-label="Writable bits of ${name}: every register is a link to its row of the table">${writableModes.map(heading)}<path d="${cells.join('')}" fill="url(#config-map-none)"/>${rows.map((row, index) => label(row, runs, lineAt(index)))}${runs.map((run, index) => register(run, places.get(index) ?? [], `${prefix}-r${index}`))}</svg>`;
}

interface Placed {
  readonly part: Part;
  readonly y: number;
}

function heading(mode: WritableMode, index: number): Markup {
  const left = panelAt(index);
  return html`<text class="mode" x="${left}" y="${TOP - 22}">${modeTitles[mode]}</text>${[
    31, 24, 16, 8, 0,
  ].map(
    (bit) =>
      html`<text x="${left + (31 - bit) * CELL + 3}" y="${TOP - 5}" text-anchor="middle">${bit}</text>`,
  )}`;
}

function label(row: Row, runs: readonly Run[], y: number): Markup {
  if (row.kind !== 'dword') {
    const what = row.kind === 'gap' ? 'nothing' : 'the same';
    const many = row.dwords === 1 ? '1 dword' : `${row.dwords} dwords`;
    return html`<text class="fold" x="46" y="${y + 11}">${many}: ${what}</text><path class="fold" d="M${LABELS} ${y + 8}H${WIDTH - GAP}"/>`;
  }
  // The highest bits stand at the left, and so do their names.
  const names = [...row.parts].reverse().map(({ run }) => (runs[run] as Run).first.name);
  return html`<text x="0" y="${y + 11}">${hex(row.offset, 3)}</text><text class="name" x="46" y="${y + 11}">${cut(names.join(', '), LABEL_LETTERS)}</text>`;
}

function cut(text: string, most: number): string {
  const letters = Array.from(text);
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`;
}

/** One register in all modes, with a tip that is seen while it is pointed at or has the focus. */
function register(run: Run, placed: readonly Placed[], target: string): Markup {
  const box: string[] = [];
  const base: string[] = [];
  const more: string[] = [];
  for (const { part, y } of placed) {
    writableModes.forEach((mode, index) => {
      const { bit, bits, masks } = part;
      box.push(rectangle(index, bit, bits, y));
      base.push(
        ...stretches(masks[mode] & masks.default).map(([low, many]) => rectangle(index, low, many, y)),
      );
      more.push(
        ...stretches(masks[mode] & ~masks.default).map(([low, many]) => rectangle(index, low, many, y)),
      );
    });
  }
  return html`<a href="#${target}"><path class="box" d="${box.join('')}"/>${base.length > 0 && html`<path d="${base.join('')}" fill="url(#config-map-base)"/>`}${more.length > 0 && html`<path d="${more.join('')}" fill="url(#config-map-more)"/>`}${tip(run, placed[0]?.y ?? TOP)}</a>`;
}

function rectangle(panel: number, lowest: number, bits: number, y: number): string {
  const width = bits * CELL;
  return `M${panelAt(panel) + (32 - lowest - bits) * CELL} ${y}h${width}v${LINE}h-${width}z`;
}

/** Stretches of set bits: lowest bit, and how many. */
export function stretches(mask: number): [number, number][] {
  const found: [number, number][] = [];
  for (let bit = 0; bit < 32; bit++) {
    if (((mask >>> bit) & 1) === 0) continue;
    const last = found.at(-1);
    if (last !== undefined && last[0] + last[1] === bit) last[1]++;
    else found.push([bit, 1]);
  }
  return found;
}

/** Above its register: what follows is painted over it, and is below. */
function tip(run: Run, y: number): Markup {
  const first = `${placeText(run)} ${cut(nameText(run), TIP_LETTERS)}`;
  const second = writableModes.map((mode) => `${modeTitles[mode]} ${maskText(run, mode)}`).join(', ');
  const width = Math.round(Math.max(first.length, second.length) * LETTER + 16);
  const top = y - 2 * LINE - 6;
  return html`<g class="tip"><rect x="${LABELS}" y="${top}" width="${width}" height="36" rx="4"/><text x="${LABELS + 8}" y="${top + 14}">${first}: </text><text x="${LABELS + 8}" y="${top + 29}">${second}</text></g>`;
}
