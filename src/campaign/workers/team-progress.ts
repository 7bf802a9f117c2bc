import type { Progress } from '../campaign.ts';
import type { EdgeMap } from '../edges.ts';
import type { TeamProgress } from './event.ts';

/**
 * What a team has done. Executions are sums; features, points and hygiene are those of the worker that has seen most,
 * since each is sent what the others keep.
 */
export function teamProgress(
  targets: readonly string[],
  members: readonly { readonly progress: Progress | undefined }[],
  shares: readonly number[],
  edges: EdgeMap | undefined,
  findings: Progress['findings'],
  corpus: number,
): TeamProgress {
  const known = members.flatMap(({ progress }) => progress ?? []);
  const most = (of: (progress: Progress) => number): number => Math.max(0, ...known.map(of));
  const sum = (name: string): number =>
    known.reduce((total, { byTarget }) => total + (byTarget[name] ?? 0), 0);
  return {
    executions: shares.reduce((total, share) => total + share, 0),
    features: most(({ features }) => features),
    edges: edges === undefined ? null : { covered: edges.covered, total: edges.total },
    corpus,
    fetchPoints: most(({ fetchPoints }) => fetchPoints),
    flippedPoints: most(({ flippedPoints }) => flippedPoints),
    findings,
    hygiene: most(({ hygiene }) => hygiene),
    byTarget: Object.fromEntries(targets.map((name) => [name, sum(name)])),
    target: known[0]?.target ?? '',
    workers: shares.map((executions) => ({ executions })),
  };
}
