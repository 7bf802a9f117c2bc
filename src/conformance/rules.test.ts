import { describe, expect, it } from 'vitest';
import { parseRules } from './rules.ts';
import { SuiteError } from './suite-error.ts';

const rule = {
  id: 'CONF-01',
  level: 'MUST',
  requirement: 'a read gives what is there',
  source: 'none',
  part: 'driver',
  guestObservable: true,
};
const file = (more: object = {}): string =>
  JSON.stringify({
    format: 'pciback-rig rules',
    version: 1,
    area: 'CONF',
    count: 1,
    rules: [rule],
    ...more,
  });
const problem = (text: string): string => {
  try {
    parseRules('conf.json', text);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(SuiteError);
    return (error as Error).message;
  }
};

describe('parseRules', () => {
  it('reads a file', () => {
    expect(parseRules('conf.json', file())).toEqual([rule]);
  });

  it('refuses what does not fit', () => {
    expect(problem('{')).toBe('conf.json: this is not JSON');
    expect(problem(file({ count: 2 }))).toBe('conf.json: says 2 rules and holds 1');
    expect(problem(file({ area: 'HDR' }))).toBe('conf.json: CONF-01 does not belong to area HDR');
    expect(problem(file({ rules: [{ ...rule, level: 'MAY' }] }))).toMatch(/^conf\.json: rules\.0\.level: /);
    expect(problem(file({ more: 1 }))).toMatch(/^conf\.json: /);
  });
});
