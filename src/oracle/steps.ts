import type { Program, Step } from '../program/program.ts';

/** Some action of the program, or some step at one of its points, is like this. */
export function someStep({ actions }: Program, like: (step: Step) => boolean): boolean {
  return actions.some(
    (action) => like(action) || (action.at?.some((effect) => effect.then.some(like)) ?? false),
  );
}

/** Some step at a point, in the middle of what the backend does, is like this. */
export function someStepAtPoint({ actions }: Program, like: (step: Step) => boolean): boolean {
  return actions.some(({ at = [] }) => at.some(({ then }) => then.some(like)));
}

/** Guests see a bus of the driver's making, however often it was loaded. */
export const isVpci = (program: Program): boolean =>
  program.setup.topology === 'vpci' &&
  !someStep(program, (step) => step.do === 'load' && step.passthrough === true);
