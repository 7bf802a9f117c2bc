import { type Expectation, observed } from '../../../src/conformance/expect.ts';
import type { Action, Step } from '../../../src/program/program.ts';

/* What the cases of this area do over and over. */

/** The same, with tasks left waiting to run. */
export const held = (action: Action): Action => ({ ...action, hold: true });

type Flags = Extract<Step, { do: 'page' }>;
export const flags = (how: 'set' | 'or' | 'clear', value: number): Flags => ({
  do: 'page',
  field: 'flags',
  how,
  value,
});

export const notify: Extract<Step, { do: 'notify' }> = { do: 'notify' };
export const detected: Action = { do: 'aer', callback: 'detected' };
export const answer = (result: number): Action => ({ do: 'answer', result });
export const run = (task: 'worker' | 'aer' | 'xenwatch', steps = 1): Extract<Step, { do: 'run' }> => ({
  do: 'run',
  task,
  steps,
});
/** Longer than an AER request is waited for. */
export const timeout: Action = { do: 'advance', jiffies: 75_250 };

/** A request is queued, its worker has not run; then an AER request is posted, whose EOI opens the channel again. */
export const queuedWithAer = (request: Action): Action[] => [held(request), held(detected), held(run('aer'))];

/** What the backend does to page and channel, in order: stores by offset, clearing and setting of flags, events, EOIs. */
export const sequence = (expected: readonly string[], action?: number): Expectation =>
  observed(
    `stores, flag changes, notifications and EOIs in order${action === undefined ? '' : ` of action ${action}`}`,
    ['fetches', 'host-effects', 'virtual-time'],
    (seen) =>
      seen
        .inOrder(['Store', 'FlagBit', 'Notify', 'Eoi', 'WorkStart', 'WorkEnd'], action)
        .flatMap(([name, { b, c }]) => {
          if (name === 'FlagBit') return c === 0 ? [] : [`${c === 1 ? 'set' : 'clear'} ${b}`];
          if (name === 'Store') return [`store ${b}`];
          return name === 'Eoi' ? [b === 1 ? 'spurious EOI' : 'EOI'] : [name];
        }),
    expected,
  );
