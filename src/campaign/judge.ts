import type { Execution, Executor } from '../executor/execution.ts';
import { distinct, type Oracle, type Violation } from '../oracle/oracle.ts';
import type { Program } from '../program/program.ts';

/** Runs programs on one executor and asks every oracle that can see enough. */
export class Judge {
  readonly executor: Executor;
  readonly oracles: readonly Oracle[];
  /** Oracles that cannot judge this executor, with what they lack. */
  readonly skipped: readonly { oracle: string; reason: string }[];
  /** Programs run so far, replays included. */
  executions = 0;

  constructor(executor: Executor, oracles: readonly Oracle[]) {
    this.executor = executor;
    const lacks = (oracle: Oracle) => oracle.needs.filter((need) => !executor.sees.has(need));
    this.oracles = oracles.filter((oracle) => lacks(oracle).length === 0);
    this.skipped = oracles
      .filter((oracle) => lacks(oracle).length > 0)
      .map((oracle) => ({
        oracle: oracle.name,
        reason: `${executor.name} does not show ${lacks(oracle).join(', ')}`,
      }));
  }

  /** One run in digest form; `suspicious` when some oracle wants a closer look. */
  look(program: Program): { execution: Execution; suspicious: boolean } {
    this.executions++;
    const execution = this.executor.run(program, 'digest');
    return { execution, suspicious: this.oracles.some((oracle) => oracle.suspects(execution)) };
  }

  /** What is wrong with a program, as every oracle sees it. */
  judge(program: Program): Violation[] {
    const digest = this.run(program, 'digest');
    const suspecting = this.oracles.filter((oracle) => oracle.suspects(digest));
    // What can be said of the digest is said before another run overwrites it.
    const plain = new Map(
      suspecting
        .filter(({ wantsFull }) => !wantsFull)
        .map((oracle) => [oracle, oracle.judge(digest, this.replay)]),
    );
    return distinct(
      suspecting.flatMap(
        (oracle) => plain.get(oracle) ?? oracle.judge(this.run(program, 'full'), this.replay),
      ),
    );
  }

  /** Does this program show this violation? */
  shows(program: Program, wanted: Violation): boolean {
    const oracle = this.oracles.find(({ name }) => name === wanted.oracle);
    if (oracle === undefined) return false;
    const digest = this.run(program, 'digest');
    if (!oracle.suspects(digest)) return false;
    const execution = oracle.wantsFull ? this.run(program, 'full') : digest;
    return oracle.judge(execution, this.replay).some(({ fingerprint }) => fingerprint === wanted.fingerprint);
  }

  private readonly replay = (program: Program): Execution => this.run(program, 'full');

  /** One run that no oracle looks at. */
  run(program: Program, form: 'digest' | 'full' = 'digest'): Execution {
    this.executions++;
    return this.executor.run(program, form);
  }
}
