import fc from 'fast-check';
import type { AnyField, Field } from './fields.ts';
import { type Kind, kindNames, kinds } from './kinds.ts';
import { type Action, type Effect, type Program, pointKinds, type Setup, type Step } from './program.ts';

/** fast-check arbitraries of programs, for properties over programs and for other people's suites. */

function fieldArbitrary(field: Field): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'int': {
      const any = fc.integer({ min: field.min, max: field.max });
      return field.pool.length === 0 ? any : fc.oneof(any, fc.constantFrom(...field.pool));
    }
    case 'enum':
      return fc.constantFrom(...field.values);
    case 'text': {
      const any = fc.string({ maxLength: field.maxLength });
      return field.pool.length === 0 ? any : fc.oneof(any, fc.constantFrom(...field.pool));
    }
    case 'flag':
      return fc.constant(true);
    case 'pairs':
      return fc.array(fc.tuple(fc.nat(0xffff), fc.nat(0xffff)), { maxLength: Math.min(8, field.maxLength) });
  }
}

function optionalKeys(kind: Kind): string[] {
  const fields = Object.entries(kinds[kind] as Record<string, AnyField>);
  return fields
    .filter(([, field]) => field.kind !== 'optional' && field.kind !== 'flag')
    .map(([name]) => name);
}

/** Any step of one kind. */
export function stepArbitrary(kind: Kind): fc.Arbitrary<Step> {
  const fields = Object.entries(kinds[kind] as Record<string, AnyField>).map(
    ([name, field]) => [name, fieldArbitrary(field.kind === 'optional' ? field.inner : field)] as const,
  );
  return fc
    .record(Object.fromEntries(fields), { requiredKeys: optionalKeys(kind) })
    .map((record) => ({ do: kind, ...record }) as unknown as Step);
}

const anyStep = fc.oneof(...kindNames.map(stepArbitrary));

const effectArbitrary: fc.Arbitrary<Effect> = fc.record(
  {
    on: fc.constantFrom(...pointKinds),
    name: fc.constantFrom('op.cmd', 'op.value', 'flags', '0x4'),
    nth: fc.nat(8),
    then: fc.array(anyStep, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ['on', 'nth', 'then'] },
);

/** Any action: a step, perhaps held, perhaps with effects at points. */
export const actionArbitrary: fc.Arbitrary<Action> = fc
  .tuple(anyStep, fc.boolean(), fc.array(effectArbitrary, { maxLength: 2 }))
  .map(
    ([step, hold, at]) =>
      ({ ...step, ...(hold ? { hold: true } : {}), ...(at.length > 0 ? { at } : {}) }) as Action,
  );

/** Any program on one of `setups`. */
export function programArbitrary(setups: readonly Setup[], longest = 16): fc.Arbitrary<Program> {
  return fc.record({
    setup: fc.constantFrom(...setups),
    actions: fc.array(actionArbitrary, { maxLength: longest }),
  });
}
