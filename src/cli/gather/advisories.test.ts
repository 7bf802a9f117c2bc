import { describe, expect, it } from 'vitest';
import { flaws } from '../../changes/flaws/index.ts';
import { gatherAdvisories } from './advisories.ts';

const row = {
  type: 'case' as const,
  id: 'xsa-155-msix-count',
  advisory: 'XSA-155',
  detected: true,
  silentWhenFixed: true,
  benignWorks: true,
  oracle: 'crash',
  executionsToDetect: null,
  secondsToDetect: null,
  fingerprints: [] as string[],
  problem: null,
};

describe('the advisory matrix', () => {
  const { executors, bugs, nothingToPutBack } = gatherAdvisories([{ executor: 'linux', rows: [row] }]);

  it('has every past bug with its attack', () => {
    expect(bugs.map(({ id }) => id)).toEqual(flaws.map(({ id }) => id));
    expect(bugs.filter(({ attack }) => typeof attack === 'string')).toEqual([]);
  });

  it('knows only what was run', () => {
    expect(executors).toEqual(['linux']);
    const run = bugs.filter(({ runs }) => runs[0] !== null);
    expect(run.map(({ id }) => id)).toEqual(['xsa-155-msix-count']);
  });

  it('gives a reason for what cannot be put back', () => {
    expect(nothingToPutBack.length).toBeGreaterThan(20);
    expect(nothingToPutBack.every(({ by }) => by !== 'flaw')).toBe(true);
  });
});

it('has a column without any run', () => {
  const { executors, bugs } = gatherAdvisories([]);
  expect(executors).toEqual(['model']);
  expect(bugs[0]?.runs).toEqual([null]);
});
