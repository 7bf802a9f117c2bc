import type { Execution, Executor } from '../../executor/execution.ts';
import type { ProcessExecutor } from '../../executor/process/process-executor.ts';
import { UnsupportedProgram } from '../../executor/unsupported.ts';
import { compareExecutions } from '../../oracle/differential/compare.ts';
import type { Comparison, Difference, Explanation } from '../../oracle/differential/difference.ts';
import { recordText } from '../../oracle/differential/observables.ts';
import type { Program } from '../../program/program.ts';
import { smallest } from '../../program/smallest.ts';

/** Most candidates tried for one difference. */
const MAX_TRIES = 600;
/** Records shown before and after a difference. */
const CONTEXT = 6;

/** What came of one program: a comparison, or why the other executor does not run it. */
export type Compared = Comparison | { readonly refused: string };

/** Runs programs on two executors and holds the executions against each other. */
export class Differ {
  private readonly left: Executor;
  private readonly right: ProcessExecutor;
  private readonly explanations: readonly Explanation[];

  /** @param left the model; @param right what it is held against */
  constructor(left: Executor, right: ProcessExecutor, explanations: readonly Explanation[]) {
    this.left = left;
    this.right = right;
    this.explanations = explanations;
  }

  /** Compares programs in their order, in batches on the other side. @throws ExecutorFailure, RangeError */
  *all(programs: readonly Program[]): Generator<Compared, void, void> {
    let at = 0;
    for (const right of this.right.runAll(programs, 'digest', true)) {
      const program = programs[at++] as Program;
      yield right instanceof UnsupportedProgram ? { refused: right.message } : this.compare(program, right);
    }
  }

  /** Compares one program. */
  one(program: Program): Compared {
    for (const compared of this.all([program])) return compared;
    return { refused: 'nothing came of it' };
  }

  /** What both did around the first difference that nothing explains, record by record. */
  around(program: Program): { readonly left: string[]; readonly right: string[] } {
    for (const right of this.right.runAll([program], 'digest', true)) {
      if (right instanceof UnsupportedProgram) break;
      const left = this.left.run(program, 'digest');
      const at = unexplained(compareExecutions({ left, right }, this.explanations))?.at;
      if (at !== undefined) return { left: eventsAt(left, at.left), right: eventsAt(right, at.right) };
    }
    return { left: [], right: [] };
  }

  /** The smallest program found that differs first in the same way. */
  minimise(program: Program, fingerprint: string): Program {
    const isGood = (candidate: Program): boolean =>
      unexplained(this.one(candidate))?.fingerprint === fingerprint;
    return smallest(program, isGood, MAX_TRIES).program;
  }

  private compare(program: Program, right: Execution): Comparison {
    return compareExecutions({ left: this.left.run(program, 'digest'), right }, this.explanations);
  }
}

function eventsAt({ log }: Execution, index: number): string[] {
  const lines: string[] = [];
  for (let i = Math.max(0, index - CONTEXT); i < Math.min(log.length, index + CONTEXT); i++)
    lines.push(`${i === index ? '> ' : '  '}${recordText(log, i)}`);
  return lines;
}

/** The difference that nothing explains; undefined when there is none. */
export function unexplained(compared: Compared): Difference | undefined {
  return 'refused' in compared ? undefined : compared.differences.find(({ rule }) => rule === null);
}
