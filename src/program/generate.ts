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
  /**
   * Sequences of steps that belong together, such as what a driver does to enable a device. One that stands here several
   * times is drawn as many times as often.
   */
  readonly phrases?: readonly Phrase[];
  /** Instead of one action of {@link kinds}, one time in this many a phrase is drawn; 0 or absent: never. */
  readonly phraseRate?: number;
  /** Interruptions that belong together, point and steps: one effect in three is one of these. */
  readonly interruptions?: readonly Effect[];
}

/** Actions in their order, at least one; mostly plain steps. */
export type Phrase = readonly Action[];

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

/** Indexes into an MSI-X table: beside its ends, and where tables of common sizes (2^n, or a few) end. */
const tableIndexes = [0, 1, 2, 3, 4, 5, 15, 16, 64, 128, 2047, 2048, 0xffff];

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
      const count = random.pick([0, 1, 1, 2, 2, 3, 5, Math.min(field.maxLength, 128)]);
      return Array.from({ length: count }, (_, i) => [
        random.oneIn(3) ? random.pick(tableIndexes) : i,
        0xffff,
      ]);
    }
  }
}

/** Fields of each kind of step, with their names. */
const fieldsOf = Object.freeze(
  Object.fromEntries(Object.entries(kinds).map(([kind, fields]) => [kind, Object.entries(fields)])),
) as unknown as Readonly<Record<Kind, readonly (readonly [string, AnyField])[]>>;

/** A step; with a set-up one that mostly names devices that are there, and that its guest has. */
export function generateStep(kind: Kind, vocabulary: Vocabulary, random: Random, setup?: Setup): Step {
  const step: Record<string, unknown> = { do: kind };
  const prefer = vocabulary.prefer?.[kind];
  for (const [name, field] of fieldsOf[kind]) {
    const value = generateAny(field, random, prefer?.[name]);
    if (value !== undefined) step[name] = value;
  }
  if (setup !== undefined) {
    if (prefer?.device === undefined) aim(step, kind, setup, random);
    tidy(step, random);
  }
  return step as unknown as Step;
}

/** Parts of an explicit address. */
const ADDRESS: readonly string[] = ['domain', 'bus', 'devfn'];

/** True for a field that the rest of a step leaves without effect: an address beside the device that is named. */
export const isIdle = (step: Readonly<Record<string, unknown>>, field: string): boolean =>
  step.do === 'op' && step.device !== -1 && ADDRESS.includes(field);

/**
 * Mostly takes out of a request what makes it one for nobody (the high bits of `devfn` are added to the device's own),
 * and most repetitions: a request posted 24 times costs what 24 programs cost.
 */
function tidy(step: Record<string, unknown>, random: Random): void {
  if (isIdle(step, 'devfn') && !random.oneIn(8)) for (const field of ADDRESS) delete step[field];
  if ((step.do === 'op' || step.do === 'node') && step.times !== undefined && !random.oneIn(4))
    delete step.times;
}

/** Gives a step that names a device mostly one of the set-up, and a request one of its guest's. */
function aim(step: Record<string, unknown>, kind: Kind, { devices }: Setup, random: Random): void {
  if (!('device' in kinds[kind]) || devices.length === 0 || random.oneIn(8)) return;
  const wanted = (step.device as number | undefined) ?? 0;
  let device = wanted < 0 ? 0 : wanted % devices.length;
  if (kind === 'op') {
    const guest = (step.guest as number | undefined) ?? 0;
    const own = devices.findIndex((one, index) => one.guest === guest && index >= device);
    device =
      own >= 0
        ? own
        : Math.max(
            0,
            devices.findIndex((one) => one.guest === guest),
          );
  }
  if (device === 0) delete step.device;
  else step.device = device;
}

function generateAny(field: AnyField, random: Random, prefer?: readonly (number | string)[]): unknown {
  if (field.kind !== 'optional') return generateField(field, random, prefer);
  // Without a fallback absence means something of its own: what a frontend sends (mostly), or a read of a file.
  if (field.fallback === undefined && random.oneIn(4) === (field.inner.kind !== 'pairs')) return undefined;
  const value = generateField(field.inner, random, prefer);
  return value === field.fallback ? undefined : value;
}

/**
 * One effect in so many is there each time, not at one time: at points that every task comes by this is useful, but
 * dear where an effect brings about the next; one of a word of the page loses by it.
 */
const ALWAYS: Readonly<Partial<Record<Effect['on'], number>>> = Object.freeze({
  fetch: 16,
  store: 16,
  config: 16,
});
const ALWAYS_ELSE = 8;

/** One effect in this many is one of the vocabulary's interruptions, where it has any. */
const INTERRUPTION_RATE = 3;

export function generateEffect(vocabulary: Vocabulary, random: Random, setup?: Setup): Effect {
  const { interruptions } = vocabulary;
  if (interruptions !== undefined && random.oneIn(INTERRUPTION_RATE)) return random.pick(interruptions);
  const on = random.pick(vocabulary.points);
  const steps = random.oneIn(4) ? 2 : 1;
  const name = effectName(on, random);
  return {
    on,
    ...(name === undefined ? {} : { name }),
    nth: random.oneIn(ALWAYS[on] ?? ALWAYS_ELSE) ? 0 : random.pick([1, 1, 1, 2, 2, 3, 4, 5, 8]),
    then: Array.from({ length: steps }, () =>
      atWord(name, generateStep(random.pick(vocabulary.pointSteps), vocabulary, random, setup), random),
    ),
  };
}

/** A change of the page at a fetch of one word is mostly a change of that word. */
function atWord(name: string | undefined, step: Step, random: Random): Step {
  if (step.do !== 'page' || name === undefined || random.oneIn(3)) return step;
  return { ...step, field: name };
}

function effectName(on: Effect['on'], random: Random): string | undefined {
  if (on === 'fetch') return random.pick(fetchNames);
  if (on === 'store') return random.pick(storeNames);
  if (on === 'config') return random.pick(configNames);
  return undefined;
}

/** One action, or those of a phrase. */
export function generateActions(vocabulary: Vocabulary, random: Random, setup?: Setup): Action[] {
  const { phrases = [], phraseRate = 0 } = vocabulary;
  if (phrases.length === 0 || phraseRate === 0 || !random.oneIn(phraseRate))
    return [generateAction(vocabulary, random, setup)];
  const guests = setup?.guests ?? 1;
  const first = guests > 1 ? random.below(guests) : 0;
  const said = slurred(random.pick(phrases), random).map((step) => spoken(step, first, guests, setup));
  // Where half of the steps are disturbed, hardly a phrase would come to its end.
  if (random.oneIn(2)) return said;
  return said.map((step) => dress(step, vocabulary, random, setup));
}

/** A phrase, now and then with a step left out or two exchanged: the other party does not wait for its end either. */
function slurred(phrase: Phrase, random: Random): Phrase {
  if (phrase.length < 2 || !random.oneIn(3)) return phrase;
  const at = random.below(phrase.length);
  if (random.oneIn(2)) return phrase.filter((_, index) => index !== at);
  const other = random.below(phrase.length);
  return phrase.map((step, index) => phrase[index === at ? other : index === other ? at : index] ?? step);
}

/**
 * An action of a phrase that `first` begins, where phrases have guest 0 begin: each guest's part falls to the one as far
 * after `first`, done to the first device that it has.
 */
function spoken(action: Action, first: number, guests: number, setup: Setup | undefined): Action {
  if (first === 0) return action;
  const step = spokenStep(action, first, guests, setup);
  const at = action.at?.map((effect) => ({
    ...effect,
    then: effect.then.map((one) => spokenStep(one, first, guests, setup)),
  }));
  return at === undefined ? step : { ...step, at };
}

function spokenStep<T extends Step>(step: T, first: number, guests: number, setup: Setup | undefined): T {
  if (!('guest' in kinds[step.do])) return step;
  const { guest: named = 0, ...rest } = step as Step & { readonly guest?: number; readonly device?: number };
  const guest = (named + first) % guests;
  const device = setup?.devices.findIndex((one) => one.guest === guest) ?? -1;
  const aimed = 'device' in kinds[step.do] && device > 0 && rest.device === undefined;
  return { ...rest, ...(guest === 0 ? {} : { guest }), ...(aimed ? { device } : {}) } as T;
}

export function generateAction(vocabulary: Vocabulary, random: Random, setup?: Setup): Action {
  return dress(
    generateStep(pickKind(vocabulary, random), vocabulary, random, setup),
    vocabulary,
    random,
    setup,
  );
}

/** A step as an action: perhaps held, perhaps with effects at points in place of those that a phrase has there. */
function dress(step: Action, vocabulary: Vocabulary, random: Random, setup: Setup | undefined): Action {
  const hold = random.oneIn(vocabulary.holdRate);
  const at =
    vocabulary.points.length > 0 && random.oneIn(vocabulary.effectRate)
      ? Array.from({ length: random.oneIn(3) ? 2 : 1 }, () => generateEffect(vocabulary, random, setup))
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
  const actions: Action[] = [];
  while (actions.length < length) actions.push(...generateActions(vocabulary, random, setup));
  return { setup, actions: actions.slice(0, longest) };
}
