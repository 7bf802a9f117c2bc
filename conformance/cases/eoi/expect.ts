import { count, type Expectation, observed } from '../../../src/conformance/expect.ts';
import type { Seen } from '../../../src/conformance/seen.ts';
import { USEC_PER_JIFFY } from '../../../src/platform/clock.ts';

const FIRST_DOMID = 1;

/** How often the handler of a guest's channel runs. */
export const runs = (expected: number, action?: number, guest = 0): Expectation =>
  count('HandlerEnter', expected, { b: FIRST_DOMID + guest }, action);

/** EOIs of a guest's channel `[spurious, delay in jiffies, queued]`. */
export const queuedEois = (
  expected: readonly (readonly [spurious: number, jiffies: number, queued: number])[],
  action?: number,
  guest = 0,
): Expectation =>
  observed(
    `EOIs [spurious, delay, queued] of guest ${guest}${at(action)}`,
    ['virtual-time'],
    (seen) =>
      seen
        .all('Eoi', action)
        .filter(({ a }) => a === FIRST_DOMID + guest)
        .map(({ b, c, d }) => [b, c, d]),
    expected,
  );

/** The last EOIs of an action, whatever came before: `[guest, spurious, delay in jiffies, queued]`. */
export const lastEois = (
  expected: readonly (readonly [guest: number, spurious: number, jiffies: number, queued: number])[],
  action: number,
): Expectation =>
  observed(
    `last ${expected.length} EOIs [guest, spurious, delay, queued] of action ${action}`,
    ['virtual-time'],
    (seen) =>
      seen
        .all('Eoi', action)
        .slice(-expected.length)
        .map(({ a, b, c, d }) => [a - FIRST_DOMID, b, c, d]),
    expected,
  );

/** Guests whose channels become deliverable again, in order. */
export const deliverable = (expected: readonly number[], action?: number): Expectation =>
  observed(
    `guests whose channel is deliverable again${at(action)}`,
    ['virtual-time'],
    (seen) => seen.all('EoiDone', action).map(({ a }) => a - FIRST_DOMID),
    expected,
  );

/** Jiffies at which channels become deliverable again, counted from the last EOI of an action. */
export const deliverableAfter = (
  from: number,
  expected: readonly (readonly [guest: number, jiffies: number])[],
  action?: number,
): Expectation =>
  observed(
    `jiffies after the last EOI of action ${from} at which [guest] is deliverable again${at(action)}`,
    ['virtual-time'],
    (seen) => {
      const start = jiffy(seen.all('Eoi', from).at(-1)?.time ?? 0);
      return seen.all('EoiDone', action).map(({ a, time }) => [a - FIRST_DOMID, jiffy(time) - start]);
    },
    expected,
  );

/** What a read of a statistics file or parameter gives: its text, and the byte count or error. */
export const shows = (action: number, text: string, count = text.length): Expectation =>
  observed(
    `what action ${action} reads`,
    ['host-effects'],
    (seen) =>
      seen.all('AttributeShow', action).map(({ b, c }) => [b === 0 ? '' : seen.execution.log.textOf(b), c]),
    [[text, count]],
  );

/** Result of a write to such a file: byte count or negative errno. */
export const stored = (action: number, result: number): Expectation =>
  observed(
    `result of the write of action ${action}`,
    ['host-effects'],
    (seen) => seen.all('AttributeStore', action).map(({ c }) => c),
    [result],
  );

/** By how much a counter has risen from one read of it to another. */
export const rises = (from: number, to: number, by: number): Expectation =>
  observed(
    `rise of the counter from action ${from} to action ${to}`,
    ['host-effects'],
    (seen) => number(seen, to) - number(seen, from),
    by,
  );

const at = (action: number | undefined): string => (action === undefined ? '' : ` of action ${action}`);
const jiffy = (time: number): number => Math.floor(time / USEC_PER_JIFFY);
const number = (seen: Seen, action: number): number =>
  Number(seen.execution.log.textOf(seen.all('AttributeShow', action)[0]?.b ?? 0));
