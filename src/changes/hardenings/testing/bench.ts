import { card } from '../../../backend/stub/testing/card.ts';
import { DeviceLibrary } from '../../../executor/device-library.ts';
import type { EventLog, LogRecord } from '../../../executor/event-log.ts';
import type { Execution } from '../../../executor/execution.ts';
import { ModelExecutor } from '../../../executor/model/model-executor.ts';
import { oracles } from '../../../oracle/index.ts';
import {
  sampleBridge,
  sampleConventional,
  sampleEndpoint,
} from '../../../platform/pci/testing/sample-functions.ts';
import { Ev } from '../../../platform/recorder.ts';
import type { Action, Effect, Program, Setup, Step } from '../../../program/program.ts';
import type { Change } from '../../change.ts';
import { combine } from '../../profiles.ts';
import { oddDevices } from './odd-devices.ts';

/** `nic` resets by FLR, `pm-nic` by power management, `plain` not at all; `left-on`, with MASTER set by the firmware, and `no-line`
 * with INTX_DISABLE, not either. */
const library = new DeviceLibrary(
  [
    { name: 'nic', description: sampleEndpoint() },
    { name: 'pm-nic', description: sampleEndpoint({ flr: false }) },
    { name: 'plain', description: sampleConventional() },
    { name: 'bridge', description: sampleBridge(0x60, 0x60) },
    { name: 'left-on', description: card({ at: '05:00.0', command: 7, reset: 'none' }) },
    { name: 'no-line', description: card({ at: '06:00.0', command: 0x400, reset: 'none', irq: 0 }) },
    ...oddDevices,
  ].map((device) => ({ ...device, companions: [] })),
);

/** What a program led to. */
export interface Outcome {
  readonly execution: Execution;
  /** Fingerprints of everything the oracles object to. */
  readonly findings: readonly string[];
}

/** An executor on the core with `changes`. @throws Error when they conflict */
export function executorWith(changes: readonly Change[]): ModelExecutor {
  const made = combine('test', changes);
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  return new ModelExecutor(library, made.profile);
}

/** Runs a program on the core with `changes` and has every oracle judge it. */
export function run(program: Program, changes: readonly Change[]): Outcome {
  const executor = executorWith(changes);
  const replay = (other: Program) => executor.run(other, 'full');
  const findings = oracles.flatMap((oracle) =>
    oracle.suspects(executor.run(program, 'digest')) ? oracle.judge(replay(program), replay) : [],
  );
  return { execution: replay(program), findings: findings.map(({ fingerprint }) => fingerprint) };
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

/** What happens at the `nth` point of a kind and name; 0: at every one. */
export function at(on: Effect['on'], name: string | undefined, nth: number, ...steps: Step[]): Effect {
  return { on, nth, then: steps, ...(name === undefined ? {} : { name }) };
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
