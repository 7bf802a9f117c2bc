import { describe, expect, it } from 'vitest';
import { Baseline, parseBaseline } from './baseline.ts';
import { knownWeaknesses } from './known.ts';

const entry = {
  fingerprint: 'reply/CONF-12/x',
  title: 'wide reads',
  rules: ['CONF-12'],
  reach: 'guest',
  severity: 'low',
  hardening: 'narrow-read-value',
};
const file = (changes: object = {}): string =>
  JSON.stringify({
    format: 'pciback-rig baseline',
    version: 1,
    profile: 'linux-6.1',
    known: [entry],
    ...changes,
  });
const problem = (json: string): string => {
  const parsed = parseBaseline(json);
  return 'problem' in parsed ? `${parsed.where}: ${parsed.problem}` : 'none';
};

describe('a baseline', () => {
  it('knows by fingerprint', () => {
    const parsed = parseBaseline(file());
    if ('problem' in parsed) throw new Error(parsed.problem);
    expect(parsed.baseline.get('reply/CONF-12/x')).toEqual(entry);
    expect(parsed.baseline.get('reply/CONF-12/y')).toBeUndefined();
    expect(parsed.baseline.all()).toEqual([entry]);
    expect(new Baseline().all()).toEqual([]);
  });

  it('says what is wrong with a file, and where', () => {
    expect(problem(file())).toBe('none');
    expect(problem('{')).toBe('the whole file: this is not JSON');
    expect(problem(file({ version: 2 }))).toMatch(/^version: /);
    expect(problem(file({ known: [{ ...entry, severity: 'awful' }] }))).toMatch(/^known\.0\.severity: /);
    expect(problem(file({ known: [{ ...entry, extra: 1 }] }))).toMatch(/^known\.0: /);
    expect(problem('[]')).toMatch(/^the whole file: /);
  });

  it('knows by conformance case what the driver shows', () => {
    const shown = { case: 'CONF-12/1', observed: [{ what: 'bytes', value: 80 }] };
    const parsed = parseBaseline(file({ known: [{ ...entry, onDriver: [shown] }] }));
    if ('problem' in parsed) throw new Error(parsed.problem);
    expect(parsed.baseline.shownBy('CONF-12/1')).toMatchObject({ weakness: { title: 'wide reads' }, shown });
    expect(parsed.baseline.shownBy('CONF-12/2')).toBeUndefined();
    expect(problem(file({ known: [{ ...entry, onDriver: [{ case: 'x' }] }] }))).toMatch(
      /^known\.0\.onDriver/,
    );
  });

  it.each(['linux-6.1', 'linux-6.12'])('of %s that is shipped can be read', (profile) => {
    expect(knownWeaknesses(profile).all().length).toBeGreaterThan(10);
  });

  it('of a profile without known weaknesses is empty', () => {
    expect(knownWeaknesses('no-such-profile').all()).toEqual([]);
  });
});
