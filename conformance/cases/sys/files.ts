import { type Expectation, observed } from '../../../src/conformance/expect.ts';
import type { Seen } from '../../../src/conformance/seen.ts';
import type { Action, Step } from '../../../src/program/program.ts';

/* Driver attributes as root writes and reads them. Other areas that use them import from here. */

type Attribute = Extract<Step, { do: 'sysfs' }>['attribute'];

/** Root writes an attribute; `{device}` in the text stands for the address of `device`. */
export const store = (attribute: Attribute, value = '{device}', device = 0): Action => ({
  do: 'sysfs',
  attribute,
  value,
  device,
});
export const show = (attribute: Attribute): Action => ({ do: 'show', attribute });
export const bind = (device = 0): Action => ({ do: 'bind', device });
export const unbind = (device = 0): Action => ({ do: 'unbind', device });

const of = (action: number | undefined): string => (action === undefined ? '' : ` of action ${action}`);
const textOf = (seen: Seen, id: number): string => (id === 0 ? '' : seen.execution.log.textOf(id));

/** What writes of files gave: byte count or negative errno. */
export const written = (expected: readonly number[], action?: number): Expectation =>
  observed(
    `results of writes to sysfs${of(action)}`,
    ['host-effects'],
    (seen) => seen.all('AttributeStore', action).map(({ c }) => c),
    expected,
  );

/** What reads of files gave: the text or a negative errno. */
export const shown = (expected: readonly (string | number)[], action?: number): Expectation =>
  observed(
    `what is read from sysfs${of(action)}`,
    ['host-effects'],
    (seen) => seen.all('AttributeShow', action).map(({ b, c }) => (c < 0 ? c : textOf(seen, b))),
    expected,
  );

/** Addresses of devices by number, as they stand in listings. */
export const listed = (devices: readonly number[], rest = '', action?: number): Expectation => ({
  ...observed(
    `devices listed by sysfs, by number${of(action)}`,
    ['host-effects'],
    (seen) => {
      const { devices: all } = seen.execution.program.setup;
      const names = all.map((_, number) => seen.address(number));
      return seen
        .all('AttributeShow', action)
        .flatMap(({ b }) => textOf(seen, b).split('\n'))
        .filter((line) => line !== '')
        .map((line) => {
          const number = names.findIndex((name) => line.startsWith(name));
          return [number, line.slice(12)];
        });
    },
    devices.map((number) => [number, rest]),
  ),
});

/** Results of `bind` writes, in order. */
export const binds = (expected: readonly number[], action?: number): Expectation =>
  observed(
    `results of binds${of(action)}`,
    ['host-effects'],
    (seen) => seen.all('Bind', action).map(({ b }) => b),
    expected,
  );
export const unbinds = (expected: readonly number[], action?: number): Expectation =>
  observed(
    `results of unbinds${of(action)}`,
    ['host-effects'],
    (seen) => seen.all('Unbind', action).map(({ b }) => b),
    expected,
  );
/** Results of loading the driver. */
export const loads = (expected: readonly number[], action?: number): Expectation =>
  observed(
    `results of loading the driver${of(action)}`,
    ['host-effects'],
    (seen) => seen.all('DriverLoad', action).map(({ a }) => a),
    expected,
  );
/** How many devices are bound at the end. */
export const boundDevices = (expected: number): Expectation =>
  observed(
    'number of bound devices at the end',
    ['inspection'],
    (seen) => seen.execution.final.boundDevices,
    expected,
  );
