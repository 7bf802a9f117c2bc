import type { Action, Program, Setup } from '../program/program.ts';
import { effectText, stepText } from './step-text.ts';
import { visible } from './visible-text.ts';

/**
 * A program for people: the set-up, one line per action, effects indented below their action. Texts that come
 * from the program have their control characters made visible.
 */
export function renderProgram({ setup, actions }: Program): string {
  const lines = [...setupLines(setup), ...actions.flatMap((action, number) => actionLines(action, number))];
  return `${lines.join('\n')}\n`;
}

/**
 * The set-up in one line for itself and one per device.
 * @param addresses host addresses of the devices, where they are known
 */
export function setupLines(setup: Setup, addresses: readonly (string | undefined)[] = []): string[] {
  const { topology, permissive, stubOnly, notInitialDomain, pvh, withoutMsi, guests, devices, start } = setup;
  const words = [
    ...(start === 'unloaded' ? [] : [`topology ${topology}`]),
    `${guests} guest${guests === 1 ? '' : 's'}`,
    starts[start],
    ...(permissive && start !== 'unloaded' ? ['parameter permissive=Y'] : []),
    ...(stubOnly ? ['built without the PV protocol'] : []),
    ...(notInitialDomain ? ['not in the initial domain'] : []),
    ...(pvh ? ['PVH host'] : []),
    ...(withoutMsi ? ['host built without MSI'] : []),
  ];
  const list = devices.map((device, index) => {
    const {
      guest,
      permissive: own,
      interruptControl,
      hostSharesLine,
      hostDriver,
      edgeTriggered,
      copies,
    } = device;
    const facts = [
      ...(copies === undefined ? [] : [`${copies} of it`]),
      hostDriver ? 'a host driver has it' : guest === undefined ? 'nobody has it' : `guest ${guest} has it`,
      ...(own ? ['permissive'] : []),
      ...(interruptControl ? ['allow_interrupt_control'] : []),
      ...(hostSharesLine ? ['a host driver shares its line'] : []),
      ...(edgeTriggered ? ['its line is edge-triggered'] : []),
    ];
    const at = addresses[index] === undefined ? '' : ` at ${addresses[index]}`;
    return `  device ${index}: ${visible(device.name)}${at}, ${facts.join(', ')}`;
  });
  return [`set-up: ${words.join(', ')}`, ...list];
}

const starts = Object.freeze({
  connected: 'guests connected',
  bound: 'devices bound, nobody connected',
  idle: 'nothing bound',
  unloaded: 'driver not loaded',
});

/** Heading of an action: `action 3: guest 0 enable_msix value=2`. */
export function actionHeading(action: Action, number: number): string {
  return `action ${number}: ${stepText(action)}${action.hold ? ', tasks held' : ''}`;
}

function actionLines(action: Action, number: number): string[] {
  const guest = 'guest' in action ? action.guest : undefined;
  return [
    actionHeading(action, number),
    ...(action.at ?? []).map((effect) => `    ${effectText(effect, guest)}`),
  ];
}
