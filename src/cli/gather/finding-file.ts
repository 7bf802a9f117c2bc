import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Program } from '../../program/program.ts';
import { parseProgram } from '../../program/schema.ts';
import { describeWhere } from '../../report/finding-context.ts';

const text = z.string();

const schema = z.looseObject({
  profile: text.optional(),
  flaws: z.array(text).default([]),
  hardenings: z.array(text).default([]),
  executor: text.default('model'),
  seed: text.optional(),
  command: text.optional(),
  files: z.array(text).default([]),
  known: z
    .looseObject({
      severity: z.enum(['high', 'medium', 'low', 'info']),
      reach: text,
      note: text.optional(),
    })
    .nullish(),
  alsoSeen: z
    .array(z.looseObject({ fingerprint: text, title: text.default(''), detail: text.default('') }))
    .default([]),
});

/** What the report takes from a `finding.json` besides its row. */
export type FiledFacts = Readonly<z.infer<typeof schema>>;

/** Null when the file is gone or is none: what the row says is shown all the same. */
export function filedFacts(file: string): FiledFacts | null {
  try {
    const read = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** The program of a finding, for those who need no devices; null when there is none that can be read. */
export function filedProgram(file: string): Program | null {
  try {
    const parsed = parseProgram(readFileSync(file, 'utf8'));
    return 'program' in parsed ? parsed.program : null;
  } catch {
    return null;
  }
}

/** `linux-6.1 with xsa-155, executor model, seed 7` */
export const whereOf = ({
  profile = 'unknown profile',
  flaws,
  hardenings,
  executor,
  seed,
}: FiledFacts): string => describeWhere({ profile, flaws, hardenings, executor, seed });
