import { severityLevels } from '../../severity.ts';
import type { FindingView } from './data.ts';

/** Findings that are shown in full, with program, diagram and fetches; all others are rows of a table. */
export const IN_FULL = 200;

const states: readonly FindingView['state'][] = ['reopened', 'new', 'known', 'fixed'];

/** What the order depends on. */
export type Ranked = Pick<FindingView, 'identity' | 'state'> & {
  readonly severity: Pick<FindingView['severity'], 'level'>;
};

/** Open ones before known before fixed, then by severity; ties by identity, so that the order is always the same. */
export function worstFirst<T extends Ranked>(findings: readonly T[]): T[] {
  const rank = ({ state, severity }: T): number =>
    (isOpen(state) ? 0 : states.indexOf(state)) * severityLevels.length +
    severityLevels.indexOf(severity.level);
  return findings
    .map((finding) => ({ finding, key: rank(finding) }))
    .sort((a, b) => a.key - b.key || compare(a.finding.identity, b.finding.identity))
    .map(({ finding }) => finding);
}

/** Somebody has to act on it. */
export const isOpen = (state: FindingView['state']): boolean => state === 'new' || state === 'reopened';

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
