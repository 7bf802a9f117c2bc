import { card } from '../../backend/stub/testing/card.ts';
import { shippedDevices } from '../../campaign/device-files.ts';
import type { Change, Seams } from '../../changes/change.ts';
import { combine, flawsNamed } from '../../changes/profiles.ts';
import { DeviceLibrary } from '../../executor/device-library.ts';
import type { Execution } from '../../executor/execution.ts';
import { ModelExecutor } from '../../executor/model/model-executor.ts';
import {
  sampleBridge,
  sampleConventional,
  sampleEndpoint,
} from '../../platform/pci/testing/sample-functions.ts';
import type { Action, Program, Setup } from '../../program/program.ts';
import { oracles } from '../index.ts';
import type { Oracle, Violation } from '../oracle.ts';

const shipped = shippedDevices();

/** Names of the shipped devices. */
export const shippedNames: readonly string[] = shipped.names();

/**
 * The shipped devices, and small ones with known registers: `nic` resets by FLR, `pm-nic` by power management,
 * `plain` not at all and has no capability; `far` is in segment 1; `left-on` has MASTER set by the firmware and no reset.
 */
export const library = new DeviceLibrary([
  ...shippedNames.flatMap((name) => shipped.get(name) ?? []),
  ...[
    { name: 'nic', description: sampleEndpoint() },
    { name: 'nic-2', description: sampleEndpoint({ slot: 1 }) },
    { name: 'pm-nic', description: sampleEndpoint({ flr: false }) },
    { name: 'plain', description: sampleConventional() },
    { name: 'bridge', description: sampleBridge(0x60, 0x60) },
    { name: 'far', description: { ...sampleEndpoint({ bus: 9 }), domain: 1 } },
    { name: 'left-on', description: card({ at: '05:00.0', command: 7, reset: 'none', msix: false }) },
  ].map((device) => ({ ...device, companions: [] })),
]);

/** An executor for the core with `changes`. */
export function executorWith(changes: readonly Change[]): ModelExecutor {
  const made = combine('test', changes);
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  return new ModelExecutor(library, made.profile);
}

const plain = executorWith([]);

/** The flaws that a name means. */
export function flaw(name: string): readonly Change[] {
  const found = flawsNamed(name);
  if (found.length === 0) throw new Error(`there is no flaw ${name}`);
  return found;
}

/** A defect of this test's own: the seams as `apply` leaves them. */
export function defect(apply: (seams: Seams) => Seams): readonly Change[] {
  return [
    {
      kind: 'variant',
      id: 'test',
      title: 'a defect of a test',
      cause: 'positive control',
      rules: [],
      conflicts: [],
      apply,
    },
  ];
}

/** Everything the oracles object to in a program, hygiene included, as campaigns ask them. */
export function violations(program: Program, changes: readonly Change[] = []): Violation[] {
  const executor = changes.length === 0 ? plain : executorWith(changes);
  const replay = (other: Program): Execution => executor.run(other, 'full');
  const digest = executor.run(program, 'digest');
  const suspecting = new Set(oracles.filter((oracle) => oracle.suspects(digest)));
  const judge = (oracle: Oracle): Violation[] => {
    const found = oracle.judge(oracle.wantsFull ? replay(program) : digest, replay);
    if (found.length > 0 && !suspecting.has(oracle))
      throw new Error(`${oracle.name} finds what it does not suspect`);
    return found;
  };
  // A replay ends the life of the digest.
  const patient = oracles.filter(({ wantsFull }) => wantsFull);
  return [...oracles.filter(({ wantsFull }) => !wantsFull), ...patient].flatMap(judge);
}

/** Fingerprints of the findings of one oracle, or of all. */
export function findings(program: Program, changes: readonly Change[] = [], oracle?: string): string[] {
  return violations(program, changes)
    .filter((found) => !found.hygiene && (oracle === undefined || found.oracle === oracle))
    .map(({ fingerprint }) => fingerprint);
}

/** One run, for looking at; valid until the next. */
export function execute(program: Program, changes: readonly Change[] = []): Execution {
  return (changes.length === 0 ? plain : executorWith(changes)).run(program, 'full');
}

/** Guest i has device i of `names` when the program begins. */
export function connected(...names: string[]): Setup {
  return {
    topology: 'vpci',
    guests: Math.max(1, names.length),
    devices: names.map((name, guest) => ({ name, guest })),
    start: 'connected',
  };
}

/** One guest has all the devices. */
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
