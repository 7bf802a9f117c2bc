import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { runUnits, threadRunner, type UnitRunner } from './pool.ts';
import type { UnitResult } from './result.ts';

const answer = (unit: string): UnitResult => ({ unit }) as UnitResult;
const units = ['a', 'b', 'c', 'd', 'e'];

/** A thread that answers each unit, breaks on `bad`, and never ends with `slow`. */
const echo = () =>
  new Worker(
    `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', (unit) => {
      parentPort.postMessage({ kind: 'progress', programs: 7 });
      if (unit === 'bad') return parentPort.postMessage({ kind: 'error', message: 'broken' });
      if (unit === 'gone') process.exit(3);
      if (unit !== 'slow') parentPort.postMessage({ kind: 'result', result: { unit } });
    });`,
    { eval: true },
  );

async function pooled(names: readonly string[], signal: AbortSignal, onProgress = () => {}) {
  const done: string[] = [];
  const runners = [threadRunner(echo, signal), threadRunner(echo, signal)];
  const events = { progress: onProgress, result: (_: number, { unit }: UnitResult) => done.push(unit) };
  return { ended: await runUnits(names, runners, events, signal), done };
}

it('hands every unit to one thread', async () => {
  let programs = 0;
  const { ended, done } = await pooled(units, new AbortController().signal, () => programs++);
  expect([ended, [...done].sort(), programs]).toEqual([true, units, units.length]);
});

it('ends in the middle of a unit when it is stopped', async () => {
  const stop = new AbortController();
  const { ended, done } = await pooled(['slow', 'slow', 'a'], stop.signal, () => stop.abort());
  expect([ended, done]).toEqual([false, []]);
});

it('a unit that fails, and a thread that ends, fail the exploration', async () => {
  const { signal } = new AbortController();
  await expect(pooled(['bad'], signal)).rejects.toThrow('broken');
  await expect(pooled(['gone'], signal)).rejects.toThrow('a worker ended with 3');
});

it('closes its runners whatever happens', async () => {
  let closed = 0;
  const runner: UnitRunner = {
    run: async (unit) => answer(unit),
    close: async () => {
      closed++;
    },
  };
  const { signal } = new AbortController();
  await runUnits(units, [runner, runner], { progress() {}, result() {} }, signal);
  const failing = { ...runner, run: () => Promise.reject(new Error('no')) };
  await expect(runUnits(units, [failing], { progress() {}, result() {} }, signal)).rejects.toThrow('no');
  expect(closed).toBe(3);
});
