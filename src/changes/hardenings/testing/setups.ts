import type { Action, Program, Setup } from '../../../program/program.ts';

/** Guest i has device i of `names` when the program begins. */
export function connected(...names: string[]): Setup {
  return {
    topology: 'vpci',
    guests: Math.max(1, names.length),
    devices: names.map((name, guest) => ({ name, guest })),
    start: 'connected',
  };
}

/** The same, all devices in the hands of the one guest. */
export function together(...names: string[]): Setup {
  return { ...connected(...names), guests: 1, devices: names.map((name) => ({ name, guest: 0 })) };
}

/** Devices bound, in nobody's hands. */
export function bound(...names: string[]): Setup {
  return { ...connected(...names), guests: 1, devices: names.map((name) => ({ name })), start: 'bound' };
}

export function program(setup: Setup, ...actions: Action[]): Program {
  return { setup, actions };
}
