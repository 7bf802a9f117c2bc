import type { SequenceStep } from './data.ts';

/** Most steps drawn. */
export const MAX_STEPS = 60;
/** Of those: at the beginning and at the end, and around flips and faults in between. */
const AT_ENDS = 20;

/** The beginning, the end, and what matters in between; a note tells how much was left out where. */
export function cutMiddle(steps: readonly SequenceStep[]): { shown: readonly SequenceStep[]; left: number } {
  if (steps.length <= MAX_STEPS) return { shown: steps, left: 0 };
  const kept = new Set<number>();
  for (let i = 0; i < AT_ENDS; i++) kept.add(i).add(steps.length - 1 - i);
  for (const [index, { mark }] of steps.entries()) {
    if (mark === undefined) continue;
    for (const near of [index - 1, index, index + 1]) if (kept.size < MAX_STEPS - 8) kept.add(near);
  }
  const shown: SequenceStep[] = [];
  let last = -1;
  for (const index of [...kept].filter((i) => i >= 0 && i < steps.length).sort((a, b) => a - b)) {
    const step = steps[index] as SequenceStep;
    const gap = index - last - 1;
    if (gap > 0) {
      shown.push({
        kind: 'note',
        text: `... ${gap} ${gap === 1 ? 'step is' : 'steps are'} left out here`,
        time: step.time,
      });
    }
    shown.push(step);
    last = index;
  }
  return { shown, left: steps.length - kept.size };
}
