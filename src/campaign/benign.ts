import { isDeepStrictEqual } from 'node:util';
import type { Executor } from '../executor/execution.ts';
import { servedRequests } from '../oracle/requests.ts';
import { Ev } from '../platform/recorder.ts';
import type { Action, Program } from '../program/program.ts';

const service: Action = { do: 'frontend', step: 'service' };

/** Connects, scans, uses interrupts of every kind, has a device plugged in and out, recovers, leaves; then another guest. */
const life: readonly Action[] = [
  { do: 'frontend', step: 'scan' },
  { do: 'frontend', step: 'enable' },
  { do: 'frontend', step: 'msi' },
  { do: 'interrupt', times: 3 },
  { do: 'op', cmd: 3 },
  { do: 'frontend', step: 'msix' },
  { do: 'interrupt', times: 3 },
  { do: 'op', cmd: 5 },
  { do: 'interrupt', times: 3 },
  { do: 'toolstack', step: 'add', device: 1 },
  service,
  service,
  { do: 'frontend', step: 'enable' },
  { do: 'toolstack', step: 'remove', device: 1 },
  service,
  service,
  { do: 'toolstack', step: 'reap' },
  { do: 'aer', callback: 'recover', state: 1 },
  service,
  service,
  service,
  { do: 'toolstack', step: 'offline' },
  { do: 'frontend', step: 'close' },
  { do: 'toolstack', step: 'destroy' },
  { do: 'toolstack', guest: 1, step: 'destroy' },
  { do: 'toolstack', guest: 1, step: 'create', device: 0 },
  { do: 'frontend', guest: 1, step: 'publish' },
  { ...service, guest: 1 },
  { do: 'frontend', guest: 1, step: 'enable' },
  { do: 'frontend', guest: 1, step: 'msix' },
];

/** The life of a well-behaved guest with a device. */
export const wellBehavedWith = (name: string): Program => ({
  setup: {
    topology: 'vpci',
    guests: 2,
    devices: [{ name, guest: 0 }, { name: 'edu' }],
    start: 'connected',
  },
  actions: life,
});

/** What past bugs and fixes must not be noticed by: a function with everything, one with a line alone, a PF with VFs. */
export const benignPrograms: readonly Program[] = Object.freeze(
  ['e1000e', 'rtl8139', 'nvme-sriov#02:00.0'].map(wellBehavedWith),
);

/** What a well-behaved guest's operator would notice. */
export interface Noticed {
  readonly crash: string | null;
  /** `err` of every reply that has one, in order. */
  readonly errors: readonly number[];
  /** States that the backend went through, by domain. */
  readonly states: readonly (readonly [number, number])[];
  /** Where backend and frontend ended. */
  readonly ends: readonly (readonly [number, number])[];
}

export function noticedIn(executor: Executor, program: Program): Noticed {
  const execution = executor.run(program, 'full');
  const { crash, final, log } = execution;
  const records = [...log.records()];
  return {
    crash: crash === null ? null : `${crash.kind} in ${crash.site}`,
    errors: servedRequests(execution).flatMap(({ err }) => (err === undefined || err === 0 ? [] : [err])),
    states: records.filter(({ code }) => code === Ev.StateSwitch).map(({ a, b }) => [a, b] as const),
    ends: final.connections.map(({ backendState, frontendState }) => [backendState, frontendState] as const),
  };
}

const sameNoticed = (a: Noticed, b: Noticed): boolean => a.crash === null && isDeepStrictEqual(a, b);

/** A well-behaved guest that has seen one executor and is shown others. */
export class WellBehaved {
  private readonly executor: Executor;
  private readonly usual = new Map<Program, Noticed>();

  constructor(executor: Executor) {
    this.executor = executor;
  }

  /** How it can tell another executor from its own; null: it cannot. */
  complaint(other: Executor): string | null {
    const different = benignPrograms.find(
      (program) => !sameNoticed(this.usualIn(program), noticedIn(other, program)),
    );
    return different === undefined
      ? null
      : `a well-behaved guest with ${different.setup.devices[0]?.name} notices it`;
  }

  private usualIn(program: Program): Noticed {
    const known = this.usual.get(program) ?? noticedIn(this.executor, program);
    this.usual.set(program, known);
    return known;
  }
}
