import type { AnyField } from './fields.ts';
import {
  generateAction,
  generateActions,
  generateEffect,
  generateField,
  type Vocabulary,
} from './generate.ts';
import { kinds } from './kinds.ts';
import type { Action, Effect, Program, Setup } from './program.ts';
import { MAX_ACTIONS } from './program.ts';
import type { Random } from './random.ts';

/** One random change of a program: insert, drop, repeat, reorder, splice, tweak a field, move or add a point. */
export function mutateProgram(
  program: Program,
  donor: Program,
  vocabulary: Vocabulary,
  longest: number,
  random: Random,
): Program {
  let actions = program.actions.slice();
  const rounds = 1 + random.below(3);
  for (let i = 0; i < rounds; i++) actions = mutateActions(actions, program.setup, donor, vocabulary, random);
  if (actions.length === 0) actions.push(generateAction(vocabulary, random, program.setup));
  return { setup: program.setup, actions: actions.slice(0, Math.min(longest, MAX_ACTIONS)) };
}

function mutateActions(
  actions: Action[],
  setup: Setup,
  donor: Program,
  vocabulary: Vocabulary,
  random: Random,
): Action[] {
  const at = random.below(actions.length);
  const here = actions[at];
  if (here === undefined) return generateActions(vocabulary, random, setup);
  switch (random.below(9)) {
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
    default:
      actions[at] = toggleHold(here);
  }
  return actions;
}

/** Changes one field of an action to another value near the border, or by a small step. */
function tweakField(action: Action, vocabulary: Vocabulary, random: Random): Action {
  const fields = Object.entries(kinds[action.do] as Record<string, AnyField>);
  if (fields.length === 0) return action;
  const [name, field] = random.pick(fields);
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

function mutateEffects(action: Action, setup: Setup, vocabulary: Vocabulary, random: Random): Action {
  if (vocabulary.points.length === 0) return action;
  const at = [...(action.at ?? [])];
  const index = random.below(at.length);
  const effect = at[index];
  if (effect === undefined || random.oneIn(3)) {
    if (at.length < 4) at.push(generateEffect(vocabulary, random, setup));
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

function toggleHold(action: Action): Action {
  if (action.hold) {
    const { hold: _dropped, ...rest } = action;
    return rest as Action;
  }
  return { ...action, hold: true };
}
