import { describe, expect, it } from 'vitest';
import { backendSeams } from '../backend/seams.ts';
import { hostSeams } from '../host/seams.ts';
import { type Change, type Flaw, type Seams, wrapBackend, wrapHost } from './change.ts';
import { flaws } from './flaws/index.ts';
import { hardenings } from './hardenings/index.ts';
import { allChanges, combine, flawsNamed, makeProfile, profileNames, profileTitle } from './profiles.ts';
import { variants } from './variants/index.ts';

const core: Seams = { backend: backendSeams, host: hostSeams };
const change = (id: string, apply: Change['apply'], conflicts: readonly string[] = []): Change => ({
  kind: 'variant',
  id,
  title: id,
  cause: '',
  rules: [],
  conflicts,
  apply,
});
const nothing = (seams: Seams): Seams => seams;
const made = (name: string, flawNames: readonly string[] = []) => {
  const result = makeProfile(name, flawNames);
  if ('problem' in result) throw new Error(JSON.stringify(result.problem));
  return result.profile;
};

describe('profiles', () => {
  it('linux-6.1 is the core itself', () => {
    const { name, changes, seams } = made('linux-6.1');
    expect([name, changes]).toEqual(['linux-6.1', []]);
    expect(seams).toEqual(core);
  });

  it('linux-6.12 has the variants, hardened the hardenings', () => {
    expect(made('linux-6.12').changes).toEqual(variants);
    expect(made('hardened').changes).toEqual(hardenings);
    expect(hardenings.length).toBeGreaterThan(20);
  });

  it.each(profileNames)('%s can be made and has a title', (name) => {
    expect(made(name).name).toBe(name);
    expect(profileTitle(name)).not.toBe('');
  });

  it.each(['linux-9.9', '', 'LINUX-6.1', 'constructor', 'toString', '__proto__'])(
    '"%s" is unknown',
    (name) => {
      expect(makeProfile(name)).toEqual({ problem: { kind: 'unknown-profile', name } });
      expect(profileTitle(name)).toBe('');
    },
  );
});

describe('flaws added to a profile', () => {
  it('are named by id, or all of an advisory together', () => {
    expect(flawsNamed('xsa-155-msix-count').map(({ id }) => id)).toEqual(['xsa-155-msix-count']);
    expect(flawsNamed('xsa-155').map(({ id }) => id)).toEqual(
      expect.arrayContaining(['xsa-155-in-place', 'xsa-155-msix-count']),
    );
    expect(flawsNamed('xsa-15')).toEqual([]);
  });

  it('come last, each once', () => {
    const { changes } = made('hardened', ['xsa-120-command', 'xsa-120']);
    expect(changes.slice(0, hardenings.length)).toEqual(hardenings);
    expect(changes.filter(({ id }) => id === 'xsa-120-command')).toHaveLength(1);
    expect(changes.at(-1)?.kind).toBe('flaw');
  });

  it.each(['xsa-999', 'offset-in-range', ''])('"%s" is no flaw', (name) => {
    expect(makeProfile('linux-6.1', ['xsa-120', name])).toEqual({
      problem: { kind: 'unknown-change', name },
    });
  });
});

describe('combining changes', () => {
  it('applies them in order, each on what the one before left', () => {
    const order: string[] = [];
    const logging = (id: string) =>
      change(id, (seams) =>
        wrapBackend(seams, 'mayEnableMsi', (previous) => (driver, dev) => {
          order.push(id);
          return previous(driver, dev);
        }),
      );
    const result = combine('two', [logging('inner'), logging('outer')]);
    if ('problem' in result) throw new Error('conflict');
    result.profile.seams.backend.mayEnableMsi({} as never, {} as never);
    expect(order).toEqual(['outer', 'inner']);
  });

  it('leaves the core as it is', () => {
    const before = { ...backendSeams };
    combine('one', [change('x', (seams) => wrapBackend(seams, 'mayEnableMsi', () => () => -1))]);
    expect(backendSeams).toEqual(before);
    expect(Object.isFrozen(backendSeams) && Object.isFrozen(hostSeams)).toBe(true);
  });

  it('refuses two that conflict, whichever of them says so', () => {
    const shy = change('shy', nothing, ['bold']);
    const bold = change('bold', nothing);
    expect(combine('both', [shy, bold])).toEqual({
      problem: { kind: 'conflict', first: 'shy', second: 'bold' },
    });
    expect(combine('both', [bold, shy])).toEqual({
      problem: { kind: 'conflict', first: 'shy', second: 'bold' },
    });
    expect('profile' in combine('one', [shy])).toBe(true);
  });

  it('wraps one function and no other', () => {
    const backend = wrapBackend(core, 'mayEnableMsi', () => () => 0);
    expect(backend.host).toBe(core.host);
    expect(differing(backend)).toEqual(['mayEnableMsi']);
    const host = wrapHost(core, 'spuriousDelay', () => () => 0);
    expect(host.backend).toBe(core.backend);
    expect(differing(host)).toEqual(['spuriousDelay']);
  });
});

/** Names of the functions in which tables differ from the core's. */
function differing({ backend, host }: Seams): string[] {
  const of = (table: object, original: object): string[] =>
    Object.keys(table).filter((name) => table[name as never] !== original[name as never]);
  return [...of(backend, backendSeams), ...of(host, hostSeams)];
}

describe('every change', () => {
  it('has an id of its own', () => {
    const ids = allChanges.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it.each(allChanges.map((entry) => [entry.id, entry] as const))(
    '%s is described and wraps something',
    (_, entry) => {
      expect(entry.title.length).toBeGreaterThan(10);
      expect(entry.cause.length).toBeGreaterThan(30);
      expect(entry.rules.length).toBeGreaterThan(0);
      expect(entry.rules.filter((rule) => !/^[A-Z]+-\d+$/.test(rule))).toEqual([]);
      expect(entry.conflicts.filter((id) => !allChanges.some((other) => other.id === id))).toEqual([]);
      expect(entry.conflicts).not.toContain(entry.id);
      const seams = entry.apply(core);
      expect(differing(seams).length).toBeGreaterThan(0);
      expect([Object.keys(seams.backend), Object.keys(seams.host)]).toEqual([
        Object.keys(backendSeams),
        Object.keys(hostSeams),
      ]);
    },
  );

  it.each(flaws.map((entry: Flaw) => [entry.id, entry] as const))(
    'flaw %s names its advisory, its fix and who sees it',
    (_, entry) => {
      expect(entry.id.startsWith(`${entry.group}-`) || !entry.group.startsWith('xsa-')).toBe(true);
      expect(entry.oracles.length).toBeGreaterThan(0);
      expect(entry.affected).not.toBe('');
    },
  );
});
