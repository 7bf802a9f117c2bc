import { counted } from '../chart/numbers.ts';
import { html, type Markup } from '../markup.ts';
import type { CoveredSource, SourceLine } from './data.ts';
import { isOpen, openRegions, type Region } from './regions.ts';

/** What stands before a line, besides its colour. */
const sign = (line: SourceLine): string => {
  if (line.state === 'missed') return '✗';
  if (isOpen(line)) return '½';
  return line.state === 'taken' ? '✓' : ' ';
};

const kind = (line: SourceLine): string =>
  line.state === 'missed' ? 'missed' : isOpen(line) ? 'partly' : 'plain';

/** Lines of a file that were not taken in all ways. @param id of the file in the page; a line's is `id-L12` */
export function sourceView({ file, source }: CoveredSource, id: string): Markup {
  if (source === null)
    return html`<p class="none">The source of ${file} is not at hand as it was measured.</p>`;
  const regions = openRegions(source);
  const parts: Markup[] = [];
  let next = 1;
  for (const region of regions) {
    parts.push(
      fold(region.from - next),
      html`<pre tabindex="0" aria-label="${file} from line ${region.from}">${linesOf(region, id)}</pre>`,
    );
    next = region.from + region.lines.length;
  }
  return html`${parts}${fold(source.length + 1 - next)}`;
}

const fold = (lines: number): Markup =>
  lines === 0 ? html`` : html`<p class="coverage-fold">${counted(lines, 'line')} with nothing missed</p>`;

const linesOf = ({ from, lines }: Region, id: string): Markup[] =>
  lines.map((line, index) => {
    const number = from + index;
    const place = `${id}-L${number}`;
    return html`<span class="${kind(line)}" id="${place}"><a href="#${place}">${String(number).padStart(4)}</a> ${sign(line)} ${line.text.replaceAll('\t', '  ')}${notes(line)}</span>`;
  });

function notes(line: SourceLine): Markup | false {
  const { branches, reason } = line;
  const ways =
    branches !== null &&
    branches.taken < branches.total &&
    `${branches.taken} of ${counted(branches.total, 'way')} taken`;
  if (!ways && reason === '') return false;
  return html`  <i>${[ways, reason].filter((text) => text !== false && text !== '').join('; ')}</i>`;
}
