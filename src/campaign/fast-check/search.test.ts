import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { targets } from '../../../fuzz/index.ts';
import { formatProgram, parseProgram } from '../../program/schema.ts';
import { isByteTarget, type Target } from '../target.ts';
import { judgeOf, library, nic, target, xsa157 } from '../testing/bench.ts';
import { type FastCheckOptions, fastCheckSearch } from './search.ts';
import { actionLists } from './vocabulary.ts';

const search = (options: Partial<FastCheckOptions> = {}) =>
  fastCheckSearch({
    targets: [target],
    devices: library.names(),
    seed: '1',
    runs: 2000,
    judge: judgeOf(xsa157),
    wanted: ({ oracle }) => oracle === 'crash',
    stop: () => false,
    ...options,
  });

describe('fast-check alone', () => {
  it('finds a past bug that is easily met, the same way each time', () => {
    const { executions, found } = search();
    expect(found).toMatchObject({ target: 'msi-only', violation: { oracle: 'crash' } });
    expect(executions).toBeLessThan(2000);
    expect(search()).toEqual({ executions, found });
    expect(search({ seed: '2' }).executions).not.toBe(executions);
  });

  it('finds nothing where nothing is, and ends when it should', () => {
    expect(search({ judge: judgeOf(), runs: 300 })).toEqual({ executions: 300, found: null });
    let asked = 0;
    expect(search({ judge: judgeOf(), stop: () => ++asked > 40 })).toEqual({ executions: 40, found: null });
    expect(search({ wanted: () => false, runs: 100 })).toEqual({ executions: 100, found: null });
  });

  it('passes on what breaks', () => {
    const stop = () => {
      throw new Error('broken');
    };
    expect(() => search({ stop })).toThrow('broken');
  });
});

describe.each(targets.filter((one): one is Target => !isByteTarget(one)))('arbitraries of $name', (one) => {
  const { vocabulary, longest } = one;
  const lists = fc.sample(actionLists(vocabulary, longest), { numRuns: 400, seed: 1 });

  it('make valid programs, no longer than the target says', () => {
    for (const actions of lists) {
      const program = { setup: nic, actions };
      expect(parseProgram(formatProgram(program))).toEqual({ program });
      expect(actions.length).toBeGreaterThan(0);
      expect(actions.length).toBeLessThanOrEqual(longest);
    }
  });

  it('have every kind, phrase step, and point of the vocabulary', () => {
    const said = lists.flat();
    const kinds = new Set(said.map((action) => action.do));
    expect(vocabulary.kinds.map(([kind]) => kind).filter((kind) => !kinds.has(kind))).toEqual([]);
    const points = new Set(said.flatMap(({ at = [] }) => at.map(({ on }) => on)));
    expect(vocabulary.points.filter((on) => !points.has(on))).toEqual([]);
    const steps = new Set(said.map((action) => JSON.stringify(action)));
    const missing = (vocabulary.phrases ?? []).flat().filter((step) => !steps.has(JSON.stringify(step)));
    expect(missing).toEqual([]);
  });
});
