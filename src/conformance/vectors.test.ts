import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolders } from '../testing/scratch.ts';
import type { Rule } from './rule.ts';
import { SuiteError } from './suite-error.ts';
import { loadVectors, parseVectors, vectorFiles, vectorsFolder } from './vectors.ts';

const rule: Rule = {
  id: 'CONF-01',
  level: 'MUST',
  requirement: 'something must be so',
  source: 'none',
  part: 'driver',
  guestObservable: true,
};
const rules = new Map([[rule.id, rule]]);

const vector = (id = 'A.1/1'): Record<string, unknown> => ({
  id,
  rule: 'CONF-01',
  comment: 'a dword at 0',
  setup: { topology: 'vpci', guests: 1, devices: [{ name: 'e1000e', guest: 0 }], start: 'connected' },
  steps: [{ do: 'op', cmd: 0 }],
  expect: [{ see: 'replies', action: 0, is: [[0, 5]] }],
});
const file = (more: Record<string, unknown> = {}, vectors: unknown[] = [vector()]): string =>
  JSON.stringify({
    format: 'pciback-rig vectors',
    version: 1,
    title: 'something',
    profile: 'linux-6.1',
    notes: [],
    count: vectors.length,
    vectors,
    ...more,
  });
const problem = (text: string): string => {
  const parsed = parseVectors(text, rules);
  return 'problem' in parsed ? `${parsed.problem.where}: ${parsed.problem.problem}` : 'none';
};
const one = (more: Record<string, unknown>): string => problem(file({}, [{ ...vector(), ...more }]));

describe('parseVectors', () => {
  it('takes a file that fits', () => {
    const parsed = parseVectors(file(), rules);
    expect(parsed).toMatchObject({ file: { count: 1, vectors: [{ id: 'A.1/1' }] } });
  });

  it('tells what is no vector file', () => {
    expect(problem('')).toBe('the whole file: this is not JSON');
    expect(problem('{"format":\n}')).toBe('the whole file: this is not JSON');
    expect(problem('[]')).toMatch(/^the whole file: /);
    expect(problem('null')).toMatch(/^the whole file: /);
    expect(problem(file({ format: 'pciback-rig program' }))).toMatch(/^format: /);
    expect(problem(file({ version: 2 }))).toMatch(/^version: /);
  });

  it('tells of fields that there are not, or not there, at their place', () => {
    expect(problem(file({ bogus: 1 }))).toBe('the whole file: Unrecognized key: "bogus"');
    expect(one({ bogus: 1 })).toBe('vectors[0]: Unrecognized key: "bogus"');
    expect(one({ comment: undefined })).toMatch(/^vectors\[0\]\.comment: /);
    expect(one({ id: 'CONF/0' })).toMatch(/^vectors\[0\]\.id: a vector id is a table and a number/);
    expect(one({ steps: [{ do: 'op', cmd: 0, bogus: 1 }] })).toMatch(
      /^vectors\[0\]\.steps\[0\]: Unrecognized/,
    );
    expect(one({ expect: [] })).toMatch(/^vectors\[0\]\.expect: /);
    expect(one({ expect: [{ see: 'bogus', is: [] }] })).toMatch(/^vectors\[0\]\.expect\[0\]\.see: /);
    expect(one({ expect: [{ see: 'device', is: { bogus: 1 } }] })).toMatch(/^vectors\[0\]\.expect\[0\]\.is/);
    expect(one({ expect: [{ see: 'replies', is: [[0]] }] })).toMatch(/^vectors\[0\]\.expect\[0\]\.is\[0\]/);
    expect(one({ accept: { x: [] } })).toMatch(/^vectors\[0\]\.accept\.x: /);
  });

  it('tells of a count that is wrong and of a file without vectors', () => {
    expect(problem(file({ count: 2 }))).toBe('count: it says 2 and there are 1 vectors');
    expect(problem(file({}, []))).toMatch(/^count: /);
  });

  it('tells of rules that there are not and of ids that are there twice', () => {
    expect(one({ rule: 'CONF-02' })).toBe('vectors[0].rule: there is no rule CONF-02');
    expect(one({ rule: 'nonsense' })).toMatch(/^vectors\[0\]\.rule: a rule id is/);
    expect(problem(file({}, [vector(), vector()]))).toBe('vectors[1].id: A.1/1 is there twice');
  });

  it('tells of changes that there are not', () => {
    const expectations = [{ see: 'logLines', is: 0 }];
    expect(one({ accept: { 'devfn-exact+bogus': expectations } })).toBe(
      "vectors[0].accept.devfn-exact+bogus: there is no change 'bogus'",
    );
    expect(one({ accept: { 'devfn-exact+narrow-read-value': expectations } })).toBe('none');
  });

  it('tells of steps, devices and guests that there are not', () => {
    expect(one({ steps: [] })).toBe('vectors[0].steps: nothing is done');
    const setup = { topology: 'vpci', guests: 1, devices: [{ name: 'edu', guest: 1 }], start: 'connected' };
    expect(one({ setup })).toBe('vectors[0].setup.devices[0].guest: there are 1 guests');
    expect(one({ expect: [{ see: 'replies', action: 1, is: [] }] })).toBe(
      'vectors[0].expect[0].action: there is no action 1',
    );
    expect(one({ expect: [{ see: 'device', device: 1, is: null }] })).toBe(
      'vectors[0].expect[0].device: there is no device 1',
    );
    expect(one({ accept: { 'devfn-exact': [{ see: 'connection', guest: 1, is: {} }] } })).toBe(
      'vectors[0].accept.devfn-exact[0].guest: there is no guest 1',
    );
  });
});

describe('loadVectors', () => {
  let folder: string;
  scratchFolders((made) => {
    folder = made;
  });
  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);

  it('reads the files of a folder, and no schema', () => {
    put('b.json', file({}, [vector('A.2/1')]));
    put('a.json', file());
    put('vectors.schema.json', '{}');
    put('README.md', '');
    expect(loadVectors(rules, folder).map(({ id }) => id)).toEqual(['A.1/1', 'A.2/1']);
  });

  it('throws SuiteError, naming file and place', () => {
    put('a.json', file());
    put('b.json', file());
    expect(() => loadVectors(rules, folder)).toThrow(new SuiteError('b.json: A.1/1 is there twice'));
    put('b.json', '{');
    expect(() => loadVectors(rules, folder)).toThrow(
      new SuiteError('b.json: the whole file: this is not JSON'),
    );
    put('a.json', file({ count: 7 }));
    expect(() => loadVectors(rules, folder)).toThrow(/^a\.json: count: it says 7/);
  });

  it('numbers each table from 1, in order', () => {
    for (const name of vectorFiles()) {
      const { vectors } = JSON.parse(readFileSync(join(vectorsFolder(), name), 'utf8')) as {
        vectors: { id: string }[];
      };
      const table = `A.${Number(name.slice(1, 3))}`;
      expect(vectors.map(({ id }) => id)).toEqual(vectors.map((_, i) => `${table}/${i + 1}`));
    }
  });
});
