import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { EarlierFinding } from '../campaign/finding.ts';
import { findingText } from './finding-files.ts';
import { writeFileAtomically } from './write-files.ts';

const sighting = z.object({ time: z.string(), seed: z.string(), executions: z.number() });

/** What of a `finding.json` matters to later runs; the rest is kept as it is. */
const schema = z.object({
  format: z.literal('pciback-rig finding'),
  fingerprint: z.string(),
  oracle: z.string(),
  title: z.string(),
  identity: z.string(),
  cause: z.string().nullable().default(null),
  state: z.enum(['new', 'known', 'fixed', 'reopened']),
  target: z.string(),
  files: z.array(z.string()).default([]),
  firstSeen: sighting.optional(),
  lastSeen: sighting.optional(),
  timesSeen: z.int().min(1).optional(),
});

/** A finding as an earlier run left it. */
export type FiledFinding = Readonly<z.infer<typeof schema>> & EarlierFinding & { readonly directory: string };

/** What a findings folder holds. */
export interface FindingsFolder {
  /** By folder name. */
  readonly findings: readonly FiledFinding[];
  /** Folders whose `finding.json` cannot be used; they are left as they are. */
  readonly warnings: readonly { readonly file: string; readonly problem: string }[];
}

/** Reads the findings of a folder; none when there is no such folder. */
export function readFindings(folder: string): FindingsFolder {
  const findings: FiledFinding[] = [];
  const warnings: { file: string; problem: string }[] = [];
  if (!existsSync(folder)) return { findings, warnings };
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
  for (const name of names) {
    const directory = join(folder, name);
    const file = join(directory, 'finding.json');
    const read = existsSync(file) ? readFinding(file) : 'it is not there';
    if (typeof read === 'string') warnings.push({ file, problem: read });
    else findings.push({ ...read, directory });
  }
  return { findings, warnings };
}

function readFinding(file: string): z.infer<typeof schema> | string {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === undefined ? 'this is not JSON' : `it cannot be read (${code})`;
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  return `${issue?.path.map(String).join('.') || 'the whole file'}: ${issue?.message ?? 'does not fit'}`;
}

/**
 * Changes what a finding's `finding.json` says of its state and of when it was met; everything else in it stays.
 * @throws the system's error, with the old file untouched
 */
export function updateFinding(
  { directory }: Pick<FiledFinding, 'directory'>,
  change: Partial<Pick<FiledFinding, 'state' | 'lastSeen' | 'timesSeen'>>,
): void {
  const file = join(directory, 'finding.json');
  const content = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileAtomically(file, findingText({ ...content, ...change }));
}
