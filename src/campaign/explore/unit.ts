import type { Program } from '../../program/program.ts';
import type { Judge } from '../judge.ts';
import {
  type ChangeClass,
  changeClasses,
  pairPlacements,
  secondClasses,
  singlePlacements,
} from './classes.ts';
import { type DeviceChoice, factsOf, type Mode, setupOf } from './devices.ts';
import { exploreInterleavings, type Rival } from './interleave.ts';
import type { Operation } from './operations.ts';
import { actionNumber, actionWith, changeOf, type Placed, programOf } from './placements.ts';
import { readTrace, type Trace, withProbes } from './points.ts';
import { noCounts, shownChange, type UnitResult, Violations } from './result.ts';
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
    this.setup = setupOf(device, mode);
    this.violations = new Violations(limit);
  }

  /** The operation with things placed at its points. */
  program(placed: readonly Placed[]): Program {
    return programOf(this.setup, this.operation, actionWith(this.operation, placed));
  }

  /** Runs a program, and notes what is wrong with it. */
  check(program: Program, kind: keyof UnitBench['counts'], shown: Parameters<Violations['add']>[1]): void {
    this.programs++;
    this.counts[kind].run++;
    if (this.judge.look(program).suspicious) this.violations.add(this.judge.judge(program), shown, program);
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

  /** Points and accesses of the operation with things placed. */
  trace(placed: readonly Placed[], words: readonly number[]): Trace {
    const { operation, setup } = this;
    const own = operation.action.at?.length ?? 0;
    const program = programOf(setup, operation, withProbes(actionWith(operation, placed)));
    const execution = this.judge.executor.run(program, 'digest');
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
