import { type Expectation, observed } from '../../../src/conformance/expect.ts';
import { that } from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';

/* What the cases of this area share. */

/** Writes to the attribute `quirks`; `{device}` stands for the address. */
export const quirk = (value: string, device = 0): Action => ({
  do: 'sysfs',
  attribute: 'quirks',
  value,
  device,
});
/** Adds a field of the device. */
export const field = (register: number, size: number, mask = 0, device = 0): Action =>
  quirk(`{device}-${register.toString(16)}:${size.toString(16)}:${mask.toString(16)}`, device);
export const show: Action = { do: 'show', attribute: 'quirks' };

/** Result of writes to an attribute: `taken` for the whole byte count, else the negative errno. */
export const stored = (expected: readonly ('taken' | number)[], action?: number): Expectation =>
  observed(
    `results of writes to quirks${action === undefined ? '' : ` of action ${action}`}`,
    ['log-lines'],
    (seen) =>
      seen
        .all('AttributeStore', action)
        .map(({ b, c }) => (c === seen.execution.log.textOf(b).length ? 'taken' : c)),
    expected,
  );

/** Lines of the attribute as read by an action. */
export const listed = (action: number, expected: readonly string[]): Expectation =>
  observed(
    `lines of quirks as read by action ${action}`,
    ['log-lines'],
    (seen) =>
      seen
        .all('AttributeShow', action)
        .flatMap(({ b }) => seen.execution.log.textOf(b).split('\n').slice(0, -1)),
    expected,
  );

export const hex = (value: number, digits: number): string =>
  (value >>> 0).toString(16).padStart(digits, '0');
/** The line of a field. */
export const fieldLine = (register: number, size: number, mask = 0): string =>
  `\t\t${hex(register, 8)}:${size}:${hex(mask, 8)}`;

/** A place at 0xE0 that no field covers and that the dump of this device has zeros in. */
export const full = that(({ name }) => name === 'full', 'is not the hand-made device');
