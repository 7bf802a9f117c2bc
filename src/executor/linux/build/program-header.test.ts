import { describe, expect, it } from 'vitest';
import { kindNames, kinds } from '../../../program/kinds.ts';
import { programHeader } from './program-header.ts';

describe('the table of actions as a C header', () => {
  const header = programHeader();

  it('numbers kinds as the binary form does', () => {
    const body = /enum kind \{([^}]*)\}/.exec(header)?.[1] ?? '';
    const names = [...body.matchAll(/KIND_([A-Z_]+)/g)].map(([, name]) =>
      (name as string).replaceAll('_', ''),
    );
    expect(names).toEqual(kindNames.map((name) => name.toUpperCase()));
  });

  it('has a rule for each field, an end after them, and fallbacks', () => {
    for (const kind of kindNames) {
      const row = new RegExp(
        `\\[KIND_${kind.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()}\\] = \\{ \\{ FIELD_(.*) \\},$`,
        'm',
      );
      const rules = row.exec(header)?.[1] ?? '';
      expect(rules.split('FIELD_')).toHaveLength(Object.keys(kinds[kind]).length + 1);
      expect(rules).toMatch(/NONE \}$/);
    }
    expect(header).toContain('{ FIELD_INT, 1, 0, 1, 1, NULL }'); // op.times
    expect(header).toContain('{ FIELD_INT, 1, 1, 0, 4, NULL }'); // op.size: signed, 4 when left out
    expect(header).toContain('{ FIELD_INT, 1, 0, -1, 0, NULL }'); // op.device
  });

  it('is the same every time', () => {
    expect(programHeader()).toBe(header);
  });
});
