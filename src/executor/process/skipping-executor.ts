import type { Program, Setup } from '../../program/program.ts';
import { EventLog } from '../event-log.ts';
import type { Execution, Executor, Form } from '../execution.ts';
import { UnsupportedProgram } from '../unsupported.ts';
import { nothingLeft } from './final-state.ts';
import type { ProcessExecutor } from './process-executor.ts';

/**
 * For campaigns, which make up programs without asking who can run them: one that the process refuses is an execution in
 * which nothing happened. Several of these share one process; each has it started anew before its own first program.
 */
export class SkippingExecutor implements Executor {
  readonly name: string;
  readonly sees: Executor['sees'];
  private readonly process: ProcessExecutor;
  private readonly refused: Map<string, number>;
  private begun = false;
  private readonly log = new EventLog();

  /** @param refused counts the programs that were refused, by reason */
  constructor(process: ProcessExecutor, refused: Map<string, number>) {
    this.process = process;
    this.refused = refused;
    this.name = process.name;
    this.sees = process.sees;
  }

  /** @throws RangeError, ExecutorFailure */
  setUp(setup: Setup): boolean {
    this.begin();
    return this.process.setUp(setup);
  }

  /** @throws RangeError, ExecutorFailure */
  run(program: Program, form: Form): Execution {
    this.begin();
    try {
      return this.process.run(program, form);
    } catch (error) {
      if (!(error instanceof UnsupportedProgram)) throw error;
      this.refused.set(error.message, (this.refused.get(error.message) ?? 0) + 1);
      return this.nothing(program, form);
    }
  }

  private begin(): void {
    if (!this.begun) this.process.renew();
    this.begun = true;
  }

  private nothing(program: Program, form: Form): Execution {
    this.log.open(0, [], false);
    return {
      program,
      executor: this.name,
      sees: this.sees,
      form,
      log: this.log,
      crash: null,
      functions: [],
      guestDomids: Array.from({ length: program.setup.guests }, (_, guest) => guest + 1),
      returns: [],
      start: [],
      final: nothingLeft,
    };
  }
}
