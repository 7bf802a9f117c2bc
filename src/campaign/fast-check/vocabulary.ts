import fc from 'fast-check';
import type { AnyField, Field } from '../../program/fields.ts';
import type { Phrase, Vocabulary } from '../../program/generate.ts';
import { type Kind, kinds } from '../../program/kinds.ts';
import { type Action, type Effect, MAX_ACTIONS, type Step } from '../../program/program.ts';

/*
 * The vocabularies of the targets as arbitraries: the same kinds with the same weights, preferred values, phrases and
 * points. What fast-check draws from them is up to fast-check.
 */

type Preferred = readonly (number | string)[];

function fieldArbitrary(field: Field, prefer?: Preferred): fc.Arbitrary<unknown> {
  if (prefer !== undefined && field.kind !== 'flag' && field.kind !== 'pairs')
    return fc.constantFrom(...prefer);
  switch (field.kind) {
    case 'int': {
      const any = fc.integer({ min: field.min, max: field.max });
      if (field.pool.length === 0) return any;
      const border = fc.constantFrom(...field.pool);
      return fc.oneof({ arbitrary: border, weight: 7 }, { arbitrary: any, weight: 1 });
    }
    case 'enum':
    case 'text':
      return fc.constantFrom<number | string>(...field.pool);
    case 'flag':
      return fc.constant(true);
    case 'pairs':
      return fc.array(fc.tuple(fc.nat(0xffff), fc.constant(0xffff)), { maxLength: field.maxLength });
  }
}

/** Any step of one kind. Fields that may be left out are left out as often as the rig's own generator does. */
export function stepOf(kind: Kind, { prefer }: Vocabulary): fc.Arbitrary<Step> {
  const fields = Object.entries(kinds[kind] as Record<string, AnyField>).map(([name, field]) => {
    const inner = field.kind === 'optional' ? field.inner : field;
    const value = fieldArbitrary(inner, prefer?.[kind]?.[name]);
    const rate = inner.kind === 'flag' ? 12 : inner.kind === 'pairs' ? 4 : 1;
    return [name, oneIn(rate, value)] as const;
  });
  return fc.record(Object.fromEntries(fields)).map((record) => {
    const given = Object.entries(record).filter(([, value]) => value !== undefined);
    return { do: kind, ...Object.fromEntries(given) } as unknown as Step;
  });
}

const names: Readonly<Partial<Record<Effect['on'], readonly string[]>>> = {
  fetch: ['op.cmd', 'op.value', 'op.offset', 'op.size', 'op.msix_entries[0]', 'flags', 'aer.err'],
  store: ['op.err', 'op.value', 'flags', 'aer.cmd', 'aer.err'],
  config: ['0x4', '0x10', '0x0', '0x3c'],
};

function effectOf(vocabulary: Vocabulary): fc.Arbitrary<Effect> {
  const steps = fc.oneof(...vocabulary.pointSteps.map((kind) => stepOf(kind, vocabulary)));
  return fc
    .oneof(
      ...vocabulary.points.map((on) => {
        const named = names[on];
        return fc.record({
          on: fc.constant(on),
          ...(named === undefined ? {} : { name: fc.constantFrom(...named) }),
          nth: fc.nat(8),
          then: fc.array(steps, { minLength: 1, maxLength: 2 }),
        });
      }),
    )
    .map((effect) => effect as Effect);
}

/** The value once in `rate` times, otherwise nothing. */
function oneIn<T>(rate: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  if (rate <= 1) return value;
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: rate - 1 }, { arbitrary: value, weight: 1 });
}

/** What makes an action of a step. */
type Dress = { readonly hold: true | undefined; readonly at: readonly Effect[] | undefined };

/** One action, or those of a phrase. */
function actionsOf(vocabulary: Vocabulary): fc.Arbitrary<readonly Action[]> {
  const { phrases = [], phraseRate = 0, points, effectRate, holdRate } = vocabulary;
  const step = fc.oneof(
    ...vocabulary.kinds.map(([kind, weight]) => ({ arbitrary: stepOf(kind, vocabulary), weight })),
  );
  const none = fc.constant(undefined);
  const hold = oneIn(holdRate, fc.constant(true as const));
  const at =
    points.length === 0
      ? none
      : oneIn(effectRate, fc.array(effectOf(vocabulary), { minLength: 1, maxLength: 2 }));
  const dressed = fc.record({ hold, at });
  const dress = (plain: Action, { hold, at }: Dress): Action => ({
    ...plain,
    ...(hold === undefined ? {} : { hold }),
    ...(at === undefined ? {} : { at }),
  });
  const single = fc.tuple(step, dressed).map(([one, more]) => [dress(one, more)]);
  if (phrases.length === 0 || phraseRate === 0) return single;
  const phrase = fc.constantFrom<Phrase[]>(...phrases).chain((steps) =>
    fc.oneof(
      fc.constant(steps),
      fc
        .tuple(...steps.map(() => dressed))
        .map((more) => steps.map((one, index) => dress(one, more[index] as Dress))),
    ),
  );
  return fc.oneof({ arbitrary: single, weight: phraseRate - 1 }, { arbitrary: phrase, weight: 1 });
}

/** Lists of 1 to `longest` actions of a vocabulary. */
export function actionLists(vocabulary: Vocabulary, longest: number): fc.Arbitrary<readonly Action[]> {
  return fc
    .array(actionsOf(vocabulary), { minLength: 1, maxLength: longest, size: 'max' })
    .map((lists) => lists.flat().slice(0, Math.min(longest, MAX_ACTIONS)));
}
