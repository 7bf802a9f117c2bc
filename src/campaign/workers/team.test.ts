import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { TeamEvent } from './event.ts';
import type { WorkerConfig } from './serve.ts';
import { Team, type TeamOptions } from './team.ts';
import { attack, rich, teamConfig } from './testing/config.ts';
import type { FromWorker, ToWorker } from './wire.ts';

/** A worker of the test's making: says what it is made to. */
class Puppet extends EventEmitter {
  readonly told: ToWorker[] = [];
  readonly config: WorkerConfig;

  constructor(config: WorkerConfig) {
    super();
    this.config = config;
  }

  postMessage(message: ToWorker): void {
    this.told.push(message);
  }

  say(...messages: FromWorker[]): void {
    for (const message of messages) this.emit('message', message);
  }

  async terminate(): Promise<number> {
    return 0;
  }
}

const kept = (program: typeof attack): FromWorker => ({
  kind: 'keep',
  kept: { target: 'msi-only', program },
});
const done: FromWorker = { kind: 'done' };
const lastBreath = (problem: string): FromWorker => ({
  kind: 'failed',
  problem,
  underWay: { target: 'msi-only', program: attack, input: undefined, beats: 1 },
});

/** A team of puppets; `script` is called when all of the first ones are there. */
async function play(script: (puppets: Puppet[]) => void, options: Partial<TeamOptions> = {}) {
  const puppets: Puppet[] = [];
  const jobs = options.jobs ?? 2;
  const team = new Team({
    config: teamConfig({ runs: 100 }),
    jobs,
    hangLimit: 60_000,
    edgeTotal: 0,
    stop: () => false,
    makeWorker(config) {
      const puppet = new Puppet(config);
      puppets.push(puppet);
      if (puppets.length === jobs) setImmediate(() => script(puppets));
      return puppet as unknown as Worker;
    },
    ...options,
  });
  const events: TeamEvent[] = [];
  for await (const event of team.run()) if (event !== undefined) events.push(event);
  return { team, puppets, events };
}

describe('a team', () => {
  it('keeps a program once, and sends it to the others', async () => {
    const saved: unknown[] = [];
    const { team, puppets } = await play(
      ([first, second]) => {
        first?.say(kept(rich));
        second?.say(kept(rich), kept(attack), done);
        first?.say(done);
      },
      { save: (...what) => saved.push(what) },
    );
    expect(saved).toEqual([
      ['msi-only', rich],
      ['msi-only', attack],
    ]);
    expect(puppets.map(({ told }) => told)).toEqual([
      [{ kind: 'arrive', program: { target: 'msi-only', program: attack } }],
      [{ kind: 'arrive', program: { target: 'msi-only', program: rich } }],
    ]);
    expect(team.progress().corpus).toBe(2);
  });

  it('puts another in the place of one that died, which does what is left, without the program that did it', async () => {
    const { events, puppets } = await play((puppets) => {
      const [first, second] = puppets;
      second?.say(kept(attack), kept(rich), done);
      const words = new Float64Array(first?.config.heartbeat as SharedArrayBuffer);
      words.set([1, 1, 30]);
      first?.say(lastBreath('Error: planted'));
      first?.emit('exit', 1);
      setImmediate(() => puppets[2]?.say(done));
    });
    expect(events).toEqual([
      expect.objectContaining({
        kind: 'lost',
        worker: 0,
        problem: 'Error: planted',
        program: attack,
        execution: 1,
        replaced: true,
      }),
    ]);
    expect(puppets[2]?.config).toMatchObject({
      runs: 20,
      seed: 'test/worker 0.1',
      corpus: [{ target: 'msi-only', program: rich }],
    });
  });

  it('gives up when workers die before they run anything', async () => {
    const dying = play(([first]) => first?.emit('exit', 1));
    await expect(dying).rejects.toThrow('worker 0 cannot go on: it ended with status 1');
  });

  it('gives up when every worker dies', async () => {
    const dying = play(() => {}, {
      jobs: 1,
      makeWorker(config) {
        const puppet = new Puppet(config);
        new Float64Array(config.heartbeat).set([1, 1, 1]);
        setImmediate(() => puppet.emit('exit', 1));
        return puppet as unknown as Worker;
      },
    });
    await expect(dying).rejects.toThrow('cannot go on');
  });

  it('does not take an answer for the program that runs now', async () => {
    const { events } = await play((puppets) => {
      const [first, second] = puppets;
      second?.say(done);
      first?.say(lastBreath(''));
      new Float64Array(first?.config.heartbeat as SharedArrayBuffer).set([1, 2, 50]);
      first?.emit('exit', 9);
      puppets[2]?.say(done);
    });
    expect(events).toMatchObject([
      { kind: 'lost', program: undefined, problem: 'it ended with status 9', execution: 2 },
    ]);
  });

  it('ends with what writing a program failed with', async () => {
    const full = new Error('the disk is full');
    const failing = play(([first]) => first?.say(kept(rich)), {
      save() {
        throw full;
      },
    });
    await expect(failing).rejects.toBe(full);
  });
});
