import { describe, expect, it } from 'vitest';
import { gapsOf, type NotReached, notReached } from './not-reached.ts';

const reached = (name: string, linesHit: number, branchesHit: number) => ({
  name,
  line: 1,
  lines: 10,
  linesHit,
  branches: 4,
  branchesHit,
});
const file = (...functions: ReturnType<typeof reached>[]) => ({
  file: '/x/xen-pciback/vpci.c',
  lines: 0,
  linesHit: 0,
  branches: 0,
  branchesHit: 0,
  functions,
});
const reason: NotReached = {
  file: 'vpci.c',
  function: 'f',
  lines: 2,
  branches: 1,
  reason: 'the platform of the rig has no such thing',
};

describe('what was not reached', () => {
  it('is named with its reason, or with none', () => {
    const { gaps, stale } = gapsOf(
      [file(reached('f', 8, 3), reached('g', 10, 3), reached('h', 10, 4))],
      [reason],
    );
    expect(gaps).toEqual([
      { file: 'vpci.c', function: 'f', lines: 2, branches: 1, reason: reason.reason },
      { file: 'vpci.c', function: 'g', lines: 0, branches: 1, reason: null },
    ]);
    expect(stale).toEqual([]);
  });

  it('has no reason when more is missing than the reason explains', () => {
    expect(gapsOf([file(reached('f', 7, 4))], [reason]).gaps[0]?.reason).toBeNull();
    expect(gapsOf([file(reached('f', 8, 2))], [reason]).gaps[0]?.reason).toBeNull();
  });

  it('tells of reasons that nothing needs', () => {
    expect(gapsOf([file(reached('f', 10, 4))], [reason]).stale).toEqual([reason]);
    expect(gapsOf([], [reason]).stale).toEqual([reason]);
  });

  it('has a list that is in order, with one entry for a function', () => {
    const names = notReached().map((entry) => `${entry.file} ${entry.function}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
