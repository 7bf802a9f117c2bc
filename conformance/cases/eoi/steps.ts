import { read } from '../../../src/conformance/actions.ts';
import type { Action, Effect } from '../../../src/program/program.ts';

type Statistic = Extract<Action, { do: 'eventStatistic' }>['name'];

/** Sends the event; with nothing posted it is spurious. */
export const notify = (guest = 0, times = 1): Action => ({ do: 'notify', guest, times });
/** A request, whose EOI sets the count of spurious events back. */
export const genuine = (guest = 0): Action => read(0, 4, { guest });
export const threshold = (value: number | string, guest = 0): Action => ({
  do: 'eventStatistic',
  guest,
  name: 'spurious_threshold',
  value: String(value),
});
export const statistic = (name: Statistic, guest = 0): Action => ({ do: 'eventStatistic', guest, name });
export const parameter = (name: 'event_loop_timeout' | 'event_eoi_delay', value?: string): Action => ({
  do: 'moduleParameter',
  name,
  ...(value === undefined ? {} : { value }),
});
/** Time that a point of the upcall takes, on the same processor. */
export const pause = (nth: number, jiffies: number, on: Effect['on'] = 'eoi'): Effect => ({
  on,
  nth,
  then: [{ do: 'advance', jiffies }],
});
/** Every EOI finds the next event sent already: the upcall that serves it never runs dry by itself. */
export const again = (...guests: number[]): Effect => ({
  on: 'eoi',
  nth: 0,
  then: guests.map((guest) => ({ do: 'notify', guest }) as const),
});
