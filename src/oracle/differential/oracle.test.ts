import { expect, it, vi } from 'vitest';
import type { Execution, Executor } from '../../executor/execution.ts';
import { nothingLeft } from '../../executor/process/final-state.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Explanation } from './difference.ts';
import { differentialOracle } from './oracle.ts';
import { executionOf, type Made } from './testing/pair.ts';

const model = (records: readonly Made[]) => {
  const run = vi.fn((): Execution => executionOf(records));
  return { run, executor: { name: 'model', run } as unknown as Executor };
};
const never = (): never => {
  throw new Error('nothing is run again');
};

it('objects to what nothing explains, once for each execution', () => {
  const { executor, run } = model([[Ev.ConfigRead, 0, 4, 2, 1, 0]]);
  const oracle = differentialOracle(executor, []);
  const execution = executionOf([[Ev.ConfigRead, 0, 4, 2, 3, 0]]);
  expect(oracle.suspects(execution)).toBe(true);
  expect(oracle.judge(execution, never)).toMatchObject([
    {
      oracle: 'differential',
      fingerprint: 'differential/ConfigRead.value/start',
      title: 'model and executor differ in ConfigRead.value',
    },
  ]);
  expect(run).toHaveBeenCalledTimes(1);
});

it('has nothing against the same, nor against what is explained', () => {
  const same: Made[] = [[Ev.ConfigRead, 0, 4, 2, 1, 0]];
  const oracle = differentialOracle(model(same).executor, []);
  expect(oracle.suspects(executionOf(same))).toBe(false);
  expect(oracle.judge(executionOf(same), never)).toEqual([]);
  const all: Explanation = {
    id: 'all',
    rule: 'CONF-01',
    kind: 'rule',
    title: 'anything',
    records: () => ({ left: 1, right: 1 }),
  };
  const tolerant = differentialOracle(model(same).executor, [all]);
  expect(tolerant.suspects(executionOf([[Ev.ConfigRead, 0, 4, 2, 3, 0]]))).toBe(false);
});

it('does not compare a program that the executor refused or did not survive', () => {
  const { executor, run } = model([[Ev.ConfigRead, 0, 4, 2, 1, 0]]);
  const nothing: Execution = { ...executionOf([]), final: nothingLeft };
  expect(differentialOracle(executor, []).suspects(nothing)).toBe(false);
  expect(run).not.toHaveBeenCalled();
});
