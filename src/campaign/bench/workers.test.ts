import { describe, expect, it } from 'vitest';
import { type LoopWorker, measureScaling } from './workers.ts';

/** Two threads, and clocks that move by what their runs take. */
class FakeMachine {
  wall = 0;
  cpuTime = 0;
  passes = 0;
  readonly slices: string[] = [];
  private running: string[] = [];
  private readonly took: (slice: string, nth: number) => readonly [wall: number, cpu: number];

  constructor(took: FakeMachine['took']) {
    this.took = took;
  }

  worker(name: string): LoopWorker {
    return {
      run: async (passes) => {
        this.passes = passes;
        this.running.push(name);
        await Promise.resolve();
        if (this.running.length === 0) return;
        const slice = this.running.join('');
        this.running = [];
        this.slices.push(slice);
        const [wall, cpu] = this.took(slice, this.slices.length);
        this.wall += wall;
        this.cpuTime += cpu;
      },
      close: async () => {},
    };
  }

  measure(rounds: number) {
    return measureScaling([this.worker('a'), this.worker('b')], {
      rounds,
      passes: 1,
      now: () => this.wall,
      cpu: () => this.cpuTime,
    });
  }
}

describe('scaling to two workers', () => {
  it('is 2 when both together take as long as one alone', async () => {
    const machine = new FakeMachine((slice) => [10, 10 * slice.length]);
    expect(await machine.measure(2)).toEqual({ twoWorkerScaling: 2, twoWorkerScalingByCpu: 2 });
    expect(machine.slices).toEqual(['ab', 'a', 'ab', 'b', 'ab']);
    expect(machine.passes, 'slices long enough for a clock on the wall').toBe(6);
  });

  it('tells a busy machine from threads that get in each other’s way', async () => {
    const busy = new FakeMachine((slice) => (slice.length === 2 ? [20, 20] : [10, 10]));
    expect(await busy.measure(1)).toEqual({ twoWorkerScaling: 1, twoWorkerScalingByCpu: 2 });
    const hindered = new FakeMachine((slice) => (slice.length === 2 ? [20, 40] : [10, 10]));
    expect(await hindered.measure(1)).toEqual({ twoWorkerScaling: 1, twoWorkerScalingByCpu: 1 });
  });

  it('is that of the best slices, the first one of all left out', async () => {
    const machine = new FakeMachine((slice, nth) => {
      if (nth === 1) return [1, 1];
      return slice.length === 2 ? [nth === 5 ? 10 : 30, 20] : [nth === 4 ? 10 : 30, 10];
    });
    expect(await machine.measure(3)).toEqual({ twoWorkerScaling: 2, twoWorkerScalingByCpu: 2 });
  });
});
