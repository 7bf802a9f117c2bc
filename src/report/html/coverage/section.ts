import { counted, percentText, wholeText } from '../chart/numbers.ts';
import { html, type Markup } from '../markup.ts';
import type { Section } from '../section.ts';
import { COVERAGE_COMMAND, type CoveredSource, type Share, type SourceCoverage } from './data.ts';
import { isOpen } from './regions.ts';
import { sourceView } from './source.ts';

const STYLE = `
.coverage .wide { overflow-x: auto; }
.coverage td.count { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.coverage table svg { width: 6rem; height: .7rem; vertical-align: -.05rem; }
.coverage table svg .all { fill: var(--none-fill); stroke: var(--soft); stroke-width: .5; }
.coverage table svg .taken { fill: var(--series-3); }
.coverage pre { margin: 0; padding: .3rem 0; overflow-x: auto; background: var(--panel); font-size: .8rem; line-height: 1.45; tab-size: 2; }
.coverage pre span { display: block; width: max-content; min-width: 100%; }
.coverage pre a { color: var(--soft); text-decoration: underline dotted; }
.coverage pre a:hover, .coverage pre a:focus { text-decoration: underline solid; }
.coverage pre i { color: var(--ink); }
.coverage pre .missed { background: var(--bad-fill); }
.coverage pre .partly { background: var(--warn-fill); }
.coverage pre .missed a, .coverage pre .partly a { color: var(--ink); }
.coverage pre span:target { outline: 2px solid var(--accent); outline-offset: -2px; }
.coverage .coverage-fold { margin: 0; padding: .1rem 1rem; color: var(--soft); font-size: .8rem; }
.coverage details details { margin-left: 1rem; }
`;
const ID = 'coverage';
/** Most places that are listed one by one. */
const MOST_PLACES = 500;

/** What suites and campaigns together took of the core's source; null: it was not measured. */
export function coverageSection(coverage: SourceCoverage | null): Section {
  return {
    id: ID,
    title: 'Source coverage of the core',
    lead: 'Which lines and branches of src/backend and src/host were taken by the conformance suites, the attacks of past bugs and the programs of the corpus, together.',
    body: html`<div class="coverage">${
      coverage === null || coverage.files.length === 0
        ? html`<p class="none">It was not measured. This measures it: <code>${COVERAGE_COMMAND}</code></p>`
        : measured(coverage.files)
    }</div>`,
    style: STYLE,
  };
}

function measured(files: readonly CoveredSource[]): Markup {
  const ids = idsOf(files);
  const folders = [...new Set(files.map(({ file }) => folderOf(file)))].sort();
  const all = (of: (one: CoveredSource) => Share): Share => sum(files.map(of));
  const [lines, branches] = [all((one) => one.lines), all((one) => one.branches)];
  return html`<p>${percentText(lines.taken, lines.total)} of ${counted(lines.total, 'line')} and ${percentText(branches.taken, branches.total)} of ${counted(branches.total, 'branch', 'branches')} were taken. Coverage says where nothing looked, not that what was taken is right.</p>
<div class="wide" tabindex="0" role="region" aria-label="Coverage by folder"><table><caption>Coverage by folder</caption>${head('folder')}<tbody>${folders.map(
    (folder) =>
      row(
        html`${folder}`,
        files.filter(({ file }) => folderOf(file) === folder),
      ),
  )}${row(html`all`, files)}</tbody></table></div>
<p>Before a line: ✓ taken, ½ taken, but not in all ways, ✗ never taken.</p>
${places(files, ids)}
${folders.map((folder) =>
  folderView(
    folder,
    files.filter(({ file }) => folderOf(file) === folder),
    ids,
  ),
)}`;
}

const head = (first: string): Markup =>
  html`<thead><tr><th scope="col">${first}</th><th scope="col">lines</th><th scope="col">lines taken</th><th scope="col">branches taken</th><th scope="col">functions taken</th></tr></thead>`;

function row(name: Markup, files: readonly CoveredSource[]): Markup {
  const lines = sum(files.map((one) => one.lines));
  const shares = [lines, sum(files.map((one) => one.branches)), sum(files.map((one) => one.functions))];
  const width = lines.total === 0 ? 0 : Math.round((1000 * lines.taken) / lines.total) / 10;
  return html`<tr><th scope="row">${name}</th><td><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><path class="all" d="M0 0h100v8H0z"/><path class="taken" d="M0 0h${width}v8H0z"/></svg></td>${shares.map(
    (share) =>
      html`<td class="count">${percentText(share.taken, share.total)} <small>(${wholeText(share.taken)}/${wholeText(share.total)})</small></td>`,
  )}</tr>`;
}

/** Every line that was not taken in all ways, each a link to itself in its source. */
function places(files: readonly CoveredSource[], ids: ReadonlyMap<string, string>): Markup {
  const open = files.flatMap(({ file, source }) =>
    (source ?? []).flatMap((line, index) => (isOpen(line) ? [{ file, line, number: index + 1 }] : [])),
  );
  if (open.length === 0) return html`<p>No line was missed.</p>`;
  const rows = open
    .slice(0, MOST_PLACES)
    .map(
      ({ file, line, number }) =>
        html`<tr><td><a href="#${ids.get(file)}-L${number}">${file}:${number}</a></td><td><code>${line.text.trim()}</code></td><td>${line.state === 'missed' ? 'never' : 'not all ways'}</td><td>${line.reason}</td></tr>`,
    );
  const left = open.length - rows.length;
  return html`<details><summary>${counted(open.length, 'place')} not taken in all ways</summary><div class="wide" tabindex="0" role="region" aria-label="Places not taken"><table><caption>Places not taken in all ways${left > 0 && `, the first ${rows.length}`}</caption><thead><tr><th scope="col">place</th><th scope="col">line</th><th scope="col">taken</th><th scope="col">why, where it is known</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
}

function folderView(
  folder: string,
  files: readonly CoveredSource[],
  ids: ReadonlyMap<string, string>,
): Markup {
  const missed = files.filter(isIncomplete);
  return html`<details><summary>${folder}: ${counted(files.length, 'file')}, ${missed.length === 0 ? 'all taken' : `${missed.length} not taken whole`}</summary><div class="wide" tabindex="0" role="region" aria-label="Coverage of ${folder}"><table><caption>Coverage of ${folder}</caption>${head('file')}<tbody>${files.map(
    (one) =>
      row(
        isIncomplete(one)
          ? html`<a href="#${ids.get(one.file)}">${nameOf(one.file)}</a>`
          : html`${nameOf(one.file)}`,
        [one],
      ),
  )}</tbody></table></div>${missed.map((one) => {
    const id = ids.get(one.file) ?? '';
    return html`<details id="${id}"><summary>${one.file}: ${counted(one.lines.total - one.lines.taken, 'line')} and ${counted(one.branches.total - one.branches.taken, 'branch', 'branches')} not taken</summary>${sourceView(one, id)}</details>`;
  })}</details>`;
}

const isIncomplete = ({ lines, branches, functions }: CoveredSource): boolean =>
  [lines, branches, functions].some(({ taken, total }) => taken < total);

const folderOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf('/')));
const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

const sum = (shares: readonly Share[]): Share => ({
  taken: shares.reduce((all, { taken }) => all + taken, 0),
  total: shares.reduce((all, { total }) => all + total, 0),
});

/** Ids of files that stay the same while other files come and go. */
function idsOf(files: readonly CoveredSource[]): Map<string, string> {
  const used = new Map<string, number>();
  return new Map(
    files.map(({ file }) => {
      const plain = file.replace(/\.ts$/, '').replace(/[^A-Za-z0-9]+/g, '-');
      const times = (used.get(plain) ?? 0) + 1;
      used.set(plain, times);
      return [file, `${ID}-${plain}${times === 1 ? '' : `--${times}`}`];
    }),
  );
}
