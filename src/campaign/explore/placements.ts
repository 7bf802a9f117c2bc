import type { Action, Effect, Program, Setup, Step } from '../../program/program.ts';
import type { Operation } from './operations.ts';
import type { Point } from './points.ts';

/** Something done at a point. */
export interface Placed {
  readonly point: Point;
  readonly then: readonly Step[];
}

export const changeOf = (field: string, value: number): Step => ({ do: 'page', field, value });

/** Number of the action in which things are placed. */
export const actionNumber = ({ before }: Operation): number => before.length;

/** The operation's action with things placed at its points, after what it has there itself. */
export function actionWith({ action }: Operation, placed: readonly Placed[]): Action {
  if (placed.length === 0) return action;
  const at = placed.map(
    ({ point: { on, name, nth }, then }): Effect => ({
      on,
      ...(name === undefined ? {} : { name }),
      nth,
      then,
    }),
  );
  return { ...action, at: [...(action.at ?? []), ...at] };
}

export const programOf = (setup: Setup, { before, after }: Operation, action: Action): Program => ({
  setup,
  actions: [...before, action, ...after],
});

/** `fetch of op.value, 2nd`: one point in words. */
export function pointText({ on, name, nth }: Pick<Point, 'on' | 'name' | 'nth'>): string {
  const which = nth === 1 ? '1st' : nth === 2 ? '2nd' : nth === 3 ? '3rd' : `${nth}th`;
  return `${which} ${on}${name === undefined ? '' : ` of ${name}`}`;
}
