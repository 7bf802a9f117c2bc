import { type ChangeClass, changeClasses } from '../classes.ts';
import { changeOf, type Placed } from '../placements.ts';
import type { Trace } from '../points.ts';
import type { UnitBench } from '../unit-bench.ts';
import type { FieldValues } from '../values.ts';

/** One change at one point. */
export interface Change {
  readonly index: number;
  readonly field: string;
  readonly value: number;
  readonly point: number;
}

/** Every change at every point from one on. */
export function* changesFrom(
  first: number,
  { points }: Trace,
  fields: readonly FieldValues[],
): Generator<Change, void, void> {
  for (let point = first; point < points.length; point++) {
    for (const [index, { field, values }] of fields.entries())
      for (const value of values) yield { index, field, value, point };
  }
}

export const place = ({ field, value, point }: Omit<Change, 'index'>, { points }: Trace): Placed => {
  const at = points[point];
  if (at === undefined) throw new Error(`no point ${point}`);
  return { point: at, then: [changeOf(field, value)] };
};

/** Finds, for any placement, the one that is run for it. */
export class Representatives {
  private readonly bench: UnitBench;
  private readonly fields: readonly FieldValues[];
  private readonly traces = new Map<string, Trace>();
  readonly plain: Trace;

  constructor(bench: UnitBench, fields: readonly FieldValues[]) {
    this.bench = bench;
    this.fields = fields;
    this.plain = this.traceWith([]);
  }

  /** The class that a change belongs to; undefined when it makes no difference. */
  classOf({ index, value, point }: Change, trace: Trace): ChangeClass | undefined {
    return changeClasses(trace, this.fields).find(
      (one) => one.index === index && one.value === value && one.first <= point && point <= one.last,
    );
  }

  /** Trace of the execution with a first change. */
  after(change: Change): Trace {
    const one = this.classOf(change, this.plain);
    return one === undefined ? this.plain : this.traceWith([one]);
  }

  /** What is run for a pair: none, one or two changes. */
  ofPair(first: Change, second: Change): ChangeClass[] {
    const { plain } = this;
    const one = this.classOf(first, plain);
    if (one !== undefined && one.index === second.index && second.point <= one.last)
      return this.ofOne(second);
    const two = this.classOf(second, this.after(first));
    if (one !== undefined) {
      if (two === undefined) return [one];
      if (two.last > one.last || (two.last === one.last && two.index > one.index)) return [one, two];
    }
    const alone = this.classOf(second, plain);
    if (alone === undefined) return [];
    // The second overwrites the first, which by itself is what was there.
    if (one === undefined && alone.index === first.index) return [alone];
    const then = this.classOf(first, this.traceWith([alone]));
    return then === undefined ? [alone] : [alone, then];
  }

  ofOne(change: Change): ChangeClass[] {
    const one = this.classOf(change, this.plain);
    return one === undefined ? [] : [one];
  }

  /** The changes of `run`, each at the last point of its class. */
  placed(run: readonly ChangeClass[]): Placed[] {
    let trace = this.plain;
    return run.map((one, number) => {
      const placed = place({ ...one, point: one.last }, trace);
      if (number + 1 < run.length) trace = this.traceWith([one]);
      return placed;
    });
  }

  private traceWith(run: readonly ChangeClass[]): Trace {
    const key = run.map(({ field, value, last }) => `${field} ${value} ${last}`).join();
    let trace = this.traces.get(key);
    if (trace === undefined) {
      const placed = run.map((one) => place({ ...one, point: one.last }, this.plain));
      trace = this.bench.trace(
        placed,
        this.fields.map(({ word }) => word),
      );
      this.traces.set(key, trace);
    }
    return trace;
  }
}
