import { expect, it } from 'vitest';
import type { CoveredSource, SourceLine } from './data.ts';
import { openRegions } from './regions.ts';
import { coverageSection } from './section.ts';

const line = (text: string, more: Partial<SourceLine> = {}): SourceLine => ({
  ...{ text, state: 'taken', branches: null, reason: '' },
  ...more,
});
const plain = (count: number): SourceLine[] => Array.from({ length: count }, (_, at) => line(`plain ${at}`));
const missed = line('if (never) x();', { state: 'missed', reason: 'no reason <b>' });
const file = (source: SourceLine[] | null, name = 'src/backend/a.ts'): CoveredSource => ({
  file: name,
  lines: { taken: 9, total: 10 },
  branches: { taken: 1, total: 2 },
  functions: { taken: 1, total: 1 },
  source,
});
const text = (...files: CoveredSource[]): string => coverageSection({ files }).body.text;

it('says which command measures it', () => {
  expect(coverageSection(null).body.text).toContain('npm run coverage:merged');
});

it('shows lines that were missed with three around them, and joins what touches', () => {
  const regions = openRegions([...plain(10), missed, ...plain(6), missed, ...plain(10)]);
  expect(regions.map(({ from, lines }) => [from, lines.length])).toEqual([[8, 14]]);
  expect(openRegions(plain(5))).toEqual([]);
});

it('links every place that was missed to its line', () => {
  const body = text(file([...plain(10), missed, ...plain(10)]));
  expect(body).toContain('<a href="#coverage-src-backend-a-L11">src/backend/a.ts:11</a>');
  expect(body.match(/id="coverage-src-backend-a-L11"/g)).toHaveLength(1);
  expect(body).toContain('7 lines with nothing missed');
  expect(body).not.toContain('plain 6');
});

it('marks a line of which not all ways were taken', () => {
  const body = text(file([line('a ? b : c', { branches: { taken: 1, total: 2 } })]));
  expect(body).toMatch(/class="partly".*½ a \? b : c.*1 of 2 ways taken/);
});

it('has totals by folder and over all', () => {
  const body = text(file(null), file(null, 'src/host/b.ts'));
  expect(body).toContain('src/host</th>');
  expect(body).toMatch(/>all<\/th>.*18\/20.*2\/4.*2\/2/);
});

it('says so when the source is not at hand', () => {
  expect(text(file(null))).toContain('The source of src/backend/a.ts is not at hand');
});

it('escapes source, names and reasons', () => {
  const bad = line('</pre><script>\u202e', { state: 'missed', reason: '<img src=x>' });
  const body = text(file([bad], 'src/<b>"x.ts'));
  expect(body).not.toMatch(/<script|<img|<b>|\u202e/);
});

it('keeps ids apart where names are almost the same', () => {
  const body = text(file([missed], 'src/a-b.ts'), file([missed], 'src/a/b.ts'));
  expect(body).toContain('id="coverage-src-a-b-L1"');
  expect(body).toContain('id="coverage-src-a-b--2-L1"');
});
