import { programJsonSchema } from '../program/schema.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * JSON Schema of program files as it is published in `corpus/program.schema.json`: the schema of the program layer,
 * with what it repeats in every action (effects, and the steps in them) told once, under `$defs`.
 */
export function programSchemaText(): string {
  const schema = programJsonSchema() as Record<string, Json>;
  const actions = at(schema, 'properties', 'actions', 'items', 'oneOf') as readonly Json[];
  const effects = at(actions[0] as Json, 'properties', 'at');
  const step = at(effects, 'items', 'properties', 'then', 'items');
  const shared = replace(replace(schema, effects, 'effects'), step, 'step') as Record<string, Json>;
  const published = {
    ...shared,
    title: 'A program of pciback-rig',
    $defs: { effects: replace(effects, step, 'step'), step },
  };
  return `${JSON.stringify(published, null, 1)}\n`;
}

/** The part of a schema at a path. @throws TypeError when the schema is built otherwise */
function at(schema: Json, ...path: string[]): Json {
  return path.reduce<Json>((part, key) => {
    const next = (part as Record<string, Json> | undefined)?.[key];
    if (next === undefined) throw new TypeError(`the schema of programs has no ${path.join('.')}`);
    return next;
  }, schema);
}

/** `value` with every part that equals `part` replaced by a reference to the definition `name`. */
function replace(value: Json, part: Json, name: string): Json {
  const wanted = JSON.stringify(part);
  const walk = (one: Json): Json => {
    if (typeof one !== 'object' || one === null) return one;
    if (JSON.stringify(one) === wanted) return { $ref: `#/$defs/${name}` };
    if (Array.isArray(one)) return one.map(walk);
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(value);
}
