import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { machineSchema } from './machine.ts';

const ratio = z.number().nullable();

/** One run of `bench`: a line of the history. */
export const entrySchema = z.strictObject({
  format: z.literal('pciback-rig bench'),
  version: z.literal(1),
  /** ISO 8601. */
  date: z.string(),
  machine: machineSchema,
  profile: z.string(),
  programs: z.int(),
  actions: z.int(),
  /** Microseconds of CPU for a program, by stage. */
  costs: z.record(z.string(), z.number()),
  ratioToBareCore: ratio,
  ratioToFastCheck: ratio,
  ratioToJazzer: ratio,
  twoWorkerScaling: ratio,
});
export type Entry = z.infer<typeof entrySchema>;

export interface History {
  readonly entries: readonly Entry[];
  /** Lines that are none of ours, or half written. */
  readonly unreadable: number;
}

/** What the file has; nothing when there is none. @throws the system's error */
export function readHistory(file: string): History {
  if (!existsSync(file)) return { entries: [], unreadable: 0 };
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const entries = lines.map(parseEntry).filter((entry) => entry !== undefined);
  return { entries, unreadable: lines.length - entries.length };
}

function parseEntry(line: string): Entry | undefined {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** Adds a line; after one that was cut off, on a line of its own. @throws the system's error */
export function appendHistory(file: string, entry: Entry): void {
  const cut = existsSync(file) && !/(^|\n)$/.test(readFileSync(file, 'utf8'));
  appendFileSync(file, `${cut ? '\n' : ''}${JSON.stringify(entry)}\n`);
}

/** How a run differs from an earlier one. Speeds as multiples of what they were: 2 is twice as fast. */
export interface Change {
  /** When that was, ISO 8601. */
  readonly since: string;
  /** Speed of each stage that both have. */
  readonly speeds: Readonly<Record<string, number>>;
  readonly ratioToBareCore: readonly [before: number | null, now: number | null];
}

/** The change since the last run of the same programs and profile on the same machine and Node; null: there is none. */
export function changeSince(entries: readonly Entry[], now: Entry): Change | null {
  const kind = ({ machine, profile, programs, actions }: Entry): string =>
    JSON.stringify([machine, profile, programs, actions]);
  const before = entries.findLast((entry) => kind(entry) === kind(now));
  if (before === undefined) return null;
  const both = Object.entries(now.costs).filter(([name]) => before.costs[name] !== undefined);
  return {
    since: before.date,
    speeds: Object.fromEntries(both.map(([name, cost]) => [name, (before.costs[name] as number) / cost])),
    ratioToBareCore: [before.ratioToBareCore, now.ratioToBareCore],
  };
}
