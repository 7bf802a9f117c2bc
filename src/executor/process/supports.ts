import type { Action, Program, Setup } from '../../program/program.ts';
import type { Hello } from './hello.ts';
import type { Feature } from './protocol.ts';

/** What a set-up asks for. */
export function featuresOf(setup: Setup): Set<Feature> {
  const wanted = new Set<Feature>([`topology ${setup.topology}`, `start ${setup.start}`]);
  for (const name of ['permissive', 'stubOnly', 'notInitialDomain', 'pvh', 'withoutMsi'] as const)
    if (setup[name]) wanted.add(name);
  if (setup.guests > 1) wanted.add('several guests');
  for (const device of setup.devices) {
    if (device.permissive) wanted.add('device permissive');
    if (device.interruptControl) wanted.add('device interruptControl');
    if (device.hostSharesLine) wanted.add('device hostSharesLine');
    if (device.hostDriver) wanted.add('device hostDriver');
    if (device.edgeTriggered) wanted.add('device edgeTriggered');
    if (device.copies !== undefined) wanted.add('device copies');
    if (device.guest === undefined) wanted.add('device of nobody');
  }
  return wanted;
}

/** Why an executor cannot bring a set-up about; null: it can. */
export function lackOfSetup(setup: Setup, { features, guests, devices }: Hello): string | null {
  for (const feature of featuresOf(setup)) if (!features.has(feature)) return `set-ups with: ${feature}`;
  if (setup.guests > guests) return `${setup.guests} guests (${guests} at most)`;
  if (setup.devices.length > devices) return `${setup.devices.length} devices (${devices} at most)`;
  return null;
}

/** Why an executor cannot run a program; null: nothing it asks for is out of reach. */
export function lackOf({ setup, actions }: Program, hello: Hello): string | null {
  return lackOfActions(actions, hello) ?? lackOfSetup(setup, hello);
}

/** Why an executor cannot perform actions; null: it can. */
export function lackOfActions(actions: readonly Action[], { kinds, points }: Hello): string | null {
  for (const action of actions) {
    if (!kinds.has(action.do)) return `actions of kind ${action.do}`;
    if (action.at === undefined) continue;
    for (const { on, then: steps } of action.at) {
      if (!points.has(on)) return `points of kind ${on}`;
      for (const step of steps) if (!kinds.has(step.do)) return `actions of kind ${step.do}`;
    }
  }
  return null;
}
