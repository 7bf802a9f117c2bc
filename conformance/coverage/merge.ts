import { relative, sep } from 'node:path';
import coverage from 'istanbul-lib-coverage';

/**
 * One coverage map of several that were measured on the same sources: a count is the sum of theirs. Files are named
 * from the package's root and sorted, so that the result tells nothing of the machine.
 * @param texts JSON of istanbul coverage maps
 * @throws SyntaxError for a text that is no JSON, RangeError for a file outside of the root
 */
export function mergeCoverage(texts: readonly string[], root: string): string {
  const map = coverage.createCoverageMap();
  for (const text of texts) map.merge(JSON.parse(text) as object);
  const files = map.files().map((file) => {
    const path = relative(root, file).split(sep).join('/');
    if (path.startsWith('../')) throw new RangeError(`${file} is not in the package`);
    return [path, { ...(map.fileCoverageFor(file).toJSON() as object), path }] as const;
  });
  files.sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(files))}\n`;
}
