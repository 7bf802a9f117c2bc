import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionArbitrary, programArbitrary } from '../src/program/arbitraries.ts';
import type { Setup } from '../src/program/program.ts';
import { formatProgram, parseProgram, programJsonSchema } from '../src/program/schema.ts';
import { programSchemaText } from '../src/report/program-schema.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const FILE = join(HERE, 'program.schema.json');
const RULES = readdirSync(join(HERE, 'rules')).filter((name) => name.endsWith('.json'));

const published = JSON.parse(readFileSync(FILE, 'utf8'));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(published);

const setup: Setup = {
  topology: 'vpci',
  guests: 2,
  devices: [{ name: 'e1000e', guest: 0 }],
  start: 'connected',
};

describe('the published schema of programs', () => {
  /** To renew the file: `npx vitest run corpus/program.schema.test.ts --update`. */
  it('is what the program layer says', async () => {
    await expect(programSchemaText()).toMatchFileSnapshot(FILE);
  });

  it.each(RULES)('takes rules/%s', (name) => {
    validate(JSON.parse(readFileSync(join(HERE, 'rules', name), 'utf8')));
    expect(validate.errors).toBeNull();
  });

  it('takes every program there can be', () => {
    fc.assert(
      fc.property(programArbitrary([setup]), (program) => {
        validate(JSON.parse(formatProgram(program)));
        expect(validate.errors).toBeNull();
      }),
    );
  });

  it('says the same as the schema it was made of, also about programs that are wrong', () => {
    const original = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
      programJsonSchema() as object,
    );
    const damage = fc.constantFrom(
      'cmd',
      'do',
      'at',
      'then',
      'on',
      'value',
      'field',
      'nth',
      'guest',
      'times',
    );
    const junk = fc.oneof(
      fc.integer(),
      fc.string(),
      fc.constant(null),
      fc.constant([]),
      fc.constant({ do: 'op' }),
    );
    fc.assert(
      fc.property(actionArbitrary, damage, junk, (action, key, value) => {
        const text = formatProgram({ setup, actions: [action] });
        const damaged = JSON.parse(text, (name, inner) => (name === key ? value : inner));
        expect(validate(damaged)).toBe(original(damaged));
        expect(validate(damaged)).toBe('program' in parseProgram(JSON.stringify(damaged)));
      }),
      { numRuns: 300 },
    );
  });
});
