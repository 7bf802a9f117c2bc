import type { Execution, Executor } from '../../executor/execution.ts';
import type { Program } from '../../program/program.ts';
import { oracles } from '../index.ts';
import type { Oracle, Violation } from '../oracle.ts';

/**
 * Everything the oracles object to in a program, hygiene included, as campaigns ask them.
 * @throws Error when an oracle finds what it did not suspect
 */
export function allViolations(executor: Executor, program: Program): Violation[] {
  const replay = (other: Program): Execution => executor.run(other, 'full');
  const digest = executor.run(program, 'digest');
  const suspecting = new Set(oracles.filter((oracle) => oracle.suspects(digest)));
  const judge = (oracle: Oracle): Violation[] => {
    const found = oracle.judge(oracle.wantsFull ? replay(program) : digest, replay);
    if (found.length > 0 && !suspecting.has(oracle))
      throw new Error(`${oracle.name} finds what it does not suspect`);
    return found;
  };
  // A replay ends the life of the digest.
  const patient = oracles.filter(({ wantsFull }) => wantsFull);
  return [...oracles.filter(({ wantsFull }) => !wantsFull), ...patient].flatMap(judge);
}
