import type { Execution } from '../../executor/execution.ts';
import type { Program } from '../../program/program.ts';
import type { Judge } from '../judge.ts';
import {
  type ChangeClass,
  changeClasses,
  pairPlacements,
  secondClasses,
  singlePlacements,
} from './classes.ts';
import type { Course } from './commute.ts';
import { type DeviceChoice, factsOf, type Mode, setupOf } from './devices.ts';
import { type Footprint, footprintOf, stretchesOf } from './footprint.ts';
import { exploreInterleavings } from './interleave.ts';
import type { Operation } from './operations.ts';
import { actionNumber, actionWith, changeOf, type Placed, programOf } from './placements.ts';
import { readTrace, type Trace, withProbes } from './points.ts';
import {
  type Counts,
  noCounts,
  type ShownClass,
  shownChange,
  type UnitResult,
  Violations,
} from './result.ts';
import type { Rival } from './rivals.ts';
import { type FieldValues, fieldValues } from './values.ts';

/** One operation on one device in one mode: what is explored as a whole. */
export interface Unit {
  readonly id: string;
  readonly operation: Operation;
  readonly device: DeviceChoice;
  readonly mode: Mode;
  /** The first event of its interleavings. */
  readonly rival?: Rival;
}

export interface UnitOptions {
  /** Values of each field at most. */
  readonly values: number;
  readonly pairs: boolean;
  readonly preemptions: 0 | 1 | 2;
  /** Placements shown of each violation and unit at most. */
  readonly limit: number;
}

/** Programs between two pauses. */
const PAUSE_EVERY = 128;

/** Runs the programs of one unit; yields the programs run so far, now and then. */
export function* exploreUnit(
  judge: Judge,
  unit: Unit,
  options: UnitOptions,
  now: () => number,
): Generator<number, UnitResult, void> {
  const began = now();
  const bench = new UnitBench(judge, unit, options.limit);
  if (unit.rival !== undefined) yield* exploreInterleavings(bench, unit.rival, options.preemptions);
  else yield* exploreChanges(bench, bench.fields(options.values), options.pairs);
  const { operation, device, mode, id } = unit;
  return {
    unit: id,
    operation: operation.name,
    device: device.name,
    deviceClass: device.class,
    mode: mode.name,
    counts: bench.counts,
    seconds: (now() - began) / 1000,
    violations: bench.violations.all(),
  };
}

/** What the programs of one unit share. */
export class UnitBench {
  readonly operation: Operation;
  readonly counts = noCounts();
  readonly violations: Violations;
  readonly judge: Judge;
  /** Programs run and judged. */
  programs = 0;
  private readonly setup: Program['setup'];
  private readonly device: string;

  constructor(judge: Judge, { operation, device, mode }: Unit, limit: number) {
    this.judge = judge;
    this.operation = operation;
    this.device = device.name;
    this.setup = { ...setupOf(device, mode), guests: operation.guests ?? 1 };
    this.violations = new Violations(limit);
  }

  /** The operation with things placed at its points. */
  program(placed: readonly Placed[]): Program {
    return programOf(this.setup, this.operation, actionWith(this.operation, placed));
  }

  /** Runs a program, and notes what is wrong with it. */
  check(program: Program, kind: keyof Counts, shown: () => ShownClass): void {
    this.programs++;
    this.counts[kind].run++;
    if (this.judge.look(program).suspicious)
      this.violations.add(this.judge.judge(program), kind, shown, program);
  }

  /** True when it is time to let others run. */
  get isPause(): boolean {
    return this.programs % PAUSE_EVERY === 0;
  }

  /** The operation by itself. */
  checkBase(): void {
    this.counts.base.unpruned++;
    this.counts.base.classes++;
    this.check(this.program([]), 'base', () => ({ placed: [], placements: 1 }));
  }

  /**
   * Runs the operation with events placed: what the last of them did, and a way to note what is wrong with it once it
   * is known what it stands for.
   */
  checkEvents(
    placed: readonly Placed[],
    kind: keyof Counts,
  ): { footprint: Footprint; note: (shown: () => ShownClass) => void } {
    const { operation, own } = this;
    this.programs++;
    this.counts[kind].classes++;
    this.counts[kind].run++;
    const mark: Placed = { point: (placed.at(-1) as Placed).point, then: [] };
    const { execution, suspicious } = this.judge.look(this.program([...placed, mark]));
    const footprint = footprintOf(execution, actionNumber(operation), own + placed.length - 1);
    const note = (shown: () => ShownClass): void => {
      if (!suspicious) return;
      const program = this.program(placed);
      this.violations.add(this.judge.judge(program), kind, shown, program);
    };
    return { footprint, note };
  }

  /** Points and accesses of the operation with things placed. */
  trace(placed: readonly Placed[], words: readonly number[]): Trace {
    return this.traceOf(this.probed(placed), placed, words);
  }

  /** Points of the operation with events placed, and what the backend did in between. */
  course(placed: readonly Placed[]): Course {
    const { operation, own } = this;
    const execution = this.probed(placed);
    const stretches = stretchesOf(execution, actionNumber(operation), own + placed.length);
    return { ...this.traceOf(execution, placed, []), stretches };
  }

  /** Effects that the operation has by itself. */
  private get own(): number {
    return this.operation.action.at?.length ?? 0;
  }

  private probed(placed: readonly Placed[]): Execution {
    const { operation, setup } = this;
    const program = programOf(setup, operation, withProbes(actionWith(operation, placed)));
    return this.judge.executor.run(program, 'digest');
  }

  private traceOf(execution: Execution, placed: readonly Placed[], words: readonly number[]): Trace {
    const { operation, own } = this;
    return readTrace(execution, actionNumber(operation), own, own + placed.length, words);
  }

  /** The fields that the operation depends on. */
  fields(values: number): FieldValues[] {
    const { functions } = this.judge.executor.run(this.program([]), 'digest');
    return fieldValues(this.operation.fields ?? 'request', factsOf(functions, this.device), values);
  }
}

/** Every single change of the fields, and with `pairs` every second one after it. */
export function* exploreChanges(
  bench: UnitBench,
  fields: readonly FieldValues[],
  pairs: boolean,
): Generator<number, void, void> {
  const { counts } = bench;
  const words = fields.map(({ word }) => word);
  bench.checkBase();
  const plain = bench.trace([], words);
  const firsts = changeClasses(plain, fields);
  counts.singles.unpruned = singlePlacements(plain.points.length, fields);
  counts.singles.classes = firsts.length;
  const lengths: [ChangeClass, number][] = [];
  for (const first of firsts) {
    const one = placedAt(first, plain);
    const program = bench.program([one]);
    bench.check(program, 'singles', () => ({
      placed: [shownChange(first, plain.points)],
      placements: first.last - first.first + 1,
    }));
    if (bench.isPause) yield bench.programs;
    if (!pairs) continue;
    const changed = bench.trace([one], words);
    lengths.push([first, changed.points.length]);
    const seconds = secondClasses(changed, fields, first);
    counts.pairs.classes += seconds.length;
    for (const second of seconds) {
      bench.check(bench.program([one, placedAt(second, changed)]), 'pairs', () => ({
        placed: [shownChange(first, plain.points), shownChange(second, changed.points)],
        placements: (first.last - first.first + 1) * (second.last - second.first + 1),
      }));
      if (bench.isPause) yield bench.programs;
    }
  }
  if (pairs) counts.pairs.unpruned = pairPlacements(plain.points.length, fields, lengths);
}

function placedAt({ field, value, last }: ChangeClass, { points }: Trace): Placed {
  const point = points[last];
  if (point === undefined) throw new RangeError(`there is no point ${last}`);
  return { point, then: [changeOf(field, value)] };
}
