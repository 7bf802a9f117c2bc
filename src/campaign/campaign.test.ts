import { describe, expect, it } from 'vitest';
import { Baseline } from './baseline.ts';
import { Judge } from './judge.ts';
import { REPRODUCTIONS } from './reporter.ts';
import type { ByteTarget } from './target.ts';
import {
  campaign,
  events,
  findingsOf,
  judgeOf,
  library,
  program,
  reversed,
  target,
  xsa157,
} from './testing/bench.ts';

const known = (...fingerprints: string[]): Baseline =>
  new Baseline(
    fingerprints.map((fingerprint) => ({
      fingerprint,
      title: 'known',
      rules: [],
      reach: 'guest',
      severity: 'low' as const,
    })),
  );
const WARN = 'crash/warn/pci_enable_msi';
const BUG = 'crash/bug/pci_disable_msi';
const FREED = 'crash/use-after-free/pci_disable_msix';

describe('a campaign', () => {
  it('is the same for the same seed and number of runs', () => {
    const first = events(campaign(xsa157));
    expect(events(campaign(xsa157))).toEqual(first);
    expect(first.length).toBeGreaterThan(10);
    expect(events(campaign(xsa157, { seed: 'another' }))).not.toEqual(first);
  });

  it('is the same whatever order the devices were handed in', () => {
    expect(reversed.names()).toEqual(library.names());
    const other = campaign(xsa157, { devices: reversed.names(), makeJudge: () => judgeOf(xsa157, reversed) });
    expect(events(other)).toEqual(events(campaign(xsa157)));
  });

  it('runs as many programs as it was told to, or until it is stopped', () => {
    const bounded = campaign([], { runs: 77 });
    events(bounded);
    expect(bounded.progress()).toMatchObject({ executions: 77, byTarget: { 'msi-only': 77 } });
    let asked = 0;
    const stopped = campaign([], { runs: Number.POSITIVE_INFINITY, stop: () => ++asked > 30 });
    events(stopped);
    expect(stopped.progress().executions).toBe(30);
  });

  it('replays known cases first, and says so', () => {
    const attack = program({ do: 'op', cmd: 2 }, { do: 'op', cmd: 2 });
    const made = campaign(xsa157, { runs: 0, known: [{ name: 'corpus/regress/x', program: attack }] });
    const seen = events(made);
    expect(seen[0]).toEqual({ kind: 'replay', cases: 1 });
    expect(findingsOf(seen)).toEqual([
      expect.objectContaining({ target: 'corpus/regress/x', executions: 0 }),
    ]);
    expect(made.progress().executions).toBe(0);
    expect(events(campaign([], { runs: 1 })).some(({ kind }) => kind === 'replay')).toBe(false);
    const first = campaign(xsa157, { stopOnFirst: true, known: [{ name: 'x', program: attack }] });
    events(first);
    expect(first.progress().executions).toBe(0);
  });

  it('gives way now and then, so that others may run', () => {
    expect(
      [...campaign([], { runs: 200 }).run()].filter((event) => event === undefined).length,
    ).toBeGreaterThan(2);
  });

  it('takes turns between its targets', () => {
    const other = { ...target, name: 'other' };
    const both = campaign([], { targets: [target, other], runs: 100 });
    events(both);
    const { 'msi-only': one = 0, other: two = 0 } = both.progress().byTarget;
    expect(one + two).toBe(100);
    expect(Math.min(one, two)).toBeGreaterThan(25);
  });

  it('keeps programs that show something new, and says so', () => {
    const made = campaign([]);
    const kept = events(made).filter((event) => event.kind === 'new');
    expect(kept.length).toBe(made.progress().corpus);
    expect(kept.length).toBeGreaterThan(3);
    expect(kept.reduce((sum, event) => sum + event.features, 0)).toBe(made.progress().features);
    expect(made.progress().fetchPoints).toBeGreaterThan(0);
    expect(made.progress().flippedPoints).toBeGreaterThan(0);
  });

  it('says that a program does not do the same twice', () => {
    let clock = 0;
    const made = campaign([], {
      runs: 40,
      makeJudge: () => {
        const judge = judgeOf();
        const { executor } = judge;
        return new Judge(
          {
            ...executor,
            name: 'drifting',
            sees: executor.sees,
            run(program, form) {
              const execution = executor.run(program, form);
              execution.log.emit(47, clock++);
              return execution;
            },
          },
          [],
        );
      },
    });
    expect(events(made)).toContainEqual({
      kind: 'error',
      problem: 'a program of target msi-only does not do the same twice',
    });
  });
});

describe('findings', () => {
  it('are announced once each, minimised, with how often they came again', () => {
    const seen = findingsOf(events(campaign(xsa157)));
    expect(seen.map(({ violation }) => violation.fingerprint).sort()).toEqual([BUG, FREED, WARN]);
    for (const finding of seen) {
      expect(finding).toMatchObject({
        state: 'new',
        target: 'msi-only',
        reproduced: REPRODUCTIONS,
        runs: REPRODUCTIONS,
        input: undefined,
      });
      if (finding.program === undefined) throw new Error('no program');
      expect(
        judgeOf(xsa157)
          .judge(finding.program)
          .map(({ fingerprint }) => fingerprint),
      ).toContain(finding.violation.fingerprint);
    }
    const bug = seen.find(({ violation }) => violation.fingerprint === BUG);
    expect(bug?.program?.actions.length).toBeLessThanOrEqual(3);
    expect(bug?.alsoSeen.map(({ fingerprint }) => fingerprint)).toEqual([WARN]);
  });

  it('that are known are said to be, as they were met', () => {
    const seen = findingsOf(events(campaign(xsa157, { baseline: known(WARN) })));
    const warn = seen.find(({ violation }) => violation.fingerprint === WARN);
    expect(warn).toMatchObject({ state: 'known', known: { fingerprint: WARN } });
    expect(seen.find(({ violation }) => violation.fingerprint === BUG)?.state).toBe('new');
    const quiet = campaign(xsa157, { baseline: known(WARN, BUG, FREED) });
    const steps = events(quiet);
    expect(steps.some((event) => event.kind === 'reduce')).toBe(false);
    expect(quiet.progress().findings).toEqual({ new: 0, known: 3 });
  });

  it('new ones end the campaign when it was told so, known ones do not', () => {
    const first = campaign(xsa157, { stopOnFirst: true });
    expect(findingsOf(events(first))).toHaveLength(1);
    expect(first.progress().executions).toBeLessThan(200);
    const all = campaign(xsa157, { stopOnFirst: true, baseline: known(WARN, BUG, FREED) });
    events(all);
    expect(all.progress().executions).toBe(200);
  });

  it('are absent on the core', () => {
    expect(findingsOf(events(campaign([])))).toEqual([]);
  });

  it('that are mere hygiene are counted, not announced', () => {
    const untidy = campaign(
      [
        {
          kind: 'variant',
          id: 'x',
          title: '',
          cause: '',
          rules: [],
          conflicts: [],
          apply: ({ backend, host }) => ({
            host,
            backend: {
              ...backend,
              takeRequest: (connection) => {
                backend.takeRequest(connection);
                return backend.takeRequest(connection);
              },
            },
          }),
        },
      ],
      { runs: 60, targets: [{ ...target, vocabulary: { ...target.vocabulary, effectRate: 1e9 } }] },
    );
    expect(findingsOf(events(untidy))).toEqual([]);
    expect(untidy.progress().hygiene).toBeGreaterThan(0);
  });
});

describe('a target that takes bytes', () => {
  const fragile: ByteTarget = {
    name: 'fragile',
    title: 'throws',
    fuzz: (bytes) => {
      if (bytes.includes(255)) throw new RangeError('a byte that no text has');
    },
  };

  it('has its exceptions announced, each kind once, with the input', () => {
    const seen = findingsOf(
      events(campaign([], { targets: [fragile], texts: ['00:00.0 x\n00: 86 80\n'], runs: 300 })),
    );
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      state: 'new',
      target: 'fragile',
      program: undefined,
      violation: { fingerprint: 'crash/RangeError/fragile' },
    });
    expect(() => fragile.fuzz(seen[0]?.input ?? new Uint8Array(0))).toThrow(RangeError);
  });

  it('has its input run again, and what was seen is reported', () => {
    const texts = ['00:00.0 x\n00: 86 80\n'];
    const [sure] = findingsOf(events(campaign([], { targets: [fragile], texts, runs: 300 })));
    expect([sure?.reproduced, sure?.runs]).toEqual([REPRODUCTIONS, REPRODUCTIONS]);
    let calls = 0;
    const once: ByteTarget = {
      ...fragile,
      fuzz: () => {
        if (calls++ === 0) throw new RangeError('a state that is left behind');
      },
    };
    const [lost] = findingsOf(events(campaign([], { targets: [once], texts, runs: 1 })));
    expect([lost?.reproduced, lost?.runs]).toEqual([0, REPRODUCTIONS]);
    expect(calls).toBe(1 + REPRODUCTIONS);
  });

  it('that throws something else the next time does not reproduce', () => {
    let calls = 0;
    const moody: ByteTarget = {
      ...fragile,
      fuzz: () => {
        if (calls++ % 2 === 0) throw new RangeError('even');
        throw new TypeError('odd');
      },
    };
    const [first] = findingsOf(events(campaign([], { targets: [moody], runs: 1 })));
    expect(first).toMatchObject({ violation: { fingerprint: 'crash/RangeError/fragile' }, reproduced: 10 });
  });
});
