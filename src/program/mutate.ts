import { XEN_PCI_OP_conf_read, XEN_PCI_OP_conf_write } from '../abi/pciif.ts';
import type { AnyField } from './fields.ts';
import {
  generateAction,
  generateActions,
  generateEffect,
  generateField,
  isIdle,
  type Vocabulary,
} from './generate.ts';
import { type Hints, noHints, type SeenPoint } from './hints.ts';
import { kinds } from './kinds.ts';
import type { Action, Effect, Program, Setup } from './program.ts';
import { MAX_ACTIONS } from './program.ts';
import type { Random } from './random.ts';

const WORD_COMMANDS: readonly number[] = [XEN_PCI_OP_conf_read, XEN_PCI_OP_conf_write];
/** Most effects that mutations give an action. */
const MAX_AT = 4;

/** One random change of a program: insert, drop, repeat, reorder, splice, tweak a field, move or add a point. */
export function mutateProgram(
  program: Program,
  donor: Program,
  vocabulary: Vocabulary,
  longest: number,
  random: Random,
  hints: Hints = noHints,
): Program {
  let actions = program.actions.slice();
  const rounds = 1 + random.below(3);
  for (let i = 0; i < rounds; i++)
    actions = mutateActions(actions, program, donor, vocabulary, random, hints);
  if (actions.length === 0) actions.push(generateAction(vocabulary, random, program.setup));
  return { setup: program.setup, actions: actions.slice(0, Math.min(longest, MAX_ACTIONS)) };
}

function mutateActions(
  actions: Action[],
  parent: Program,
  donor: Program,
  vocabulary: Vocabulary,
  random: Random,
  hints: Hints,
): Action[] {
  const { setup } = parent;
  const at = random.below(actions.length);
  const here = actions[at];
  if (here === undefined) return generateActions(vocabulary, random, setup);
  switch (random.below(11)) {
    case 0:
      actions.splice(at, 0, ...generateActions(vocabulary, random, setup));
      break;
    case 1:
      if (actions.length > 1) actions.splice(at, 1);
      break;
    case 2:
      actions.splice(at, 0, here);
      break;
    case 3: {
      const other = random.below(actions.length);
      [actions[at], actions[other]] = [actions[other] as Action, here];
      break;
    }
    case 4: {
      const from = random.below(donor.actions.length);
      actions.splice(at, 0, ...donor.actions.slice(from, from + 1 + random.below(4)));
      break;
    }
    case 5:
    case 6:
      actions[at] = tweakField(here, vocabulary, random);
      break;
    case 7:
      actions[at] = mutateEffects(here, setup, vocabulary, random);
      break;
    case 8:
      if (random.oneIn(2)) actions[at] = useWord(here, hints, vocabulary, random);
      else actions.splice(at + random.below(2), 0, useWord(here, hints, vocabulary, random));
      break;
    case 9:
      placeEffect(actions, parent, hints, vocabulary, random);
      break;
    default:
      actions[at] = toggleHold(here);
  }
  return actions;
}

/** Changes one field of an action to another value near the border, or by a small step. */
function tweakField(action: Action, vocabulary: Vocabulary, random: Random): Action {
  const fields = Object.entries(kinds[action.do] as Record<string, AnyField>);
  if (fields.length === 0) return action;
  const [name, field] = fieldToTweak(fields, action, vocabulary, random);
  const inner = field.kind === 'optional' ? field.inner : field;
  const record = { ...action } as unknown as Record<string, unknown>;
  const old = record[name];
  if (inner.kind === 'int' && typeof old === 'number' && random.oneIn(3)) {
    const moved = random.oneIn(2) ? old + random.pick([-1, 1, 4, -4]) : old ^ (1 << random.below(16));
    const unsigned = inner.min >= 0 ? moved >>> 0 : moved | 0;
    record[name] = Math.min(inner.max, Math.max(inner.min, unsigned));
  } else {
    const value = generateField(inner, random, vocabulary.prefer?.[action.do]?.[name]);
    if (value === undefined) delete record[name];
    else record[name] = value;
  }
  return record as unknown as Action;
}

/** Every other time one that the target prefers values for: its attack is about those. */
function fieldToTweak(
  fields: readonly (readonly [string, AnyField])[],
  action: Action,
  vocabulary: Vocabulary,
  random: Random,
): readonly [string, AnyField] {
  const prefer = vocabulary.prefer?.[action.do];
  const preferred = prefer === undefined ? [] : fields.filter(([name]) => (prefer[name]?.length ?? 0) > 1);
  if (preferred.length > 0 && random.oneIn(2)) return random.pick(preferred);
  const chosen = random.pick(fields);
  return isIdle(action as unknown as Record<string, unknown>, chosen[0]) && !random.oneIn(8)
    ? random.pick(fields)
    : chosen;
}

function mutateEffects(action: Action, setup: Setup, vocabulary: Vocabulary, random: Random): Action {
  if (vocabulary.points.length === 0) return action;
  const at = [...(action.at ?? [])];
  const index = random.below(at.length);
  const effect = at[index];
  if (effect === undefined || random.oneIn(3)) {
    if (at.length < MAX_AT) at.push(generateEffect(vocabulary, random, setup));
  } else {
    const dropped = random.oneIn(3);
    at.splice(index, 1, ...(dropped ? [] : [moveEffect(effect, setup, vocabulary, random)]));
  }
  const { at: _dropped, ...rest } = action;
  return at.length === 0 ? (rest as Action) : ({ ...rest, at } as Action);
}

function moveEffect(effect: Effect, setup: Setup, vocabulary: Vocabulary, random: Random): Effect {
  if (random.oneIn(2)) return { ...effect, nth: Math.max(1, effect.nth + random.pick([-1, 1, 2])) };
  const fresh = generateEffect(vocabulary, random, setup);
  return random.oneIn(2) ? { ...fresh, then: effect.then } : { ...effect, then: fresh.then };
}

/** Puts a change at a point that the backend really came by. */
function placeEffect(
  actions: Action[],
  { actions: before, setup }: Program,
  { points }: Hints,
  vocabulary: Vocabulary,
  random: Random,
): void {
  if (points.length === 0) return;
  const point = random.pick(points);
  const index = actions.indexOf(before[point.action] as Action);
  const action = actions[index];
  if (action === undefined || !vocabulary.points.includes(point.on)) return;
  const { at = [] } = action;
  if (at.length >= MAX_AT) return;
  actions[index] = { ...action, at: [...at, effectAt(point, setup, vocabulary, random)] };
}

function effectAt(point: SeenPoint, setup: Setup, vocabulary: Vocabulary, random: Random): Effect {
  const { on, name, times } = point;
  const drawn = generateEffect(vocabulary, random, setup);
  const then = drawn.then.map((step) =>
    step.do === 'page' && name !== undefined && !random.oneIn(3) ? { ...step, field: name } : step,
  );
  return { on, ...(name === undefined ? {} : { name }), nth: 1 + random.below(Math.min(times, 16)), then };
}

/**
 * Aims an access of registers at one that the execution came by: as drivers do, with what it holds and a bit changed;
 * or with where another register is, which is what links of lists hold.
 */
function useWord(action: Action, { words }: Hints, vocabulary: Vocabulary, random: Random): Action {
  if ((action.do !== 'op' && action.do !== 'hardware') || words.length === 0) return action;
  const commands = vocabulary.prefer?.op?.cmd ?? WORD_COMMANDS;
  if (action.do === 'op' && !WORD_COMMANDS.every((cmd) => commands.includes(cmd))) return action;
  const { offset, size, value } = random.pick(words);
  const bit = 1 << random.below(8 * size);
  const held = random.oneIn(4) ? random.pick(words).offset << (8 * random.below(2)) : value ^ bit;
  const aimed = { ...action, offset, size, value: held >>> 0 };
  if (aimed.do === 'hardware') return aimed;
  const { base: _dropped, ...rest } = aimed;
  return { ...rest, cmd: random.oneIn(4) ? XEN_PCI_OP_conf_read : XEN_PCI_OP_conf_write };
}

function toggleHold(action: Action): Action {
  if (action.hold) {
    const { hold: _dropped, ...rest } = action;
    return rest as Action;
  }
  return { ...action, hold: true };
}
