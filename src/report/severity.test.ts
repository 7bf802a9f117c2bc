import { describe, expect, it } from 'vitest';
import { knownWeaknesses } from '../campaign/known.ts';
import type { Program } from '../program/program.ts';
import { derivedSeverity, reachOf, worst } from './severity.ts';
import { program } from './testing/run.ts';

describe('who can reach it', () => {
  const cases: readonly (readonly [string, Program])[] = [
    ['guest', program([{ do: 'op', cmd: 0 }, { do: 'notify' }])],
    [
      'guest with permissive',
      program([{ do: 'op', cmd: 1 }], { name: 'e1000e', guest: 0, permissive: true }),
    ],
    ['stub domain', program([{ do: 'op', cmd: 1 }], { name: 'e1000e', guest: 0, interruptControl: true })],
    [
      'guest and host fault',
      program([{ do: 'op', cmd: 0, at: [{ on: 'lock', nth: 1, then: [{ do: 'vanish' }] }] }]),
    ],
    ['dom0 root', program([{ do: 'vanish' }, { do: 'unbind' }])],
  ];
  it.each(cases)('is %s', (reach, of) => {
    expect(reachOf(of)).toBe(reach);
  });
});

describe('a derived severity', () => {
  it('is that of the worst thing it hurts', () => {
    expect(derivedSeverity(['reply', 'crash'], 'guest')).toMatchObject({ level: 'high', derived: true });
    expect(derivedSeverity(['log-rate'], 'guest').level).toBe('medium');
    expect(derivedSeverity(['xenbus'], 'guest').level).toBe('low');
  });

  it('is one lower where something must come about that a guest cannot bring about, two where root must help', () => {
    expect(derivedSeverity(['crash'], 'guest and host fault').level).toBe('medium');
    expect(derivedSeverity(['crash'], 'dom0 root').level).toBe('low');
    expect(derivedSeverity(['xenbus'], 'dom0 root').level).toBe('low');
  });

  it('says why', () => {
    expect(derivedSeverity(['crash'], 'dom0 root').reasons.join(' ')).toMatch(
      /host.*two steps lower.*root/is,
    );
  });

  it('takes what it does not know for the worst', () => {
    expect(derivedSeverity(['an oracle of tomorrow'], 'guest').level).toBe('high');
    expect(derivedSeverity([], undefined).level).toBe('high');
  });

  it('is seldom further than one step from what people said of known weaknesses', () => {
    const levels = ['low', 'medium', 'high'];
    const all = knownWeaknesses('linux-6.1').all();
    const far = all.filter(({ fingerprint, reach, severity }) => {
      const { level } = derivedSeverity([fingerprint.split('/')[0] ?? ''], reach);
      return Math.abs(levels.indexOf(level) - levels.indexOf(severity)) > 1;
    });
    expect(all.length).toBeGreaterThan(30);
    expect(far.map(({ fingerprint }) => fingerprint)).toEqual([
      'host-integrity/CONF-34/xen_pcibk_config_write',
      'reply/CONF-34/xen_pcibk_do_one_op',
    ]);
  });
});

it('the worst of several is named first', () => {
  expect(worst(['low', 'high', 'info'])).toBe('high');
  expect(worst([])).toBe('info');
});
