import { shippedDevices } from '../../campaign/device-files.ts';
import { Judge } from '../../campaign/judge.ts';
import { makeProfile } from '../../changes/profiles.ts';
import type { DeviceLibrary } from '../../executor/device-library.ts';
import type { Execution, Form } from '../../executor/execution.ts';
import { ModelExecutor } from '../../executor/model/model-executor.ts';
import { doubleFetch } from '../../oracle/double-fetch.ts';
import type { Violation } from '../../oracle/oracle.ts';
import type { Action, DeviceSetup, Effect, Program, Setup, Step } from '../../program/program.ts';

let shipped: DeviceLibrary | undefined;

/** Devices of the corpus, read once per test file. */
export function corpusDevices(): DeviceLibrary {
  shipped ??= shippedDevices();
  return shipped;
}

export function makeExecutor(flaws: readonly string[] = [], library = corpusDevices()): ModelExecutor {
  const made = makeProfile('linux-6.1', flaws);
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  return new ModelExecutor(library, made.profile);
}

/** Runs a program on a fresh model executor. */
export function run(program: Program, flaws: readonly string[] = [], form: Form = 'full'): Execution {
  return makeExecutor(flaws).run(program, form);
}

/** Actions by guest 0 of a connected device. */
export function program(
  actions: readonly Action[],
  device: DeviceSetup = { name: 'e1000e', guest: 0 },
  setup: Partial<Setup> = {},
): Program {
  return { setup: { topology: 'vpci', guests: 1, devices: [device], start: 'connected', ...setup }, actions };
}

/** Double fetches of a program, and an execution that shows them. */
export function judged(
  of: Program,
  flaws: readonly string[],
): { execution: Execution; violation: Violation } {
  const executor = makeExecutor(flaws);
  const [violation] = new Judge(executor, [doubleFetch]).judge(of);
  if (violation === undefined) throw new Error('nothing is wrong with the program');
  return { execution: executor.run(of, 'full'), violation };
}

/** Steps that happen at a point. */
export function effect(on: Effect['on'], name: string, nth: number, ...steps: Step[]): Effect {
  return { on, name, nth, then: steps };
}

/** The program of XSA-155 that the reports of these tests are about: the vector count grows while it is used. */
export const growingCount: Program = program([
  {
    do: 'op',
    cmd: 4,
    value: 1,
    entries: [
      [0, 0xffff],
      [1, 0xffff],
    ],
    at: [effect('fetch', 'op.value', 2, { do: 'page', field: 'op.value', value: 2 })],
  },
]);

/** A golden text without the indentation and the first and last line break it has in a test. */
export function golden(text: string): string {
  const lines = text.replace(/^\n/, '').replace(/\n *$/, '\n').split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(indent)).join('\n');
}
