import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readFindings } from '../finding-states.ts';
import { type FindingRow, findingRow } from './rows.ts';

/** What a `finding.json` says besides what later runs need of it. */
const detailSchema = z.looseObject({
  detail: z.string().default(''),
  rules: z.array(z.string()).default([]),
  advisory: z.string().nullable().default(null),
  executions: z.int().nonnegative().optional(),
  reproduced: z.int().nonnegative().optional(),
  runs: z.int().nonnegative().optional(),
  known: z.looseObject({ hardening: z.string().optional() }).nullable().optional(),
});

/** A finding that cannot be used: a format that left it out would call it fixed. */
export class FindingFileError extends Error {
  readonly file: string;

  constructor(file: string, problem: string) {
    super(problem);
    this.file = file;
  }
}

/** The findings of a folder as rows. @throws FindingFileError */
export function findingRows(folder: string): FindingRow[] {
  const { findings, warnings } = readFindings(folder);
  const [warning] = warnings;
  if (warning !== undefined) throw new FindingFileError(warning.file, warning.problem);
  return findings.map(({ identity, fingerprint, oracle, title, state, cause, target, directory }) => {
    const file = join(directory, 'finding.json');
    const read = detailSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (!read.success) {
      const issue = read.error.issues[0];
      throw new FindingFileError(file, `${issue?.path.map(String).join('.')}: ${issue?.message}`);
    }
    const { known, ...detail } = read.data;
    return findingRow.parse({
      type: 'finding',
      fingerprint: identity,
      violation: fingerprint,
      oracle,
      state,
      title,
      target,
      cause,
      directory,
      detail: detail.detail,
      rules: detail.rules,
      advisory: detail.advisory,
      executions: detail.executions,
      reproduced: detail.reproduced,
      runs: detail.runs,
      hardening: known?.hardening ?? null,
    });
  });
}
