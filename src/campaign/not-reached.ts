import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { FileReach, FunctionReach } from '../executor/linux/coverage/tracefile.ts';
import { packageRoot } from './package-root.ts';

const entrySchema = z.strictObject({
  file: z.string().regex(/^[a-z_]+\.c$/),
  function: z.string().min(1),
  /** Longest list of lines that the reason explains; more of them means that something else is missing too. */
  lines: z.int().nonnegative(),
  branches: z.int().nonnegative(),
  reason: z.string().min(20),
});
/** Why some of a function of the driver is not reached. */
export type NotReached = Readonly<z.infer<typeof entrySchema>>;

/**
 * `corpus/not-reached-linux.json`: reasons by file and function, without any of the kernel's text.
 * @throws Error when the file, which is shipped, is not as it should be
 */
export function notReached(
  file: string = join(packageRoot(), 'corpus', 'not-reached-linux.json'),
): NotReached[] {
  return z.array(entrySchema).parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** A function that was not reached whole. */
export interface Gap {
  readonly file: string;
  readonly function: string;
  /** How many lines and branches were missed. */
  readonly lines: number;
  readonly branches: number;
  /** Null: no reason is known for so much. */
  readonly reason: string | null;
}

export interface Gaps {
  readonly gaps: readonly Gap[];
  /** Reasons for what was reached whole, or is not there. */
  readonly stale: readonly NotReached[];
}

/** What was missed, with the reasons that are known, and the reasons that nothing needs. */
export function gapsOf(files: readonly FileReach[], reasons: readonly NotReached[]): Gaps {
  const gaps = files.flatMap(({ file, functions }) =>
    functions.flatMap((one) => gapOf(basename(file), one, reasons)),
  );
  const isNeeded = (entry: NotReached): boolean =>
    gaps.some((gap) => gap.file === entry.file && gap.function === entry.function);
  return { gaps, stale: reasons.filter((entry) => !isNeeded(entry)) };
}

function gapOf(file: string, one: FunctionReach, reasons: readonly NotReached[]): Gap[] {
  const lines = one.lines - one.linesHit;
  const branches = one.branches - one.branchesHit;
  if (lines === 0 && branches === 0) return [];
  const entry = reasons.find((known) => known.file === file && known.function === one.name);
  const explains = entry !== undefined && lines <= entry.lines && branches <= entry.branches;
  return [{ file, function: one.name, lines, branches, reason: explains ? entry.reason : null }];
}
