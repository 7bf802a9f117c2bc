import type { Program, Step } from '../program/program.ts';

/** Some action of the program, or some step at one of its points, is like this. */
export function someStep({ actions }: Program, like: (step: Step) => boolean): boolean {
  return actions.some(
    (action) => like(action) || (action.at?.some((effect) => effect.then.some(like)) ?? false),
  );
}
