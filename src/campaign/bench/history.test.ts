import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolders } from '../../testing/scratch.ts';
import { appendHistory, changeSince, type Entry, readHistory } from './history.ts';
import { describeMachine } from './machine.ts';

const entry: Entry = {
  format: 'pciback-rig bench',
  version: 1,
  date: '2026-01-01T00:00:00.000Z',
  machine: describeMachine(),
  profile: 'linux-6.1',
  programs: 8,
  actions: 16,
  costs: { calibration: 10, bare: 20, oracles: 50 },
  ratioToBareCore: 0.4,
  ratioToFastCheck: 2,
  ratioToJazzer: null,
  twoWorkerScaling: 1.9,
};

let folder: string;
let file: string;
scratchFolders((made) => {
  folder = made;
  file = join(folder, 'bench.jsonl');
});

describe('the history file', () => {
  it('gives back what was added, in order', () => {
    expect(readHistory(file)).toEqual({ entries: [], unreadable: 0 });
    appendHistory(file, entry);
    appendHistory(file, { ...entry, profile: 'hardened' });
    expect(readHistory(file)).toEqual({ entries: [entry, { ...entry, profile: 'hardened' }], unreadable: 0 });
  });

  it('outlives a line that was cut off', () => {
    appendHistory(file, entry);
    appendFileSync(file, '{"format":"pciba');
    appendHistory(file, entry);
    expect(readHistory(file)).toEqual({ entries: [entry, entry], unreadable: 1 });
  });
});

describe('the change', () => {
  const faster = {
    ...entry,
    costs: { calibration: 10, bare: 10, oracles: 20, new: 1 },
    ratioToBareCore: 0.5,
  };

  it('is that since the last run, stage by stage', () => {
    const older = { ...entry, date: 'older', costs: { calibration: 1 } };
    expect(changeSince([older, entry], faster)).toEqual({
      since: entry.date,
      speeds: { calibration: 1, bare: 2, oracles: 2.5 },
      ratioToBareCore: [0.4, 0.5],
    });
  });

  it('is not told of another machine, Node, profile or number of programs', () => {
    const others: Entry[] = [
      { ...entry, machine: { ...entry.machine, model: 'another' } },
      { ...entry, machine: { ...entry.machine, node: 'v99.0.0' } },
      { ...entry, profile: 'hardened' },
      { ...entry, programs: 9 },
    ];
    for (const other of others) expect(changeSince([other], faster)).toBe(null);
    expect(changeSince([entry, ...others], faster)?.since).toBe(entry.date);
  });
});
