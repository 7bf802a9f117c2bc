import { describe, expect, it } from 'vitest';
import type { Flaw } from '../../src/changes/change.ts';
import { flaws } from '../../src/changes/flaws/index.ts';
import { codeHash } from './code-hash.ts';
import { extraDumps, loadWith } from './devices.ts';
import { lead, type Plan } from './leader.ts';
import type { Row, Run } from './report.ts';

const some = flaws.slice(0, 4);
const run = (seed: string): Run => ({
  seed,
  found: true,
  executions: 1,
  cpuSeconds: 1,
  target: 'msi',
  oracle: 'crash',
  fingerprint: 'x',
});

/** What a plan did: rows, and how many runs were under way at once at most. */
async function led(options: Partial<Plan>): Promise<{ rows: Row[]; atOnce: number }> {
  const rows: Row[] = [];
  let now = 0;
  let atOnce = 0;
  await lead({
    engine: 'guided',
    flaws: some,
    seeds: ['1', '2'],
    limitMs: 10,
    giveUpAfter: null,
    jobs: 1,
    signal: new AbortController().signal,
    runOne: async (_engine, _flaw, seed) => {
      atOnce = Math.max(atOnce, ++now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now--;
      return run(seed);
    },
    ran: () => {},
    done: (row) => rows.push(row),
    ...options,
  });
  return { rows, atOnce };
}

describe('looking for flaws', () => {
  it('runs every flaw with every seed, one at a time or as many as it was told', async () => {
    const one = await led({});
    expect(one.rows.map(({ flaw, runs }) => [flaw, runs.map(({ seed }) => seed)])).toEqual(
      some.map(({ id }) => [id, ['1', '2']]),
    );
    expect(one.atOnce).toBe(1);
    const two = await led({ jobs: 2 });
    expect([two.rows.length, two.atOnce]).toEqual([4, 2]);
  });

  it('gives up a flaw that the first seeds have missed, and no other', async () => {
    const { rows } = await led({
      seeds: ['1', '2', '3', '4'],
      giveUpAfter: 2,
      runOne: async (_engine, flaw, seed) => {
        const found = flaw === some[0]?.id ? seed === '2' : flaw === some[1]?.id ? seed === '3' : true;
        return { ...run(seed), found };
      },
    });
    expect(rows.map(({ found, runs }) => [found, runs.length])).toEqual([
      [1, 4],
      [0, 2],
      [4, 4],
      [4, 4],
    ]);
  });

  it('has the engine that was asked for look', async () => {
    const asked = new Set<string>();
    await led({
      engine: 'blind',
      runOne: async (engine, _flaw, seed) => {
        asked.add(engine);
        return run(seed);
      },
    });
    expect([...asked]).toEqual(['blind']);
  });

  it('ends early when it is interrupted, without a row for the flaw under way', async () => {
    const interrupt = new AbortController();
    const { rows } = await led({
      signal: interrupt.signal,
      runOne: async (_engine, flaw, seed) => {
        if (flaw === (some[1] as Flaw).id && seed === '2') interrupt.abort();
        if (interrupt.signal.aborted) throw new Error('aborted');
        return run(seed);
      },
    });
    expect(rows.map(({ flaw }) => flaw)).toEqual([(some[0] as Flaw).id]);
  });

  it('ends with the error of a run that breaks', async () => {
    const broken = led({ runOne: () => Promise.reject(new Error('broken')) });
    await expect(broken).rejects.toThrow('broken');
  });
});

describe('the devices of a flaw', () => {
  it('are the shipped ones, and the dump that its attack alone can use', () => {
    expect(extraDumps('xsa-120-command')).toEqual([]);
    expect(extraDumps('vf0-shares-slot')).toEqual(['sriov.lspci']);
    const names = loadWith([]).library.names();
    const more = loadWith(['sriov.lspci']).library.names();
    expect(more.filter((name) => !names.includes(name)).every((name) => name.startsWith('sriov'))).toBe(true);
    expect(more.length).toBeGreaterThan(names.length);
  });
});

it('the hash of the code is the same each time', () => {
  expect(codeHash()).toBe(codeHash());
  expect(codeHash()).toMatch(/^[0-9a-f]{16}$/);
});
