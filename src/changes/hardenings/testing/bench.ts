import { DeviceLibrary } from '../../../executor/device-library.ts';
import type { EventLog, LogRecord } from '../../../executor/event-log.ts';
import type { Execution } from '../../../executor/execution.ts';
import type { ModelExecutor } from '../../../executor/model/model-executor.ts';
import { allViolations } from '../../../oracle/testing/all-violations.ts';
import { Ev } from '../../../platform/recorder.ts';
import type { Action, Program } from '../../../program/program.ts';
import type { Change } from '../../change.ts';
import { smallDevices } from './devices.ts';
import { executorOf } from './executor-of.ts';

export { at } from '../../../program/testing/at.ts';
export { bound, connected, program, together } from './setups.ts';

const library = new DeviceLibrary(smallDevices);

/** What a program led to. */
export interface Outcome {
  readonly execution: Execution;
  /** Fingerprints of everything the oracles object to. */
  readonly findings: readonly string[];
}

/** An executor on the core with `changes`. @throws Error when they conflict */
export function executorWith(changes: readonly Change[]): ModelExecutor {
  return executorOf(library, changes);
}

/** Runs a program on the core with `changes` and has every oracle judge it. */
export function run(program: Program, changes: readonly Change[]): Outcome {
  const executor = executorWith(changes);
  const findings = allViolations(executor, program).map(({ fingerprint }) => fingerprint);
  return { execution: executor.run(program, 'full'), findings };
}

/** Records of one kind, in order. */
export function records({ log }: Execution, code: Ev): LogRecord[] {
  return [...log.records()].filter((record) => record.code === code);
}

/** Values written to xenstore nodes whose path ends in `name`, in order. */
export function written({ log }: Execution, name: string): string[] {
  return records({ log } as Execution, Ev.XenstoreWrite)
    .filter(({ b }) => log.textOf(b).endsWith(name))
    .map(({ c }) => log.textOf(c));
}

/** Lines of the kernel log. */
export function lines({ log }: Execution): string[] {
  return records({ log } as Execution, Ev.Log).map(({ b }) => log.textOf(b));
}

/** Everything a guest and a toolstack can see of an execution, but for the time it took. */
function visible(log: EventLog): string[] {
  return [...log.records()].flatMap(({ code, a, b, c, d }) => {
    if (code === Ev.Store) return [`store ${a} ${b} ${c} ${d}`];
    if (code === Ev.FlagBit && c !== 0) return [`flag ${a} ${b} ${c}`];
    if (code === Ev.Notify) return [`notify ${a} ${b}`];
    if (code === Ev.XenstoreWrite) return [`node ${log.textOf(b)} ${log.textOf(c)}`];
    return code === Ev.AerVerdict ? [`verdict ${a} ${b} ${c}`] : [];
  });
}

const recovery: Action[] = [
  { do: 'aer', device: 0, callback: 'recover', state: 1 },
  { do: 'frontend', step: 'service' },
  { do: 'frontend', step: 'service' },
  { do: 'frontend', step: 'service' },
];

const unplug: Action[] = [
  { do: 'toolstack', step: 'remove', device: 1 },
  { do: 'frontend', step: 'service' },
  { do: 'frontend', step: 'service' },
  { do: 'toolstack', step: 'reap' },
];

const plug: Action[] = [
  { do: 'toolstack', step: 'add', device: 1 },
  { do: 'frontend', step: 'service' },
  { do: 'frontend', step: 'service' },
];

/** Two guests with well-behaved frontends: use, interrupts, recovery, hot plug, closing, a new owner. */
export const wellBehaved: Program = {
  setup: {
    topology: 'vpci',
    guests: 2,
    devices: [
      { name: 'nic', guest: 0 },
      { name: 'pm-nic', guest: 0 },
      { name: 'plain', guest: 1 },
    ],
    start: 'connected',
  },
  actions: [
    { do: 'frontend', step: 'enable' },
    { do: 'frontend', guest: 1, step: 'enable' },
    { do: 'frontend', step: 'msi' },
    { do: 'op', cmd: 3, device: 0 },
    { do: 'op', cmd: 3, device: 1 },
    { do: 'frontend', step: 'msix' },
    { do: 'interrupt', device: 0, times: 3 },
    ...recovery,
    { do: 'op', cmd: 5, device: 1 },
    ...unplug,
    ...plug,
    { do: 'op', device: 1, cmd: 0, base: 'pm', offset: 4, size: 2 },
    { do: 'frontend', step: 'close' },
    { do: 'toolstack', step: 'offline', guest: 1 },
    { do: 'frontend', guest: 1, step: 'close' },
    { do: 'toolstack', step: 'destroy' },
    { do: 'toolstack', guest: 1, step: 'destroy' },
    { do: 'toolstack', guest: 1, step: 'create', device: 0 },
    { do: 'frontend', guest: 1, step: 'publish' },
    { do: 'frontend', guest: 1, step: 'service' },
    { do: 'frontend', guest: 1, step: 'enable' },
    { do: 'frontend', guest: 1, step: 'msix' },
  ],
};

/** What two well-behaved guests and their toolstack see of the backend. */
export function seenByWellBehaved(changes: readonly Change[]): string[] {
  const { execution, findings } = run(wellBehaved, changes);
  return [...visible(execution.log), ...findings, `crash ${execution.crash?.message ?? 'none'}`];
}
