import { describe, expect, it } from 'vitest';
import { flaws } from '../flaws/index.ts';
import { makeProfile, profileEvidence } from '../profiles.ts';
import { compareReleases, type Dated } from './evidence.ts';
import { fixes } from './fixes.ts';
import { historyOf } from './history.ts';
import { linux31 } from './linux-3.1.ts';
import { linux318 } from './linux-3.18.ts';
import { linux43 } from './linux-4.3.ts';
import { linux59 } from './linux-5.9.ts';

const histories = [linux59, linux43, linux318, linux31];
const idsOf = ({ entries }: (typeof histories)[number]): string[] => entries.map(({ flaw }) => flaw.id);
const rank: Record<Dated['confidence'], number> = { high: 2, medium: 1, low: 0 };

/** Added by each older release to what the next newer one has. */
const added: Record<string, readonly string[]> = {
  'linux-5.9': [
    'xsa-332-early-eoi',
    'xsa-332-no-backoff',
    'xsa-331-unbind-no-sync',
    'xsa-349-watch-queue',
    'vf0-shares-slot',
    'late-device-missed',
  ],
  'linux-4.3': [
    'xsa-120-reset',
    'xsa-155-in-place',
    'xsa-155-msix-count',
    'xsa-157-msi-twice',
    'xsa-157-msix-twice',
    'xsa-157-helper-on-msi',
    'xsa-157-disable-unchecked',
    'xsa-157-decode-off',
    'overlap-misses-enclosed',
    'bar-length-raw',
  ],
  'linux-3.18': ['xsa-120-command', 'unbind-self-deadlock', 'no-restore-at-return'],
  'linux-3.1': [
    'xsa-43-unlimited-log',
    'msix-positive-result',
    'no-reset-at-return',
    'topology-spinlock',
    'xenbus-spinlock',
    'no-prepare-msix',
  ],
};

/** In a newer release, and not in 3.1: the code came in between. */
const notYet = { 'linux-3.1': ['unbind-self-deadlock'] };

describe('history profiles', () => {
  it('older releases have what newer ones have, unless the code was not there yet', () => {
    let expected: string[] = [];
    for (const history of histories) {
      const missing: readonly string[] = notYet[history.name as keyof typeof notYet] ?? [];
      expected = [...expected, ...(added[history.name] ?? [])].filter((id) => !missing.includes(id));
      expect([history.name, idsOf(history).sort()]).toEqual([history.name, expected.sort()]);
      for (const id of missing) {
        expect(history.leftOut.find(({ flaw }) => flaw === id)?.reason).toMatch(/^its code came with/);
      }
    }
  });

  it.each(histories)(
    '$name is a profile of its own, in the order of the flaws',
    ({ name, title, entries }) => {
      const made = makeProfile(name);
      if ('problem' in made) throw new Error(JSON.stringify(made.problem));
      expect(made.profile.changes).toEqual(
        flaws.filter(({ id }) => entries.some(({ flaw }) => flaw.id === id)),
      );
      expect(title).toMatch(/^Linux \d/);
      expect(profileEvidence(name).entries).toBe(entries);
    },
  );

  it.each(histories)(
    '$name: each past bug is in it, was fixed before it, or is left out with the reason',
    (history) => {
      const { release, entries, leftOut } = history;
      for (const { id } of flaws) {
        const entry = entries.find(({ flaw }) => flaw.id === id);
        const out = leftOut.filter(({ flaw }) => flaw === id);
        const evidence = fixes[id];
        const fixedBefore =
          evidence !== undefined && 'last' in evidence && compareReleases(evidence.last, release) < 0;
        expect([id, Number(entry !== undefined) + out.length + Number(fixedBefore)]).toEqual([id, 1]);
        for (const { reason } of out) expect(reason.length).toBeGreaterThan(20);
      }
    },
  );

  it('the port closed before its mapping is cleared gives way to XSA-331', () => {
    for (const { leftOut } of histories) {
      expect(leftOut).toContainEqual({
        flaw: 'close-before-clear',
        row: 'B18',
        reason: 'it cannot be combined with xsa-331-unbind-no-sync, of which there is more evidence',
      });
    }
  });

  it('regressions of later fixes are in none: they came and went between two of the releases', () => {
    const reason = (history: (typeof histories)[number], id: string) =>
      history.leftOut.find(({ flaw }) => flaw === id)?.reason;
    for (const history of histories)
      for (const id of ['xsa-441-close-lock', 'eoi-list-order'])
        expect(reason(history, id)).toMatch(/^its code came with 5\.10: /);
    for (const history of [linux43, linux318, linux31])
      for (const id of ['msix-vectors-lost', 'msix-decode-on-vf'])
        expect(reason(history, id)).toMatch(/^its code came with 4\.4: /);
    expect(idsOf(historyOf('4.4', '2016-01-10', 'Linux 4.4'))).toContain('msix-decode-on-vf');
  });
});

describe('the evidence', () => {
  it('is there for each past bug and for nothing else', () => {
    expect(Object.keys(fixes).sort()).toEqual(flaws.map(({ id }) => id).sort());
  });

  it.each(flaws.map((flaw) => [flaw.id, flaw] as const))('%s: no surer than its row', (id, flaw) => {
    const evidence = fixes[id];
    if (evidence === undefined || 'never' in evidence) {
      expect(evidence?.never.length).toBeGreaterThan(20);
      return;
    }
    const { since, last, sinceKnown, confidence, fixedIn, note } = evidence;
    expect(compareReleases(since, last)).toBeLessThanOrEqual(0);
    expect(rank[confidence]).toBeLessThanOrEqual(rank[flaw.confidence]);
    if (!sinceKnown) {
      expect(rank[confidence]).toBeLessThan(Math.max(1, rank[flaw.confidence]));
      expect(note).toMatch(/since when|the row has it follow/);
    }
    if (since !== '3.1') expect(note).toBeDefined();
    expect(fixedIn).toMatch(
      /^(\d+\.\d+( \(rc\d\)|, by its date of .*)|not recorded: .*\d{4}.*|not recorded: mid-2016.*)$/,
    );
  });

  it('compares releases by number', () => {
    expect(compareReleases('3.18', '3.2')).toBeGreaterThan(0);
    expect(compareReleases('4.0', '3.19')).toBeGreaterThan(0);
    expect(compareReleases('5.9', '5.9')).toBe(0);
    expect(compareReleases('5.9', '5.10')).toBeLessThan(0);
  });
});
