import { EventLog } from '../../../executor/event-log.ts';
import { capabilities, type Execution, type FinalState } from '../../../executor/execution.ts';
import { nothingLeft } from '../../../executor/process/final-state.ts';
import type { Ev } from '../../../platform/recorder.ts';
import type { Pair } from '../difference.ts';

/** A record: kind, then its arguments; a text stands for its id. Time and task are 0. */
export type Made = readonly [Ev, ...(number | string)[]];

/** An execution that left these records and this state. */
export function executionOf(records: readonly Made[], final: Partial<FinalState> = {}): Execution {
  const log = new EventLog();
  for (const [code, ...values] of records) {
    const [a, b, c, d, e] = values.map((value) => (typeof value === 'string' ? log.text(value) : value));
    log.emit(code, a, b, c, d, e);
  }
  return {
    program: {
      setup: { topology: 'vpci', guests: 1, devices: [], start: 'idle' },
      actions: [{ do: 'op', cmd: 0 }],
    },
    executor: 'made',
    sees: new Set(capabilities),
    form: 'digest',
    log,
    crash: null,
    functions: [],
    guestDomids: [1],
    returns: [],
    start: [],
    final: { ...nothingLeft, ...final },
  };
}

export const pairOf = (left: readonly Made[], right: readonly Made[]): Pair => ({
  left: executionOf(left),
  right: executionOf(right),
});
