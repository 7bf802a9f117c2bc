import { vectorJsonSchema } from '../conformance/vector-schema.ts';
import { programSchemaText } from './program-schema.ts';

type Schema = { [key: string]: Schema } & { $defs?: Schema };

/**
 * JSON Schema of vector files as it is published in `conformance/vectors/vectors.schema.json`: the schema of the
 * conformance layer, with set-up, steps and expectations told once, under `$defs`.
 */
export function vectorSchemaText(): string {
  const program = JSON.parse(programSchemaText()) as Schema;
  const schema = vectorJsonSchema() as Schema;
  const vector = part(schema, 'properties', 'vectors', 'items', 'properties');
  const expectations = part(vector, 'expect');
  const reference = (name: string): Schema => ({ $ref: `#/$defs/${name}` }) as unknown as Schema;
  vector.setup = part(program, 'properties', 'setup');
  vector.steps = part(program, 'properties', 'actions');
  vector.expect = reference('expectations');
  part(vector, 'accept').additionalProperties = reference('expectations');
  const published = {
    ...schema,
    title: 'Vectors of pciback-rig',
    $defs: { ...part(program, '$defs'), expectations },
  };
  return `${JSON.stringify(published, null, 1)}\n`;
}

/** The part of a schema at a path. @throws TypeError when the schema is built otherwise */
function part(schema: Schema, ...path: string[]): Schema {
  return path.reduce((at, key) => {
    const next = at[key];
    if (next === undefined) throw new TypeError(`the schema has no ${path.join('.')}`);
    return next;
  }, schema);
}
