import { shippedDevices } from '../../campaign/device-files.ts';
import type { Change, Seams } from '../../changes/change.ts';
import { smallDevices } from '../../changes/hardenings/testing/devices.ts';
import { executorOf } from '../../changes/hardenings/testing/executor-of.ts';
import { flawsNamed } from '../../changes/profiles.ts';
import { DeviceLibrary } from '../../executor/device-library.ts';
import type { Execution } from '../../executor/execution.ts';
import type { ModelExecutor } from '../../executor/model/model-executor.ts';
import type { Program } from '../../program/program.ts';
import type { Violation } from '../oracle.ts';
import { allViolations } from './all-violations.ts';

export { bound, connected, program, together } from '../../changes/hardenings/testing/setups.ts';

const shipped = shippedDevices();

/** Names of the shipped devices. */
export const shippedNames: readonly string[] = shipped.names();

/** The shipped devices and the small ones. */
export const library = new DeviceLibrary([
  ...shippedNames.flatMap((name) => shipped.get(name) ?? []),
  ...smallDevices,
]);

/** An executor on the core with `changes`; one serves all programs on the core as it stands. */
const executorWith = (changes: readonly Change[]): ModelExecutor =>
  changes.length === 0 ? plain : executorOf(library, changes);

const plain = executorOf(library, []);

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

/** Everything the oracles object to in a program, hygiene included. */
export function violations(program: Program, changes: readonly Change[] = []): Violation[] {
  return allViolations(executorWith(changes), program);
}

/** Fingerprints of the findings of one oracle, or of all. */
export function findings(program: Program, changes: readonly Change[] = [], oracle?: string): string[] {
  return violations(program, changes)
    .filter((found) => !found.hygiene && (oracle === undefined || found.oracle === oracle))
    .map(({ fingerprint }) => fingerprint);
}

/** One run, for looking at; valid until the next. */
export function execute(program: Program, changes: readonly Change[] = []): Execution {
  return executorWith(changes).run(program, 'full');
}
