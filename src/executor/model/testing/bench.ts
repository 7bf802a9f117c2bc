import type { Change } from '../../../changes/change.ts';
import { combine } from '../../../changes/profiles.ts';
import {
  sampleBridge,
  sampleConventional,
  sampleEndpoint,
} from '../../../platform/pci/testing/sample-functions.ts';
import { Ev } from '../../../platform/recorder.ts';
import type { Action, Program, Setup } from '../../../program/program.ts';

export { at } from '../../../program/testing/at.ts';

import { DeviceLibrary } from '../../device-library.ts';
import type { LogRecord } from '../../event-log.ts';
import type { Execution } from '../../execution.ts';
import { ModelExecutor } from '../model-executor.ts';

/** Small functions with known registers; `nic` has legacy line 11, vendor and device 8086:10c9. */
export const library = new DeviceLibrary(
  [
    { name: 'nic', description: sampleEndpoint() },
    { name: 'nic-2', description: sampleEndpoint({ slot: 1 }) },
    { name: 'pm-nic', description: sampleEndpoint({ flr: false, bus: 4 }) },
    { name: 'plain', description: sampleConventional() },
    { name: 'bridge', description: sampleBridge(0x60, 0x60) },
  ].map((device) => ({ ...device, companions: [] })),
);

export function executor(changes: readonly Change[] = []): ModelExecutor {
  const made = combine('test', changes);
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  return new ModelExecutor(library, made.profile);
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

export const program = (setup: Setup, ...actions: Action[]): Program => ({ setup, actions });

/** Records of some kinds, in order. */
export function records({ log }: Execution, ...codes: Ev[]): LogRecord[] {
  return [...log.records()].filter(({ code }) => codes.includes(code));
}

/** `err value` of every reply, in the order of the replies; err signed. */
export function replies(execution: Execution): string[] {
  const found: string[] = [];
  let err = 0;
  for (const { b, d } of records(execution, Ev.Store)) {
    if (b === 8) err = d | 0;
    else if (b === 32) found.push(`${err} 0x${d.toString(16)}`);
  }
  return found;
}

/** `action/effect` of every point that was hit. */
export const hits = (execution: Execution): string[] =>
  records(execution, Ev.PointHit).map(({ a, b }) => `${a}/${b}`);

/** `file: text or errno` of every file that was read, `file = value: count or errno` of every one written. */
export const files = (execution: Execution): string[] =>
  records(execution, Ev.AttributeShow, Ev.AttributeStore).map(({ code, a, b, c }) => {
    const { log } = execution;
    if (code === Ev.AttributeStore) return `${log.textOf(a)} = ${log.textOf(b)}: ${c}`;
    return `${log.textOf(a)}: ${c < 0 ? c : log.textOf(b)}`;
  });

/** Text of every line of the kernel log. */
export const logs = (execution: Execution): string[] =>
  records(execution, Ev.Log).map(({ b }) => execution.log.textOf(b));
