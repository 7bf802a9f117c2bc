import type { Search } from './data.ts';

/** A moment at which some searches ended. */
export interface SurvivalStep {
  readonly seconds: number;
  /** Share of searches that have not found their flaw after this moment, 0 to 1. */
  readonly open: number;
  /** Some search gave up here. */
  readonly gaveUp: boolean;
}

/**
 * Kaplan-Meier estimate of the share of searches that are still looking. A search that gave up counts as looking
 * until then and as nothing afterwards. Every flaw weighs the same, however many seeds looked for it, so that one
 * that was given up early does not count less.
 * @returns ascending in time, one step for each moment at which a search ended
 */
export function survival(searches: readonly Search[]): SurvivalStep[] {
  const perFlaw = new Map<string, number>();
  for (const { flaw } of searches) perFlaw.set(flaw, (perFlaw.get(flaw) ?? 0) + 1);
  const ended = [...searches].sort((a, b) => a.cpuSeconds - b.cpuSeconds);
  let atRisk = perFlaw.size;
  let open = 1;
  const steps: SurvivalStep[] = [];
  for (let i = 0; i < ended.length; ) {
    const { cpuSeconds: seconds } = ended[i] as Search;
    let found = 0;
    let lost = 0;
    for (; i < ended.length && ended[i]?.cpuSeconds === seconds; i++) {
      const search = ended[i] as Search;
      const weight = 1 / (perFlaw.get(search.flaw) as number);
      if (search.found) found += weight;
      else lost += weight;
    }
    // Rounding must not leave a little of a search that is over.
    const share = i === ended.length && lost === 0 ? 0 : 1 - found / atRisk;
    open = open * Math.min(1, Math.max(0, share));
    atRisk -= found + lost;
    steps.push({ seconds, open, gaveUp: lost > 0 });
  }
  return steps;
}

/** Until half of the searches have found their flaw, seconds; null: less than half have. */
export function medianTime(steps: readonly SurvivalStep[]): number | null {
  return steps.find(({ open }) => open <= 0.5 + 1e-9)?.seconds ?? null;
}

/** Share that is still looking after so many seconds. */
export function openAt(steps: readonly SurvivalStep[], seconds: number): number {
  return steps.findLast((step) => step.seconds <= seconds)?.open ?? 1;
}
