import type { Execution } from '../../executor/execution.ts';
import type { Program } from '../../program/program.ts';
import type { Judge } from '../judge.ts';
import type { Course } from './commute.ts';
import { factsOf, setupOf } from './devices.ts';
import { type FetchCounts, fetchCounts } from './fetch-counts.ts';
import { type Footprint, footprintOf, stretchesOf } from './footprint.ts';
import type { Operation } from './operations.ts';
import { actionNumber, actionWith, type Placed, programOf } from './placements.ts';
import { readTrace, type Trace, withProbes } from './points.ts';
import { type Counts, noCounts, type ShownClass, Violations } from './result.ts';
import type { Unit } from './unit.ts';
import { type FieldValues, fieldValues } from './values.ts';

/** Programs between two pauses. */
const PAUSE_EVERY = 128;

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

  /** How often each byte of the request is loaded when nobody interferes. */
  fetches(): FetchCounts {
    const execution = this.judge.executor.run(this.program([]), 'full');
    return fetchCounts(execution, actionNumber(this.operation), execution.guestDomids[0] as number);
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
