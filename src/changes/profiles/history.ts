import { flaws } from '../flaws/index.ts';
import { compareReleases, type Dated, type HistoryEntry, type LeftOut, type Release } from './evidence.ts';
import { fixes } from './fixes.ts';

/** The driver of a past release: the core with the bugs it had. Mainline, not a stable tree. */
export interface History {
  readonly name: string;
  readonly title: string;
  readonly release: Release;
  /** Day of the release: `2015-11-01`. */
  readonly released: string;
  readonly entries: readonly HistoryEntry[];
  readonly leftOut: readonly LeftOut[];
}

const sureness: Readonly<Record<Dated['confidence'], number>> = { high: 2, medium: 1, low: 0 };

/**
 * The bugs that a release had: those whose fix is later and whose code was there. Of two that cannot be combined the one
 * there is less evidence for is left out, and otherwise the later of the list.
 */
export function historyOf(release: Release, released: string, title: string): History {
  const present: HistoryEntry[] = [];
  const leftOut: LeftOut[] = [];
  for (const flaw of flaws) {
    const evidence = fixes[flaw.id];
    if (evidence === undefined)
      throw new Error(`${flaw.id}: there is no evidence of the releases that had it`);
    const { row } = evidence;
    if ('never' in evidence) leftOut.push({ flaw: flaw.id, row, reason: evidence.never });
    else if (compareReleases(release, evidence.last) > 0) continue;
    else if (compareReleases(release, evidence.since) < 0)
      leftOut.push({ flaw: flaw.id, row, reason: `its code came with ${evidence.since}: ${evidence.note}` });
    else present.push({ flaw, ...evidence });
  }
  const entries: HistoryEntry[] = [];
  const bySureness = [...present].sort((a, b) => sureness[b.confidence] - sureness[a.confidence]);
  for (const entry of bySureness) {
    const { flaw, row } = entry;
    const other = entries.find(
      ({ flaw: chosen }) => chosen.conflicts.includes(flaw.id) || flaw.conflicts.includes(chosen.id),
    );
    if (other === undefined) entries.push(entry);
    else
      leftOut.push({
        flaw: flaw.id,
        row,
        reason: `it cannot be combined with ${other.flaw.id}, of which there is more evidence`,
      });
  }
  entries.sort((a, b) => flaws.indexOf(a.flaw) - flaws.indexOf(b.flaw));
  return { name: `linux-${release}`, title, release, released, entries, leftOut };
}
