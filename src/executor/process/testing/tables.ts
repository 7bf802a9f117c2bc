import { Ev, HostCall, siteNames } from '../../../platform/recorder.ts';
import type { AnyField, Field } from '../../../program/fields.ts';
import { kindNames, kinds } from '../../../program/kinds.ts';
import { pointKinds } from '../../../program/program.ts';
import { capabilities } from '../../execution.ts';
import { stateFlags, stateNumbers } from '../device-state.ts';
import { crashKinds, features, Message } from '../protocol.ts';
import { ranges, recordFields } from '../record-fields.ts';

const table = (heading: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const numbered = (names: readonly string[], what: string): string =>
  table(
    [what, 'name'],
    names.map((name, number) => [String(number), `\`${name}\``]),
  );

const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;

function fieldText(name: string, any: AnyField): string {
  const field: Field = any.kind === 'optional' ? any.inner : any;
  const mark = any.kind === 'optional' || any.kind === 'flag' ? '?' : '';
  switch (field.kind) {
    case 'int':
      return field.min < -1 ? `${name}${mark}: z` : `${name}${mark}: u ${field.min}..${field.max}`;
    case 'enum':
      return `${name}${mark}: e ${field.values.join(', ')}`;
    case 'text':
      return `${name}${mark}: t ${field.maxLength}`;
    case 'flag':
      return `${name}${mark}`;
    case 'pairs':
      return `${name}${mark}: p ${field.maxLength}`;
  }
}

/** Every table of docs/executor-protocol.md, by name, as the code has it. */
export const tables: Readonly<Record<string, string>> = {
  messages: table(
    ['type', 'message'],
    Object.entries(Message).map(([name, type]) => [hex(type), `\`${name}\``]),
  ),
  capabilities: numbered(capabilities, 'bit'),
  points: numbered(pointKinds, 'number'),
  features: numbered(features, 'bit'),
  crashes: numbered(crashKinds, 'number'),
  sites: numbered(siteNames, 'number'),
  'state-flags': numbered(stateFlags, 'bit'),
  'state-numbers': numbered(stateNumbers, 'place'),
  'host-calls': table(
    ['number', 'name'],
    Object.entries(HostCall).map(([name, code]) => [String(code), `\`${name}\``]),
  ),
  actions: table(
    ['kind', 'name', 'fields in order'],
    kindNames.map((name, number) => [
      String(number),
      `\`${name}\``,
      Object.entries(kinds[name] as Record<string, AnyField>)
        .map(([field, what]) => fieldText(field, what))
        .join('; '),
    ]),
  ),
  arguments: table(
    ['kind', 'least', 'greatest'],
    [
      ...Object.entries(ranges).map(([kind, [low, high]]) => [kind, String(low), String(high)]),
      ['text', '0', 'number of texts'],
    ],
  ),
  records: table(
    ['code', 'record', 'arguments a, b, c, d, e'],
    (Object.entries(Ev) as [keyof typeof Ev, number][])
      .sort(([, a], [, b]) => a - b)
      .map(([name, code]) => [
        String(code),
        `\`${name}\``,
        recordFields[name].map(([what, kind]) => `${what === '' ? 'detail' : what} (${kind})`).join('; '),
      ]),
  ),
};

/** A text with the tables between its marks as the code has them. */
export const withTables = (text: string): string =>
  text.replace(
    /(<!-- table: ([a-z-]+) -->\n)[\s\S]*?(\n<!-- end -->)/g,
    (_, begin: string, name: string, end: string) =>
      `${begin}\n${tables[name] ?? 'THERE IS NO SUCH TABLE'}\n${end}`,
  );
