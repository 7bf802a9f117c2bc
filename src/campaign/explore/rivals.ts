import type { Step } from '../../program/program.ts';

/** Something that happens on another processor while the backend is at a point. */
export interface Rival {
  readonly name: string;
  readonly steps: readonly Step[];
  /** It writes the request slot of the page. */
  readonly writesSlot?: true;
}

type TaskName = Extract<Step, { do: 'run' }>['task'];

const run = (task: TaskName, steps: number): Step => ({ do: 'run', task, steps });

/** Begins and is left waiting; is preempted in turn after one step; runs as far as it can. */
function variants(name: string, steps: readonly Step[], task: TaskName): Rival[] {
  return [
    { name: `${name}, begun`, steps },
    { name: `${name}, one step`, steps: [...steps, run(task, 1)] },
    { name: `${name}, whole`, steps: [...steps, run(task, 64)] },
  ];
}

/** Guests of an interleaving beside the one with the device: one is connected, one is about to connect. */
export const NEIGHBOUR = 1;
export const NEWCOMER = 2;
export const GUESTS = 3;

const request: Step = { do: 'op', cmd: 1, offset: 4, size: 2, value: 0 };
const state = (value: string): Step => ({ do: 'node', name: 'state', value });

/** What the newcomer's frontend does to connect: a page, a channel, Initialised. */
const connecting: readonly Step[] = [
  { do: 'channel', how: 'renew', guest: NEWCOMER },
  { do: 'grant', how: 'renew', guest: NEWCOMER },
  { do: 'node', name: 'state', value: '3', guest: NEWCOMER },
];

/** Events that preempt the backend. */
export const rivals: readonly Rival[] = Object.freeze([
  { name: 'event', steps: [{ do: 'notify' }] },
  { name: 'another request', steps: [request], writesSlot: true },
  { name: 'another request, served', steps: [request, run('worker', 64)], writesSlot: true },
  ...variants('frontend closes', [state('5')], 'xenwatch'),
  ...variants('frontend closed', [state('6')], 'xenwatch'),
  ...variants('destroy', [{ do: 'toolstack', step: 'destroy' }], 'xenwatch'),
  ...variants('unbind', [{ do: 'unbind' }], 'sysfs'),
  ...variants('AER', [{ do: 'aer', callback: 'detected', state: 2 }], 'aer'),
  { name: "a neighbour's event", steps: [{ do: 'notify', guest: NEIGHBOUR }] },
  { name: 'a newcomer connects', steps: [...connecting, run('xenwatch', 64)] },
  { name: 'the channel moves to another processor', steps: [{ do: 'affinity' }] },
  { name: 'the next transaction cannot begin', steps: [{ do: 'fault', what: 'xenstoreBegin' }] },
  { name: 'others go on, one step', steps: [run('any', 1)] },
  { name: 'others go on, whole', steps: [run('any', 64)] },
] satisfies Rival[]);
