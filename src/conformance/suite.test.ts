import { describe, expect, it } from 'vitest';
import { shippedDevices } from '../campaign/device-files.ts';
import { read } from './actions.ts';
import type { Case } from './case.ts';
import { DeviceFacts } from './device-facts.ts';
import { reply } from './expect.ts';
import * as need from './need.ts';
import type { Rule } from './rule.ts';
import { checkDifferences, checkSuite, jobsOf, selected } from './suite.ts';
import { SuiteError } from './suite-error.ts';

const rule = (id: string, more: Partial<Rule> = {}): [string, Rule] => [
  id,
  {
    id,
    level: 'MUST',
    requirement: 'something must be so',
    source: 'none',
    part: 'driver',
    guestObservable: true,
    ...more,
  },
];
const aCase = (id: Case['id'], more: Partial<Case> = {}): Case => ({
  id,
  title: 'something',
  on: 'each',
  steps: () => [read(0)],
  expect: () => [reply(0, 0, 0)],
  ...more,
});
const library = shippedDevices();
const devices = ['e1000e', 'rtl8139'].map((name) => {
  const found = library.get(name);
  if (found === undefined) throw new Error(name);
  return new DeviceFacts(found);
});

describe('checkDifferences', () => {
  const changes = new Set(['one', 'two']);
  const refused = (key: string) => () =>
    checkDifferences([{ id: 'CONF-01/1', accept: { [key]: () => [reply(0, 0, 0)] } }], changes);

  it('knows the changes, joined ones too', () => {
    expect(refused('one')).not.toThrow();
    expect(refused('one+two')).not.toThrow();
    expect(refused('one+three')).toThrow(SuiteError);
    expect(refused('three')).toThrow("case CONF-01/1 differs by 'three', and there is no such change");
  });
});

describe('checkSuite', () => {
  const rules = new Map([rule('CONF-01'), rule('CONF-02', { untestable: 'it is a statement about a text' })]);
  const problem = (ids: readonly string[]): string => {
    try {
      checkSuite(rules, ids);
      return '';
    } catch (error) {
      expect(error).toBeInstanceOf(SuiteError);
      return (error as Error).message;
    }
  };

  it('accepts a suite in which every testable rule has a case', () => {
    expect(problem(['CONF-01/1', 'CONF-01/2'])).toBe('');
  });

  it('refuses a case twice, a case of no rule, of an untestable rule, a rule without a case, an id that is none', () => {
    expect(problem(['CONF-01/1', 'CONF-01/1'])).toBe('case CONF-01/1 is there twice');
    expect(problem(['CONF-01/1', 'CONF-09/1'])).toBe('case CONF-09/1 belongs to no rule');
    expect(problem(['CONF-01/1', 'CONF-02/1'])).toMatch(/untestable/);
    expect(problem([])).toBe('rules without a case: CONF-01');
    expect(problem(['CONF-01/0'])).toMatch(/is no case id/);
  });
});

describe('jobsOf', () => {
  const rules = new Map([rule('CONF-01'), rule('XB-01')]);

  it('runs a case on each device, and one that depends on none on the first that suits', () => {
    const jobs = jobsOf(
      [aCase('CONF-01/1'), aCase('XB-01/1', { on: 'one', needs: need.msix })],
      rules,
      [...devices].reverse(),
    );
    expect(jobs.map(({ id }) => id)).toEqual(['CONF-01/1', 'CONF-01/1', 'XB-01/1']);
  });

  it('tells that no device suits', () => {
    const [job] = jobsOf([aCase('XB-01/1', { on: 'one', needs: need.vpd })], rules, devices);
    expect(job?.run(undefined as never)).toMatchObject({ verdict: 'SKIP', device: null });
  });
});

describe('selected', () => {
  const all = [{ id: 'CONF-19/1' }, { id: 'CONF-19/2' }, { id: 'CONF-20/1' }, { id: 'HDR-01/1' }];
  const ids = (...globs: string[]): string[] => selected(all, globs).map(({ id }) => id);

  it('takes globs of cases, rules and areas', () => {
    expect(ids('CONF-*')).toEqual(['CONF-19/1', 'CONF-19/2', 'CONF-20/1']);
    expect(ids('CONF-19')).toEqual(['CONF-19/1', 'CONF-19/2']);
    expect(ids('CONF-19/2', 'HDR')).toEqual(['CONF-19/2', 'HDR-01/1']);
    expect(ids('CONF-1?/1')).toEqual(['CONF-19/1']);
    expect(ids()).toHaveLength(4);
    expect(ids('conf', 'CONF.19')).toEqual([]);
  });
});
