import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type FormatName, formats, type Surroundings } from '../report/formats/index.ts';
import type { Results } from '../report/formats/results.ts';
import type { OtherFormat } from '../report/html/data.ts';
import { visibleJson } from '../report/visible-text.ts';
import { writeFileAtomically } from '../report/write-files.ts';
import { writing } from './output-place.ts';

/** The page's own name. */
export const PAGE_FILE = 'index.html';
const JSON_FILE = 'results.json';

/** Files beside the page, and what each lacks of it. */
const files: readonly (OtherFormat & { readonly format: FormatName | undefined })[] = [
  {
    file: 'report.sarif',
    format: 'sarif',
    title: 'code scanning',
    lacks: 'what passed, figures, coverage, comparison; at most 25,000 results',
  },
  {
    file: 'junit.xml',
    format: 'junit',
    title: 'CI systems',
    lacks: 'programs, figures, coverage, comparison',
  },
  {
    file: 'report.tap',
    format: 'ktap',
    title: 'kernel test tools (KTAP)',
    lacks: 'programs, figures, coverage, comparison',
  },
  {
    file: 'lcov.info',
    format: 'lcov',
    title: 'coverage viewers',
    lacks: 'everything but the edges of campaigns',
  },
  {
    file: 'cobertura.xml',
    format: 'cobertura',
    title: 'coverage in CI systems',
    lacks: 'everything but the edges of campaigns',
  },
  {
    file: 'summary.md',
    format: 'markdown',
    title: 'the summary of a CI job',
    lacks: 'programs, comparison; at most 50 rows a table',
  },
  {
    file: JSON_FILE,
    format: undefined,
    title: 'programs of your own',
    lacks: 'programs and traces, edges one by one, the conformance of other profiles',
  },
];

const hasPlace = (format: FormatName | undefined, { edges }: Results): boolean =>
  format === undefined || formats[format].shows !== 'edges' || edges !== undefined;

/** The files that can be made of the results. */
export const otherFormats = (results: Results): OtherFormat[] =>
  files
    .filter(({ format }) => hasPlace(format, results))
    .map(({ file, title, lacks }) => ({ file, title, lacks }));

/** Writes the other formats; one that has nothing to show is taken away, lest an old one be believed. @throws UsageError */
export function writeFormats(folder: string, results: Results, around: Surroundings): void {
  for (const { file, format } of files) {
    const path = join(folder, file);
    writing(path, () => {
      if (!hasPlace(format, results)) rmSync(path, { force: true });
      else
        writeFileAtomically(
          path,
          format === undefined ? jsonText(results, around) : formats[format].text(results, around),
        );
    });
  }
}

/** One object; its rows are those of `--json` (corpus/results.schema.json). */
function jsonText(
  { findings, conform, regress, summaries, edges }: Results,
  { version }: Surroundings,
): string {
  const whole = {
    format: 'pciback-rig results',
    version: 1,
    rig: version,
    lacks: files.find(({ file }) => file === JSON_FILE)?.lacks,
    edges: edges === undefined ? null : { covered: edges.edgesCovered, total: edges.edgesTotal },
  };
  const rows = [...findings, ...conform, ...regress, ...summaries].map((row) =>
    visibleJson(JSON.stringify(row)),
  );
  return `${visibleJson(JSON.stringify(whole)).slice(0, -1)},"rows":[\n${rows.join(',\n')}\n]}\n`;
}
