import coverage from 'istanbul-lib-coverage';
import { z } from 'zod';
import type { CoveredSource, Share, SourceCoverage, SourceLine } from '../html/coverage/data.ts';

const position = z.object({ line: z.int().min(1), column: z.number().min(0).nullable() });
const range = z.object({ start: position, end: position });
/** Some tools leave the place of an arm that is not written out empty. */
const anyRange = z.union([range, z.object({ start: z.object({}), end: z.object({}) })]);
const fileSchema = z.object({
  path: z.string(),
  statementMap: z.record(z.string(), range),
  fnMap: z.record(
    z.string(),
    z.object({ name: z.string(), decl: range, loc: range, line: z.int().optional() }),
  ),
  branchMap: z.record(
    z.string(),
    z.object({ type: z.string(), loc: range, locations: z.array(anyRange), line: z.int().optional() }),
  ),
  s: z.record(z.string(), z.number()),
  f: z.record(z.string(), z.number()),
  b: z.record(z.string(), z.array(z.number())),
});
const mapSchema = z.record(z.string(), fileSchema);

/** Why a piece of source is never taken. */
export interface MissedReason {
  readonly file: string;
  /** Part of the line. */
  readonly what: string;
  readonly reason: string;
}

/**
 * Coverage of the core from an istanbul coverage map with paths from the package's root.
 * @param sourceOf text of a file; undefined: it is not at hand
 * @returns a text: what is wrong with the map
 */
export function sourceCoverage(
  json: string,
  sourceOf: (file: string) => string | undefined,
  reasons: readonly MissedReason[],
): SourceCoverage | string {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return 'this is not JSON';
  }
  const parsed = mapSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return `${issue?.path.map(String).join('.') || 'the whole file'}: ${issue?.message ?? 'does not fit'}`;
  }
  const files = Object.entries(parsed.data).sort(([a], [b]) => (a < b ? -1 : 1));
  return { files: files.map(([file, data]) => covered(file, data, sourceOf(file), reasons)) };
}

function covered(
  file: string,
  data: z.infer<typeof fileSchema>,
  text: string | undefined,
  reasons: readonly MissedReason[],
): CoveredSource {
  const measured = coverage.createFileCoverage(data);
  const { lines, branches, functions } = measured.toSummary();
  const counts = measured.getLineCoverage();
  const ways = measured.getBranchCoverageByLine();
  const own = reasons.filter((reason) => reason.file === file);
  const last = Math.max(0, ...Object.keys(counts).map(Number));
  const rows = text?.replace(/\n$/, '').split('\n');
  const fits = rows !== undefined && last <= rows.length;
  const source = rows?.map((row, index): SourceLine => {
    const count = counts[index + 1];
    const here = ways[index + 1];
    const state = count === undefined ? 'none' : count > 0 ? 'taken' : 'missed';
    const open = state === 'missed' || (here !== undefined && here.covered < here.total);
    return {
      text: row,
      state,
      branches: here === undefined ? null : share(here),
      reason: (open && own.find(({ what }) => row.includes(what))?.reason) || '',
    };
  });
  return {
    ...{ file, lines: share(lines), branches: share(branches), functions: share(functions) },
    source: fits && source !== undefined ? source : null,
  };
}

const share = ({ covered: taken, total }: { covered: number; total: number }): Share => ({ taken, total });
