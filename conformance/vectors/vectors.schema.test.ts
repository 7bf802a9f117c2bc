import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRules } from '../../src/conformance/rules.ts';
import { parseVectors, vectorFiles, vectorsFolder } from '../../src/conformance/vectors.ts';
import { vectorSchemaText } from '../../src/report/vector-schema-text.ts';

const FOLDER = vectorsFolder();
const FILE = join(FOLDER, 'vectors.schema.json');
const textOf = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

const validate = new Ajv2020({ strict: true, allowUnionTypes: true, strictTuples: false }).compile(
  JSON.parse(readFileSync(FILE, 'utf8')),
);
const rules = loadRules();

describe('the published schema of vectors', () => {
  /** To renew the file: `npx vitest run conformance/vectors --update`. */
  it('is what the conformance layer says', async () => {
    await expect(vectorSchemaText()).toMatchFileSnapshot(FILE);
  });

  it('there are files, one for each table of the appendix', () => {
    expect(vectorFiles()).toHaveLength(14);
  });

  it.each(vectorFiles())('takes %s', (name) => {
    validate(JSON.parse(textOf(name)));
    expect(validate.errors).toBeNull();
    expect(parseVectors(textOf(name), rules)).not.toHaveProperty('problem');
  });

  it('says the same as the rig about files that are damaged, where no sense is asked for', () => {
    const keys = [
      'see',
      'is',
      'steps',
      'setup',
      'do',
      'offset',
      'of',
      'action',
      'id',
      'comment',
      'expect',
      'version',
    ];
    const junk = fc.oneof(
      fc.integer({ min: -5, max: -1 }),
      fc.constantFrom<unknown>(null, '', [], {}, [[1]], [[1, 2, 3, 4]], 'x'.repeat(500)),
    );
    const schemaProblem = (text: string): boolean => {
      const parsed = parseVectors(text, rules);
      return 'problem' in parsed && /schema\.json$/.test(parsed.problem.remedy);
    };
    fc.assert(
      fc.property(
        fc.constantFrom(...vectorFiles()),
        fc.constantFrom(...keys),
        fc.nat({ max: 200 }),
        junk,
        (name, key, which, value) => {
          let left = which;
          const damaged = JSON.parse(textOf(name), (at, inner) =>
            at === key && left-- === 0 ? value : inner,
          );
          expect(validate(damaged)).toBe(!schemaProblem(JSON.stringify(damaged)));
        },
      ),
      { numRuns: 200 },
    );
  });
});
