import type { AnyField, Field } from './fields.ts';
import { type Kind, kinds } from './kinds.ts';
import type { Action, Effect, Program, Setup, Step } from './program.ts';
import type { Random } from './random.ts';

/** Which actions a target plays, and how often relative to each other. */
export interface Vocabulary {
  readonly kinds: readonly (readonly [Kind, number])[];
  /** Fixes fields of a kind: value lists replace the field's own pool. */
  readonly prefer?: { readonly [K in Kind]?: Readonly<Record<string, readonly (number | string)[]>> };
  /** Kinds of points at which effects are placed; empty: none. */
  readonly points: readonly Effect['on'][];
  /** Kinds of steps that may happen at a point. */
  readonly pointSteps: readonly Kind[];
  /** One action in `effectRate` carries an effect. */
  readonly effectRate: number;
  /** One action in `holdRate` leaves the backend waiting. */
  readonly holdRate: number;
}

const fetchNames = [
  'flags',
  'op.cmd',
  'op.domain',
  'op.bus',
  'op.devfn',
  'op.offset',
  'op.size',
  'op.value',
  'op.value',
  'op.value',
  'op.msix_entries[0]',
  'op.msix_entries[1]',
  'aer.err',
];
const storeNames = ['op.err', 'op.value', 'flags', 'op.msix_entries[0]', 'aer.cmd', 'aer.err'];
const configNames = ['0x4', '0x10', '0x0', '0x3c'];

/** A value of a field; `prefer` replaces its pool. */
export function generateField(field: Field, random: Random, prefer?: readonly (number | string)[]): unknown {
  switch (field.kind) {
    case 'int': {
      const pool = (prefer as readonly number[] | undefined) ?? field.pool;
      if (pool.length > 0 && (prefer !== undefined || !random.oneIn(8))) return random.pick(pool);
      const span = field.max - field.min + 1;
      return field.min + (span > 0x1_0000_0000 ? random.next() : random.next() % span);
    }
    case 'enum':
      return random.pick(prefer ?? field.pool);
    case 'text':
      return random.pick(prefer ?? field.pool);
    case 'flag':
      return random.oneIn(12) ? true : undefined;
    case 'pairs': {
      const count = random.pick([0, 1, 2, 2, 3, 5, Math.min(field.maxLength, 128)]);
      return Array.from({ length: count }, (_, i) => [
        random.oneIn(4) ? random.pick([0, 1, 0xffff, 2048]) : i,
        0xffff,
      ]);
    }
  }
}

/** Fields of each kind of step, with their names. */
const fieldsOf = Object.freeze(
  Object.fromEntries(Object.entries(kinds).map(([kind, fields]) => [kind, Object.entries(fields)])),
) as unknown as Readonly<Record<Kind, readonly (readonly [string, AnyField])[]>>;

export function generateStep(kind: Kind, vocabulary: Vocabulary, random: Random): Step {
  const step: Record<string, unknown> = { do: kind };
  const prefer = vocabulary.prefer?.[kind];
  for (const [name, field] of fieldsOf[kind]) {
    const value = generateAny(field, random, prefer?.[name]);
    if (value !== undefined) step[name] = value;
  }
  return step as unknown as Step;
}

function generateAny(field: AnyField, random: Random, prefer?: readonly (number | string)[]): unknown {
  if (field.kind !== 'optional') return generateField(field, random, prefer);
  if (field.inner.kind === 'pairs' && !random.oneIn(4)) return undefined;
  const value = generateField(field.inner, random, prefer);
  return value === field.fallback ? undefined : value;
}

export function generateEffect(vocabulary: Vocabulary, random: Random): Effect {
  const on = random.pick(vocabulary.points);
  const steps = random.oneIn(4) ? 2 : 1;
  const name = effectName(on, random);
  return {
    on,
    ...(name === undefined ? {} : { name }),
    nth: random.oneIn(16) ? 0 : random.pick([1, 1, 1, 2, 2, 3, 4, 5, 8]),
    then: Array.from({ length: steps }, () =>
      generateStep(random.pick(vocabulary.pointSteps), vocabulary, random),
    ),
  };
}

function effectName(on: Effect['on'], random: Random): string | undefined {
  if (on === 'fetch') return random.pick(fetchNames);
  if (on === 'store') return random.pick(storeNames);
  if (on === 'config') return random.pick(configNames);
  return undefined;
}

export function generateAction(vocabulary: Vocabulary, random: Random): Action {
  const step = generateStep(pickKind(vocabulary, random), vocabulary, random);
  const hold = random.oneIn(vocabulary.holdRate);
  const at =
    vocabulary.points.length > 0 && random.oneIn(vocabulary.effectRate)
      ? Array.from({ length: random.oneIn(3) ? 2 : 1 }, () => generateEffect(vocabulary, random))
      : undefined;
  return { ...step, ...(hold ? { hold: true as const } : {}), ...(at === undefined ? {} : { at }) };
}

function pickKind(vocabulary: Vocabulary, random: Random): Kind {
  let total = 0;
  for (const [, weight] of vocabulary.kinds) total += weight;
  let at = random.below(total);
  for (const [kind, weight] of vocabulary.kinds) {
    at -= weight;
    if (at < 0) return kind;
  }
  return 'op';
}

/** A whole program of 1 to `longest` actions on `setup`. */
export function generateProgram(
  setup: Setup,
  vocabulary: Vocabulary,
  longest: number,
  random: Random,
): Program {
  const length = 1 + random.below(longest);
  return { setup, actions: Array.from({ length }, () => generateAction(vocabulary, random)) };
}
