/**
 * A point is a place where the outside may act while the backend runs. Ports announce it *before* the access,
 * so that what the outside does there is what the access meets.
 */
export const PointKind = {
  /** name = word index in the page (offset >> 2) */
  Fetch: 0,
  Store: 1,
  /** name = 0 */
  Notify: 2,
  Eoi: 3,
  /** name = lock class number */
  Lock: 4,
  /** name = 0: a task is about to wait (AER answer, flush) */
  Wait: 5,
  /** name = register: a host access to configuration space */
  Config: 6,
  /** name = 0: the host touches xenstore */
  Xenstore: 7,
} as const;
export type PointKind = (typeof PointKind)[keyof typeof PointKind];

/** Names of the kinds, indexed by kind; used in programs. */
export const pointKindNames = [
  'fetch',
  'store',
  'notify',
  'eoi',
  'lock',
  'wait',
  'config',
  'xenstore',
] as const;
export type PointKindName = (typeof pointKindNames)[number];

export interface Points {
  /** Bit n is set while something is armed for kind n. */
  armed: number;
  /** The backend is at a point that something is armed for; `name` as {@link PointKind} says. */
  reach(kind: PointKind, name: number): void;
}

/** The backend is at a point: whoever is armed for it acts. */
export function passPoint(points: Points, kind: PointKind, name: number): void {
  if (points.armed & (1 << kind)) points.reach(kind, name);
}

/** Nothing is ever armed. */
export const noPoints: Points = { armed: 0, reach() {} };
