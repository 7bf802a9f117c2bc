import { z } from 'zod';
import type { Progress } from './campaign.ts';

const counter = z.int().nonnegative();

const pointSchema = z.object({
  /** Since the campaign began, over all its sessions. */
  seconds: z.number().nonnegative(),
  executions: counter,
  /** Of the core; null: they were not counted. */
  edges: counter.nullable(),
  features: counter,
  corpus: counter,
  /** Those that are no known weakness. */
  findings: counter,
});

/** Where a campaign stood at a moment. */
export type SeriesPoint = Readonly<z.infer<typeof pointSchema>>;

const rowSchema = z.looseObject({ kind: z.literal('series'), points: z.array(pointSchema).max(100_000) });

/** The points in a row that has them; undefined for any other row. */
export function seriesOf(row: object): readonly SeriesPoint[] | undefined {
  const read = rowSchema.safeParse(row);
  return read.success ? read.data.points : undefined;
}

/** More points are thinned out. */
export const MAX_POINTS = 600;
/** Between two points at first, seconds. */
const FIRST_STEP = 0.25;

/** Figures of a campaign over time: a bounded number of points, evenly spread however long it goes on. */
export class Series {
  private points: SeriesPoint[];
  private readonly before: { readonly seconds: number; readonly executions: number };
  private step = FIRST_STEP;
  private next = 0;

  /** @param earlier points of the sessions that this one goes on with */
  constructor(earlier: readonly SeriesPoint[] = []) {
    const last = earlier.at(-1);
    this.points = [...earlier];
    this.before = { seconds: last?.seconds ?? 0, executions: last?.executions ?? 0 };
    this.thin();
  }

  /** Called often; takes a point at its own pace. @param seconds of this session */
  tick(seconds: number, progress: Progress): void {
    if (seconds < this.next) return;
    this.add(seconds, progress);
    this.next = seconds + this.step;
  }

  /** All points, the last one now. @param seconds of this session */
  end(seconds: number, progress: Progress): readonly SeriesPoint[] {
    this.add(seconds, progress);
    return this.points;
  }

  private add(seconds: number, { executions, edges, features, corpus, findings }: Progress): void {
    const point = {
      seconds: Math.round((this.before.seconds + seconds) * 1000) / 1000,
      executions: this.before.executions + executions,
      edges: edges?.covered ?? null,
      features,
      corpus,
      findings: findings.new,
    };
    // Two points of one moment would draw a wall.
    if (this.points.at(-1)?.seconds === point.seconds) this.points.pop();
    this.points.push(point);
    this.thin();
  }

  /** Every other point goes, and later ones come half as often; the first and the last stay. */
  private thin(): void {
    while (this.points.length > MAX_POINTS) {
      const last = this.points.length - 1;
      this.points = this.points.filter((_, at) => at % 2 === 0 || at === last);
      this.step *= 2;
    }
  }
}
