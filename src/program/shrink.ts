import type { AnyField } from './fields.ts';
import { kinds } from './kinds.ts';
import type { Action, Effect, Program, Step } from './program.ts';

/** Smaller programs to try, most radical first: whole chunks, single actions, effects, schedule, set-up, fields. */
export function* shrinkProgram(program: Program): Generator<Program, void, void> {
  const { actions, setup } = program;
  for (let size = actions.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < actions.length; at += size) {
      yield { setup, actions: [...actions.slice(0, at), ...actions.slice(at + size)] };
    }
  }
  yield* shrinkSetup(program);
  for (let at = 0; at < actions.length; at++) {
    for (const smaller of shrinkAction(actions[at] as Action)) {
      yield { setup, actions: actions.map((action, index) => (index === at ? smaller : action)) };
    }
  }
}

const optionalOfDevice = [
  'permissive',
  'interruptControl',
  'hostSharesLine',
  'hostDriver',
  'edgeTriggered',
  'copies',
] as const;

/** Drops flags of the set-up and devices at its end. Indices of devices stay, so that programs keep their meaning. */
function* shrinkSetup({ setup, actions }: Program): Generator<Program, void, void> {
  for (const key of ['permissive', 'pvh', 'withoutMsi'] as const) {
    if (!setup[key]) continue;
    const { [key]: _dropped, ...plain } = setup;
    yield { setup: plain, actions };
  }
  if (setup.guests > 1) yield { setup: { ...setup, guests: setup.guests - 1 }, actions };
  if (setup.devices.length > 1) yield { setup: { ...setup, devices: setup.devices.slice(0, -1) }, actions };
  for (let i = 0; i < setup.devices.length; i++) {
    const device = setup.devices[i];
    if (device === undefined) continue;
    for (const key of optionalOfDevice) {
      if (!device[key]) continue;
      const { [key]: _dropped, ...rest } = device;
      yield {
        setup: { ...setup, devices: setup.devices.map((other, at) => (at === i ? rest : other)) },
        actions,
      };
    }
  }
}

function* shrinkAction(action: Action): Generator<Action, void, void> {
  const { at, hold, ...step } = action;
  const effects = at ?? [];
  const build = (list: readonly Effect[], held: true | undefined): Action =>
    ({ ...step, ...(held ? { hold: true } : {}), ...(list.length === 0 ? {} : { at: list }) }) as Action;
  if (effects.length > 0) yield build([], hold);
  if (hold) yield build(effects, undefined);
  for (let i = 0; i < effects.length; i++) {
    const effect = effects[i] as Effect;
    yield build([...effects.slice(0, i), ...effects.slice(i + 1)], hold);
    for (const smaller of shrinkEffect(effect)) {
      yield build(
        effects.map((other, index) => (index === i ? smaller : other)),
        hold,
      );
    }
  }
  for (const smaller of shrinkFields(step as unknown as Record<string, unknown>)) {
    yield { ...action, ...smaller } as unknown as Action;
  }
  yield* withoutOptional(action) as Generator<Action, void, void>;
}

/** The same step or action with one optional field left out. */
function* withoutOptional(step: Action | Step): Generator<unknown, void, void> {
  const table = kinds[step.do] as Record<string, AnyField>;
  for (const name of Object.keys(step)) {
    const field = table[name];
    if (field?.kind !== 'optional' && field?.kind !== 'flag') continue;
    const { [name]: _dropped, ...rest } = step as unknown as Record<string, unknown>;
    yield rest;
  }
}

function* shrinkEffect(effect: Effect): Generator<Effect, void, void> {
  if (effect.then.length > 1) {
    for (let i = 0; i < effect.then.length; i++)
      yield { ...effect, then: effect.then.filter((_, at) => at !== i) };
  }
  if (effect.nth === 0 || effect.nth > 1) yield { ...effect, nth: 1 };
  if (effect.nth > 2) yield { ...effect, nth: effect.nth - 1 };
  for (let i = 0; i < effect.then.length; i++) {
    const here = effect.then[i] as Step;
    const replaced = (step: Step): Effect => ({
      ...effect,
      then: effect.then.map((other, at) => (at === i ? step : other)),
    });
    for (const rest of withoutOptional(here)) yield replaced(rest as Step);
    for (const smaller of shrinkFields(here as unknown as Record<string, unknown>)) {
      yield replaced({ ...here, ...smaller } as Step);
    }
  }
}

/** Smaller values of numeric fields: 0 or 1, the half, one less. */
function* shrinkFields(step: Record<string, unknown>): Generator<Record<string, unknown>, void, void> {
  const table = kinds[step.do as keyof typeof kinds] as Record<string, AnyField>;
  for (const [name, value] of Object.entries(step)) {
    const field = table[name];
    const inner = field?.kind === 'optional' ? field.inner : field;
    if (inner?.kind === 'int' && typeof value === 'number') {
      for (const candidate of smallerNumbers(value)) {
        if (candidate >= inner.min && candidate <= inner.max && Math.abs(candidate) < Math.abs(value)) {
          yield { [name]: candidate };
        }
      }
    }
  }
}

/** Far steps first; single steps only near zero, where there are few. */
function smallerNumbers(value: number): number[] {
  const far = [0, 1, Math.trunc(value / 2), Math.trunc(value * 0.9)];
  return Math.abs(value) <= 16 ? [...far, value - Math.sign(value)] : far;
}
