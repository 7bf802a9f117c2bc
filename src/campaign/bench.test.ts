import { describe, expect, it } from 'vitest';
import { makeProfile } from '../changes/profiles.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import { oracles } from '../oracle/index.ts';
import { Ev } from '../platform/recorder.ts';
import type { Program } from '../program/program.ts';
import {
  BENCH_ACTIONS,
  benchPrograms,
  benchStages,
  type Engine,
  FULL_LOOP,
  measureStages,
  oracleStages,
  type Stage,
} from './bench.ts';
import { shippedDevices } from './device-files.ts';

/** A clock that only moves when a stage says so. */
class FakeClock {
  time = 1000;
  readonly now = (): number => this.time;
  /** A stage whose nth call, from 1, takes `cost(n)` milliseconds. */
  stage(name: string, cost: (call: number) => number): Stage {
    let calls = 0;
    return {
      name,
      title: name,
      run: () => {
        this.time += cost(++calls);
      },
    };
  }
}

describe('benchPrograms', () => {
  it('are 16 reads and writes of valid size and place, the same every time', () => {
    const programs = benchPrograms(['e1000e', 'nvme']);
    expect(programs).toEqual(benchPrograms(['e1000e', 'nvme']));
    expect(new Set(programs.map(({ setup }) => setup.devices[0]?.name))).toEqual(new Set(['e1000e', 'nvme']));
    for (const { actions } of programs) {
      expect(actions.length).toBe(BENCH_ACTIONS);
      for (const action of actions) {
        if (action.do !== 'op') throw new Error(action.do);
        const { cmd, offset = 0, size = 0 } = action;
        expect([0, 1]).toContain(cmd);
        expect([1, 2, 4]).toContain(size);
        expect([offset % size, offset >= 0, offset + size <= 256]).toEqual([0, true, true]);
      }
    }
  });

  it('are answered: no device is unknown to its guest', () => {
    const made = makeProfile('linux-6.1');
    if ('problem' in made) throw new Error('linux-6.1');
    const library = shippedDevices();
    const executor = new ModelExecutor(library, made.profile);
    const programs = benchPrograms(library.names());
    const answered = programs.filter((program) => executor.run(program, 'digest').log.has(Ev.ConfigRead));
    expect(answered.length).toBe(programs.length);
  });
});

describe('measureStages', () => {
  const programs = benchPrograms(['a']);

  it('takes the best slice of each stage, after a first run that does not count', () => {
    const clock = new FakeClock();
    const warm = programs.length;
    const bare = clock.stage('bare', (call) => (call <= warm ? 100 : 1));
    // The second of three slices is the undisturbed one.
    const full = clock.stage('full', (call) => (Math.ceil((call - warm) / warm) === 2 ? 4 : 9));
    const measured = measureStages([bare, full], programs, { rounds: 3, passes: 1, now: clock.now });
    expect(measured).toEqual([
      {
        name: 'bare',
        title: 'bare',
        programsPerSecond: 1000,
        microsecondsPerProgram: 1000,
        ratioToBareCore: 1,
      },
      {
        name: 'full',
        title: 'full',
        programsPerSecond: 250,
        microsecondsPerProgram: 4000,
        ratioToBareCore: 0.25,
      },
    ]);
  });

  it('runs the stages in turn, not one after the other', () => {
    const order: string[] = [];
    const stage = (name: string): Stage => ({ name, title: name, run: () => order.push(name) });
    const [program] = programs;
    measureStages([stage('a'), stage('b')], program === undefined ? [] : [program], {
      rounds: 2,
      passes: 2,
      now: () => 0,
    });
    expect(order.join('')).toBe('ab' + 'aabb' + 'aabb');
  });
});

describe('an engine', () => {
  it('makes up as many programs in a slice as a stage is given', () => {
    const [program] = benchPrograms(['e1000e']);
    if (program === undefined) throw new Error('no program');
    let given = 0;
    const slices: number[] = [];
    const stage: Stage = { name: 'a', title: 'a', run: () => given++ };
    const engine: Engine = { name: 'b', title: 'b', slice: (count) => slices.push(count) };
    measureStages([stage, engine], [program, program], { rounds: 2, passes: 3, now: () => 0 });
    expect([given, slices]).toEqual([14, [2, 6, 6]]);
  });
});

describe('oracleStages', () => {
  it('ask one oracle each', () => {
    const made = makeProfile('linux-6.1');
    if ('problem' in made) throw new Error('linux-6.1');
    const executor = new ModelExecutor(shippedDevices(), made.profile);
    const asked: string[] = [];
    const watched = oracles.map((oracle) => ({ ...oracle, suspects: () => asked.push(oracle.name) > 0 }));
    const [program] = benchPrograms(['e1000e']);
    const did = oracleStages(executor, watched).map((stage) => {
      asked.length = 0;
      stage.run(program as Program);
      return [stage.name, ...asked];
    });
    expect(did).toEqual(oracles.map(({ name }) => [`oracle:${name}`, name]));
  });
});

describe('benchStages', () => {
  it('each does what it says', () => {
    const made = makeProfile('linux-6.1');
    if ('problem' in made) throw new Error('linux-6.1');
    const executor = new ModelExecutor(shippedDevices(), made.profile);
    const calls: string[] = [];
    const play = executor.play.bind(executor);
    const run = executor.run.bind(executor);
    executor.play = (program) => {
      calls.push('play');
      return play(program);
    };
    executor.run = (program, form) => {
      calls.push(`run ${form}`);
      return run(program, form);
    };
    const watched = oracles.map((oracle) => ({
      ...oracle,
      suspects: (...args: Parameters<typeof oracle.suspects>) => {
        calls.push(oracle.name);
        return oracle.suspects(...args);
      },
    }));
    const programs = benchPrograms(['e1000e']);
    const [program] = programs;
    if (program === undefined) throw new Error('no program');
    const did = benchStages(executor, watched, programs).map((stage) => {
      calls.length = 0;
      stage.run(program);
      return [stage.name, calls.join(',')];
    });
    const judged = ['run digest', ...oracles.map(({ name }) => name)].join(',');
    expect(did).toEqual([
      ['bare', 'play'],
      ['recorder', 'run digest'],
      ['features', 'run digest'],
      [FULL_LOOP, judged],
      ['mutation', judged],
    ]);
  });
});
