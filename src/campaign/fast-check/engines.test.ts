import { describe, expect, it } from 'vitest';
import type { Program } from '../../program/program.ts';
import { BENCH_ACTIONS } from '../bench.ts';
import { nic } from '../testing/bench.ts';
import { FAST_CHECK, FAST_CHECK_COMMANDS, fastCheckEngines } from './engines.ts';

function made(name: string, count: number): Program[] {
  const programs: Program[] = [];
  const engine = fastCheckEngines([nic], (program) => programs.push(program)).find(
    (one) => one.name === name,
  );
  engine?.slice(count);
  return programs;
}

describe('fast-check as the engine', () => {
  it('looks at as many programs as a slice has, each as long as those of the other stages', () => {
    const programs = made(FAST_CHECK, 50);
    expect(programs.length).toBe(50);
    for (const { setup, actions } of programs) expect([setup, actions.length]).toEqual([nic, BENCH_ACTIONS]);
    expect(new Set(programs.map((program) => JSON.stringify(program))).size).toBe(50);
  });

  it('plays commands until as many actions were run', () => {
    const programs = made(FAST_CHECK_COMMANDS, 200);
    const actions = programs.reduce((sum, program) => sum + program.actions.length, 0);
    expect(actions).toBeGreaterThanOrEqual(200 * BENCH_ACTIONS);
    expect(actions).toBeLessThanOrEqual(202 * BENCH_ACTIONS);
    // The mean length is that of the others, so what a program costs by itself is paid as often.
    expect(programs.length).toBeGreaterThan(150);
    expect(programs.length).toBeLessThan(270);
  });

  it('makes accesses of valid size and place', () => {
    for (const { actions } of [...made(FAST_CHECK, 20), ...made(FAST_CHECK_COMMANDS, 20)]) {
      for (const action of actions) {
        if (action.do !== 'op') throw new Error(action.do);
        const { cmd, offset = 0, size = 4 } = action;
        expect([[0, 1].includes(cmd), [1, 2, 4].includes(size), offset % size]).toEqual([true, true, 0]);
        expect(offset + size).toBeLessThanOrEqual(256);
      }
    }
  });

  it('passes on what a look throws', () => {
    const [engine] = fastCheckEngines([nic], () => {
      throw new Error('broken');
    });
    expect(() => engine?.slice(1)).toThrow('broken');
  });
});
