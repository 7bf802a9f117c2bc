import type { AnyField, Field } from '../../../program/fields.ts';
import { type Kind, kindNames, kinds } from '../../../program/kinds.ts';
import { recordShapes } from '../../process/records.ts';

/** A name in C: letters, digits and underscores, upper case. */
const constant = (...words: string[]): string =>
  words
    .join('_')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]/g, '_')
    .toUpperCase();

const fieldTypes = {
  int: 'FIELD_INT',
  enum: 'FIELD_ENUM',
  text: 'FIELD_TEXT',
  flag: 'FIELD_FLAG',
  pairs: 'FIELD_PAIRS',
};

const fieldsOf = (kind: Kind): [string, AnyField][] =>
  Object.entries(kinds[kind] as Record<string, AnyField>);

const innerOf = (field: AnyField): Field => (field.kind === 'optional' ? field.inner : field);

/** What stands for a field that is left out, as a number; texts have one of their own. */
function fallbackNumber(field: AnyField): number {
  if (field.kind !== 'optional') return 0;
  const { fallback, inner } = field;
  if (typeof fallback === 'number') return fallback;
  return inner.kind === 'enum' ? inner.values.indexOf(fallback ?? '') : 0;
}

function fieldRow(field: AnyField): string {
  const inner = innerOf(field);
  const optional = field.kind === 'optional' || field.kind === 'flag';
  const zigzag = inner.kind === 'int' && inner.min < -1;
  const least = inner.kind === 'int' && !zigzag ? inner.min : 0;
  const fallback =
    field.kind === 'optional' && inner.kind === 'text' && typeof field.fallback === 'string'
      ? JSON.stringify(field.fallback)
      : 'NULL';
  return `{ ${fieldTypes[inner.kind]}, ${optional ? 1 : 0}, ${zigzag ? 1 : 0}, ${least}, ${fallbackNumber(field)}, ${fallback} }`;
}

/**
 * The table of actions as a header for the C side: numbers of kinds, of their fields and of the words of enumerations,
 * what the binary form has to know of each field, and
 * which arguments records of each code have. Made from the one table that everything about programs follows.
 */
export function programHeader(): string {
  const lines = [
    '/* Made from src/program/kinds.ts by the build. */',
    '#ifndef RIG_KINDS_H',
    '#define RIG_KINDS_H',
    '',
  ];
  lines.push('enum kind {');
  for (const kind of kindNames) lines.push(`\t${constant('kind', kind)},`);
  lines.push('\tKINDS,', '};', '');
  let most = 0;
  for (const kind of kindNames) {
    const fields = fieldsOf(kind);
    most = Math.max(most, fields.length);
    if (fields.length > 0)
      lines.push(`enum { ${fields.map(([name]) => constant('f', kind, name)).join(', ')} };`);
    for (const [name, field] of fields) {
      const inner = innerOf(field);
      if (inner.kind === 'enum')
        lines.push(`enum { ${inner.values.map((value) => constant('v', kind, name, value)).join(', ')} };`);
    }
  }
  lines.push('', `enum { FIELDS_MOST = ${most} };`, '', '#ifdef RIG_KIND_TABLE');
  lines.push('static const char *const kind_words[KINDS][FIELDS_MOST][24] = {');
  for (const kind of kindNames) {
    fieldsOf(kind).forEach(([, field], index) => {
      const inner = innerOf(field);
      if (inner.kind !== 'enum') return;
      const words = inner.values.map((value) => JSON.stringify(value)).join(', ');
      lines.push(`\t[${constant('kind', kind)}][${index}] = { ${words} },`);
    });
  }
  lines.push('};');
  lines.push('static const struct field_rule field_rules[KINDS][FIELDS_MOST + 1] = {');
  for (const kind of kindNames)
    lines.push(
      `\t[${constant('kind', kind)}] = { ${[...fieldsOf(kind).map(([, field]) => fieldRow(field)), '{ FIELD_NONE }'].join(', ')} },`,
    );
  lines.push('};', '#endif', '');
  lines.push(
    '#ifdef RIG_RECORD_TABLE',
    'static const struct { u8 length, is_signed; } record_shapes[64] = {',
  );
  for (const { code, length, signed } of recordShapes) lines.push(`\t[${code}] = { ${length}, ${signed} },`);
  lines.push('};', '#endif', '#endif', '');
  return lines.join('\n');
}
