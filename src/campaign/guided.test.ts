import { describe, expect, it } from 'vitest';
import type { Execution, Executor, Form } from '../executor/execution.ts';
import { oracles } from '../oracle/index.ts';
import type { Program } from '../program/program.ts';
import { EdgeMap } from './edges.ts';
import { Judge } from './judge.ts';
import { campaign, events, judgeOf } from './testing/bench.ts';

const TOTAL = 64;
const BUILD_EDGE = 60;

/** A campaign on an executor that counts: one edge for building a set-up, the others as `count` says. */
function guided(count: (counters: Uint8ClampedArray, program: Program) => void, runs = 40) {
  const counters = new Uint8ClampedArray(TOTAL);
  const edges = new EdgeMap(counters, TOTAL);
  const makeJudge = (): Judge => {
    const { executor } = judgeOf();
    const setUp = (setup: Program['setup']): boolean => {
      const isNew = executor.setUp?.(setup) === true;
      if (isNew) (counters[BUILD_EDGE] as number)++;
      return isNew;
    };
    const counting: Executor = {
      name: executor.name,
      sees: executor.sees,
      setUp,
      run(program: Program, form: Form): Execution {
        setUp(program.setup);
        count(counters, program);
        return executor.run(program, form);
      },
    };
    return new Judge(counting, oracles);
  };
  const made = campaign([], { runs, edges, makeJudge });
  const seen = events(made);
  return { made, edges, seen, kept: seen.filter(({ kind }) => kind === 'new') };
}
const fresh = (kept: readonly { kind: string }[]): number =>
  kept.reduce((sum, event) => sum + ('features' in event ? (event.features as number) : 0), 0);

describe('a campaign on a core that counts', () => {
  it('keeps a program for an edge that is new, beside features', () => {
    const without = guided(() => {});
    const withOne = guided((counters, { actions }) => {
      counters[actions.length % 32] = 1;
    });
    expect(withOne.edges.covered).toBeGreaterThan(3);
    expect(withOne.made.progress().edges).toEqual({ covered: withOne.edges.covered, total: TOTAL });
    const own = withOne.edges.covered - 1; // that of the set-up is nobody's
    expect(fresh(withOne.kept)).toBe(withOne.made.progress().features + own);
    expect(without.edges.covered).toBe(1);
    expect(fresh(without.kept)).toBe(without.made.progress().features);
    expect(withOne.seen.filter(({ kind }) => kind === 'error')).toEqual([]);
  });

  it('says so when a program takes other edges the second time, whatever it records', () => {
    let runs = 0;
    const { seen } = guided((counters) => {
      counters[runs++ % 2] = 1;
    });
    expect(seen.find(({ kind }) => kind === 'error')).toMatchObject({
      problem: expect.stringContaining('does not do the same twice'),
    });
  });

  it('without counters has no edges', () => {
    const plain = campaign([], { runs: 3 });
    events(plain);
    expect(plain.progress().edges).toBeNull();
  });
});
