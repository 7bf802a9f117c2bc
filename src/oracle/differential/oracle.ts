import type { Execution, Executor } from '../../executor/execution.ts';
import { nothingLeft } from '../../executor/process/final-state.ts';
import type { Oracle } from '../oracle.ts';
import { compareExecutions } from './compare.ts';
import type { Difference, Explanation } from './difference.ts';

/** What the oracle is, wherever oracles are listed. */
export const differential: Pick<Oracle, 'name' | 'title' | 'needs'> = Object.freeze({
  name: 'differential',
  title: 'the executor does what the model does (--against-model)',
  needs: [],
});

/**
 * Runs each program on a model as well and objects to what nothing explains. It judges executions of another executor,
 * while they can still be looked at.
 * @param model runs the same programs, with the same set-ups
 */
export function differentialOracle(model: Executor, explanations: readonly Explanation[]): Oracle {
  const found = new WeakMap<Execution, Difference | null>();

  const differenceOf = (right: Execution): Difference | null => {
    const known = found.get(right);
    if (known !== undefined) return known;
    // Of a program that was refused, or not survived, there is nothing that could be compared.
    const difference = right.final === nothingLeft ? null : compare(right);
    found.set(right, difference);
    return difference;
  };

  const compare = (right: Execution): Difference | null => {
    const left = model.run(right.program, 'digest');
    return (
      compareExecutions({ left, right }, explanations).differences.find(({ rule }) => rule === null) ?? null
    );
  };

  return {
    ...differential,
    suspects: (execution) => differenceOf(execution) !== null,
    judge(execution) {
      const difference = differenceOf(execution);
      if (difference === null) return [];
      const { fingerprint, left, observable, right } = difference;
      return [
        {
          oracle: differential.name,
          fingerprint,
          title: `model and executor differ in ${observable}`,
          detail: `the model: ${left}; ${execution.executor}: ${right}`,
          rules: [],
        },
      ];
    },
  };
}
