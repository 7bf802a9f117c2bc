import { expect, it } from 'vitest';
import type { Program } from '../../program/program.ts';
import { shareOf } from './share.ts';
import type { TeamConfig } from './team.ts';

const program = (name: string): Program => ({
  setup: { topology: 'vpci', guests: 1, start: 'idle', devices: [{ name }] },
  actions: [],
});
const names = ['a', 'b', 'c', 'd', 'e'];
const config = {
  seed: '7',
  runs: 11,
  known: names.map((name) => ({ name, program: program(name) })),
} as unknown as TeamConfig;
const corpus = names.map((name) => ({ target: 'msi', program: program(name) }));
const share = (index: number, jobs: number, more = {}) =>
  shareOf(config, corpus, { index, jobs, generation: 0, done: 0, isDeadly: () => false, ...more });

it('the shares are the campaign: every run and every known case once, the corpus for all', () => {
  const shares = [0, 1, 2].map((index) => share(index, 3));
  expect(shares.map(({ runs }) => runs)).toEqual([4, 4, 3]);
  expect(shares.flatMap(({ known }) => known.map(({ name }) => name)).sort()).toEqual(names);
  for (const one of shares) expect(one.corpus).toEqual(corpus);
  expect(new Set(shares.map(({ seed }) => seed)).size).toBe(3);
});

it('who goes on in the place of another draws something else, does what is left, and not the same once more', () => {
  const next = share(0, 3, {
    generation: 1,
    done: 3,
    isDeadly: ({ setup }: Program) => setup.devices[0]?.name === 'a',
  });
  expect(next.runs).toBe(1);
  expect(next.seed).not.toBe(share(0, 3).seed);
  expect(next.known.map(({ name }) => name)).toEqual(['d']);
  expect(next.corpus.map((one) => one.program.setup.devices[0]?.name)).toEqual(['b', 'c', 'd', 'e']);
});

it('a campaign by time has no end of runs', () => {
  const endless = { ...config, runs: Number.POSITIVE_INFINITY };
  const place = { index: 1, jobs: 2, generation: 0, done: 5, isDeadly: () => false };
  expect(shareOf(endless, corpus, place).runs).toBe(Number.POSITIVE_INFINITY);
});
