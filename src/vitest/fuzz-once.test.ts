import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { wrapBackend } from '../changes/change.ts';
import { flaws } from '../changes/flaws/index.ts';
import { makeProfile } from '../changes/profiles.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import type { Executor } from '../executor/execution.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import type { Program } from '../program/program.ts';
import { formatProgram, parseProgram } from '../program/schema.ts';
import { writeFiles } from '../report/write-files.ts';
import { scratchFolder } from '../testing/scratch.ts';
import { fuzzOnce } from './fuzz-once.ts';

const scratch = scratchFolder();

const few = { profile: 'hardened', devices: ['e1000e'], targets: ['double-fetch'], knownCases: [] };

const hardened = (library: DeviceLibrary): Executor => {
  const made = makeProfile('hardened');
  if ('problem' in made) throw new Error('there is no profile hardened');
  return new ModelExecutor(library, made.profile);
};

/** Folder with one case: an access of 3 bytes. */
function folderWithCase(name: string): string {
  const program: Program = {
    setup: { topology: 'vpci', guests: 1, devices: [{ name: 'e1000e', guest: 0 }], start: 'connected' },
    actions: [{ do: 'op', cmd: 0, offset: 1, size: 3 }],
  };
  const folder = join(scratch, name);
  writeFiles(folder, [
    ['size.json', formatProgram({ ...program, profile: 'hardened', flaws: ['size-unchecked'] })],
  ]);
  return folder;
}

describe('fuzzing', () => {
  it('finds nothing with every proposed fix, after exactly so many runs, and says what it did', () => {
    expect(fuzzOnce({ ...few, runs: 150 })).toEqual({
      findings: [],
      unstable: [],
      replayed: 0,
      executions: 150,
      knownMet: [],
      skipped: [],
      seed: '1',
      seedFrom: 'default',
      stopped: false,
    });
  });

  it('finds a past bug that is back, minimised and run 20 times more', () => {
    const { findings, executions } = fuzzOnce({ ...few, flaws: ['xsa-155'], runs: 2000 });
    expect(executions).toBeLessThan(2000);
    const found = findings.find(({ violation }) => violation.oracle === 'double-fetch');
    expect(found).toMatchObject({
      target: 'double-fetch',
      knownCase: null,
      reproduced: 20,
      runs: 20,
      executions,
    });
    expect(found?.program?.actions.length).toBe(1);
  });

  it('does the same with the same seed, and something else with another', () => {
    const wrong = (seed: string | number) => {
      const { findings, ...rest } = fuzzOnce({ ...few, flaws: ['xsa-155'], seed, runs: 2000 });
      return { ...rest, programs: findings.map(({ program, executions }) => ({ program, executions })) };
    };
    expect(wrong('a')).toEqual(wrong('a'));
    expect(new Set(['a', 7, 8].map((seed) => wrong(seed).executions)).size).toBeGreaterThan(1);
    expect(wrong(7)).toMatchObject({ seed: '7', seedFrom: 'option' });
  });

  it('takes the seed of the environment before that of the options', () => {
    vi.stubEnv('PCIBACK_RIG_SEED', 'from outside');
    expect(fuzzOnce({ ...few, seed: 3, runs: 1 })).toMatchObject({
      seed: 'from outside',
      seedFrom: 'environment',
    });
    vi.unstubAllEnvs();
  });

  it('takes changes of the caller', () => {
    const [change] = flaws.filter(({ id }) => id === 'size-unchecked');
    const own = { ...change, id: 'ours' } as NonNullable<typeof change>;
    const { findings } = fuzzOnce({ ...few, changes: [own], targets: ['config-write'], runs: 2000 });
    expect(findings.map(({ violation }) => violation.fingerprint)).toEqual([
      'reply/CONF-01/xen_pcibk_do_one_op',
    ]);
  });

  it('meets the weaknesses of the default profile as known, or as findings without a baseline', () => {
    const plain = { devices: ['e1000e'], targets: ['config-write'], knownCases: [], runs: 300 };
    const { findings, knownMet } = fuzzOnce(plain);
    expect(findings).toEqual([]);
    expect(knownMet.length).toBeGreaterThan(0);
    const strict = fuzzOnce({ ...plain, baseline: false });
    const prints = strict.findings.map(({ violation }) => violation.fingerprint);
    expect(prints.length).toBeGreaterThan(0);
    expect(knownMet).toEqual(expect.arrayContaining(prints));
  });
});

describe('known cases', () => {
  it('come first, whatever flaws they name', () => {
    const knownCases = folderWithCase('silent');
    expect(fuzzOnce({ ...few, knownCases, runs: 20 })).toMatchObject({
      findings: [],
      replayed: 1,
      executions: 20,
    });
  });

  it('end the test before any fuzzing when one is not silent', () => {
    const knownCases = folderWithCase('back');
    const { findings, executions } = fuzzOnce({ ...few, knownCases, flaws: ['size-unchecked'], runs: 20 });
    expect(executions).toBe(0);
    expect(findings.map(({ knownCase, violation }) => [knownCase, violation.fingerprint])).toEqual([
      [join(knownCases, 'size.json'), 'reply/CONF-01/xen_pcibk_do_one_op'],
    ]);
  });

  it('pass when what they show is known, by the list of the profile or one of the caller', () => {
    const setup = {
      topology: 'vpci',
      guests: 1,
      devices: [{ name: 'e1000e', guest: 0 }],
      start: 'connected',
    } as const;
    const folder = join(scratch, 'weakness');
    const program: Program = { setup, actions: [{ do: 'op', cmd: 0, offset: -4, size: 4 }] };
    writeFiles(folder, [['negative.json', formatProgram(program)]]);
    const plain = { ...few, profile: 'linux-6.1', knownCases: folder, runs: 1 };
    const { findings } = fuzzOnce({ ...plain, baseline: false });
    const prints = findings.map(({ violation }) => violation.fingerprint);
    expect(prints.length).toBeGreaterThan(0);
    expect(fuzzOnce(plain)).toMatchObject({ findings: [], knownMet: prints });

    const known = prints.map((fingerprint) => ({
      fingerprint,
      title: 'accepted',
      rules: [],
      reach: 'guest',
      severity: 'low',
    }));
    const baseline = join(scratch, 'known.json');
    const text = { format: 'pciback-rig baseline', version: 1, profile: 'ours', known };
    writeFiles(scratch, [['known.json', JSON.stringify(text)]]);
    expect(fuzzOnce({ ...plain, baseline })).toMatchObject({ findings: [], knownMet: prints });
    writeFiles(scratch, [['known.json', JSON.stringify({ ...text, known: [] })]]);
    expect(fuzzOnce({ ...plain, baseline }).findings.length).toBe(prints.length);
  });

  it('are the attacks of all past bugs by default, all silent with every proposed fix', () => {
    const { knownCases: _, ...rest } = few;
    expect(fuzzOnce({ ...rest, runs: 1 })).toMatchObject({ findings: [], replayed: flaws.length });
  });

  it('may be findings as they were written: folders with a program.json and dumps beside it', () => {
    const folder = join(scratch, 'findings');
    writeFiles(join(folder, 'one'), [
      ['program.json', readFileSync(join(folderWithCase('copied'), 'size.json'))],
      ['finding.json', '{}'],
    ]);
    expect(readdirSync(folder)).toEqual(['one']);
    expect(fuzzOnce({ ...few, knownCases: [folder], runs: 1 }).replayed).toBe(1);
    expect(parseProgram(readFileSync(join(folder, 'one', 'program.json'), 'utf8'))).toHaveProperty('program');
  });
});

describe("an executor of the caller's own", () => {
  it('runs everything', () => {
    let made = 0;
    const ran: string[] = [];
    const executor = (library: DeviceLibrary): Executor => {
      made++;
      const inner = hardened(library);
      return {
        name: 'ours',
        sees: inner.sees,
        run: (program, form) => {
          ran.push(form);
          return inner.run(program, form);
        },
      };
    };
    const { profile: _, ...rest } = few;
    expect(fuzzOnce({ ...rest, executor, runs: 50 })).toMatchObject({
      findings: [],
      executions: 50,
      skipped: [],
    });
    expect(made).toBe(1);
    expect(ran.length).toBeGreaterThanOrEqual(50);
  });

  it('is judged by the oracles that can, and told of the others', () => {
    const blind = (library: DeviceLibrary): Executor => {
      const inner = hardened(library);
      return { name: 'blind', sees: new Set(['xenstore']), run: (program, form) => inner.run(program, form) };
    };
    const { profile: _, ...rest } = few;
    const { skipped } = fuzzOnce({ ...rest, executor: blind, runs: 5 });
    expect(skipped.map(({ oracle }) => oracle)).toContain('double-fetch');
  });

  it('fails the test when it is not repeatable', () => {
    let turn = 0;
    const moody = (library: DeviceLibrary): Executor => {
      const inner = hardened(library);
      const made = makeProfile('hardened', ['msi-registers-writable']);
      if ('problem' in made) throw new Error('no such flaw');
      const other = new ModelExecutor(library, {
        ...made.profile,
        seams: wrapBackend(made.profile.seams, 'mayEnableMsi', () => () => -22),
      });
      return {
        ...inner,
        name: 'moody',
        sees: inner.sees,
        run: (p, form) => (turn++ % 2 === 0 ? inner : other).run(p, form),
      };
    };
    const { profile: _, ...rest } = few;
    const { unstable, executions } = fuzzOnce({ ...rest, executor: moody, targets: ['msi'], runs: 500 });
    expect(unstable[0]).toBe('a program of target msi does not do the same twice');
    expect(executions).toBeLessThan(500);
  });

  it('is run again on 20 others where an oracle objects', () => {
    const made = makeProfile('hardened', ['size-unchecked']);
    if ('problem' in made) throw new Error('no such flaw');
    let calls = 0;
    const executor = (library: DeviceLibrary): Executor => {
      calls++;
      return new ModelExecutor(library, made.profile);
    };
    const { profile: _, ...rest } = few;
    const { findings } = fuzzOnce({ ...rest, executor, targets: ['config-write'] });
    expect(findings[0]).toMatchObject({
      reproduced: 20,
      violation: { fingerprint: 'reply/CONF-01/xen_pcibk_do_one_op' },
    });
    expect(calls).toBe(21);
  });
});
