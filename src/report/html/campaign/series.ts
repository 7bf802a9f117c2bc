import type { TimePoint } from './data.ts';

/** Most points of one line: more than the picture has room for. */
const MOST_POINTS = 200;
/** From a first to a last moment this many times later, a logarithmic time axis shows more. */
const LOG_FROM = 30;

/** A point of one line. */
export interface Sample {
  readonly seconds: number;
  readonly value: number;
}

/** One of the small charts. */
export interface Measure {
  /** Part of its id. */
  readonly key: string;
  readonly title: string;
  /** It only grows, so that its line is a stair. */
  readonly grows: boolean;
  readonly of: (points: readonly TimePoint[]) => Sample[];
}

const plain = (of: (point: TimePoint) => number | null) => (points: readonly TimePoint[]) =>
  points.flatMap((point) => {
    const value = of(point);
    return value === null ? [] : [{ seconds: point.seconds, value }];
  });

/** Programs per second between one point and the next, shown at the later one. */
function rates(points: readonly TimePoint[]): Sample[] {
  const found: Sample[] = [];
  let last = points[0];
  for (const point of points.slice(1)) {
    if (last === undefined || point.seconds <= last.seconds) continue;
    const done = Math.max(0, point.executions - last.executions);
    found.push({ seconds: point.seconds, value: done / (point.seconds - last.seconds) });
    last = point;
  }
  return found;
}

export const measures: readonly Measure[] = Object.freeze([
  { key: 'edges', title: 'Edges of the core', grows: true, of: plain(({ edges }) => edges) },
  { key: 'features', title: 'Features', grows: true, of: plain(({ features }) => features) },
  { key: 'corpus', title: 'Programs kept', grows: true, of: plain(({ corpus }) => corpus) },
  { key: 'findings', title: 'New findings', grows: true, of: plain(({ findings }) => findings) },
  { key: 'rate', title: 'Executions per second', grows: false, of: rates },
]);

/** Points in the order of time, of those at the same moment the last, thinned to what a picture can show. */
export function cleaned(series: readonly TimePoint[]): TimePoint[] {
  const byTime = new Map<number, TimePoint>();
  for (const point of series) if (Number.isFinite(point.seconds)) byTime.set(point.seconds, point);
  const points = [...byTime.values()].sort((a, b) => a.seconds - b.seconds);
  if (points.length <= MOST_POINTS) return points;
  const useLog = wantsLog(points);
  const first = firstPositive(points);
  const end = points.at(-1)?.seconds as number;
  const placeOf = (seconds: number): number =>
    useLog ? Math.log(Math.max(seconds, first) / first) / Math.log(end / first) : seconds / end;
  const kept = new Map<number, TimePoint>();
  for (const point of points) kept.set(Math.round(placeOf(point.seconds) * (MOST_POINTS - 1)), point);
  return [points[0] as TimePoint, ...kept.values()].filter((one, index, all) => all.indexOf(one) === index);
}

/** Seconds of the first point after the beginning; 1 when there is none. */
export const firstPositive = (points: readonly TimePoint[]): number =>
  points.find(({ seconds }) => seconds > 0)?.seconds ?? 1;

/** Finds come fast at first and rarely later: a long campaign is shown with logarithmic time. */
export function wantsLog(points: readonly TimePoint[]): boolean {
  const end = points.at(-1)?.seconds ?? 0;
  // The point that is written when a campaign begins is not one that it has worked for.
  const second = points.find(({ seconds }) => seconds >= 1)?.seconds ?? end;
  return end / second >= LOG_FROM;
}
