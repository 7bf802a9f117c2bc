import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { flaws } from '../../changes/flaws/index.ts';
import { makeExplorer } from './explorer.ts';
import type { Counts } from './result.ts';
import { drain } from './testing/bench.ts';

const columns: readonly (keyof Counts)[] = ['base', 'singles', 'pairs', 'interleavings', 'doubles'];

/** Kinds of placements that find each flaw, as `docs/explore.md` says. */
const table = new Map(
  readFileSync(new URL('../../../docs/explore.md', import.meta.url), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, flaw, ...cells] = line.split('|').map((cell) => cell.trim());
      if (!flaws.some(({ id }) => id === flaw) || cells.length < columns.length) return [];
      return [[flaw as string, columns.filter((_, column) => cells[column] === 'x')] as const];
    }),
);

/** What one operation finds, with the events whose names begin so. */
function found(flaw: string, operation: string, event: string, preemptions: 0 | 1 | 2): (keyof Counts)[] {
  const { units, run } = makeExplorer(
    {
      profile: 'hardened',
      flaws: [flaw],
      hardenings: [],
      devices: ['e1000e'],
      operations: [operation],
      bound: 'small',
      pairs: false,
      preemptions,
      limit: 1,
    },
    {},
  );
  const chosen = units.filter(({ rival }) => rival === undefined || rival.name.startsWith(event));
  expect(chosen.length).toBeGreaterThan(0);
  const kinds = chosen.flatMap((unit) =>
    drain(run(unit, () => 0)).violations.flatMap((violation) => violation.kinds),
  );
  return columns.filter((kind) => kinds.includes(kind));
}

it.each([
  ['close-before-clear', 'close', 'a newcomer', 1],
  ['closed-before-unmap', 'close', 'frontend closed', 1],
  ['aer-kill-no-return', 'kill', 'the next transaction', 1],
  ['xsa-441-close-lock', 'close', "a neighbour's", 1],
  ['xsa-331-unbind-no-sync', 'close', 'another request', 1],
  ['eoi-on-two-cpus', 'events', 'the channel moves', 1],
  ['eoi-unmask-pending', 'events', 'event', 2],
  ['xsa-155-msix-count', 'enable-msix', '', 0],
  ['eoi-list-order', 'close', 'event', 1],
] as const)('%s: %s, %s finds it as the table says', (flaw, operation, event, preemptions) => {
  expect(found(flaw, operation, event, preemptions)).toEqual(table.get(flaw));
});

it('the table has a row for every flaw that is kept, and says something of most', () => {
  expect([...table.keys()].sort()).toEqual(flaws.map(({ id }) => id).sort());
  expect([...table.values()].filter((kinds) => kinds.length > 0).length).toBeGreaterThan(25);
});
