import { write } from '../../../src/conformance/actions.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { type Expectation, observed } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action } from '../../../src/program/program.ts';

/* What the cases of this area do over and over. */

/** Decode off: the frontend's scan may have left it on, and with it the helper handler. */
export const off: Action = write(4, 2, 0);
export const on: Action = write(4, 2, 2);
export const show: Action = { do: 'show', attribute: 'irq_handlers' };
export const toggle: Action = { do: 'sysfs', attribute: 'irq_handler_state', value: '{device}' };
export const interrupt = (times = 1, device = 0): Action => ({ do: 'interrupt', times, device });
/** The device goes back to the host, and comes again to the same guest. */
export const back: Action = { do: 'toolstack', step: 'destroy' };
export const again: readonly Action[] = [
  { do: 'toolstack', step: 'create' },
  { do: 'frontend', step: 'publish' },
];
/** A field in which every access fails: a write of COMMAND as a word takes effect and ends in an error. */
export const misaligned: Action = { do: 'sysfs', attribute: 'quirks', value: '{device}-5:2:0' };

export const withLine = need.all(need.ordinary, need.line);
export const withLineAndMsi = need.all(withLine, need.msi);
export const withLineAndMsix = need.all(withLine, need.msix);

/** Helper handlers installed on and removed from lines, in order: `install 11 xen-pciback[...]: 0`, `remove 11: 0`. */
export const handlerMoves = (expected: readonly string[], action?: number): Expectation =>
  observed(
    `handlers installed and removed${action === undefined ? '' : ` during action ${action}`}`,
    ['host-effects'],
    (seen) =>
      seen
        .inOrder(['IrqRequest', 'IrqFree'], action)
        .map(([name, { a, c, d }]) =>
          name === 'IrqFree' ? `remove ${a}: ${c}` : `install ${a} ${seen.execution.log.textOf(d)}: ${c}`,
        ),
    expected,
  );

export const installed = (d: DeviceFacts, status = 0): string =>
  `install ${d.line} xen-pciback[${d.address}]: ${status}`;
export const removed = (d: DeviceFacts): string => `remove ${d.line}: 0`;

/** What `irq_handlers` says of a device when it is read in `action`: `on:acking:12`. */
export const listed = (expected: string, action: number, device = 0): Expectation =>
  observed(
    `line of device ${device} in irq_handlers, read in action ${action}`,
    ['host-effects'],
    (seen) => {
      const [record] = seen.all('AttributeShow', action);
      const lines =
        record === undefined || record.b === 0 ? [] : seen.execution.log.textOf(record.b).split('\n');
      const name = `${seen.address(device)}:`;
      return lines.flatMap((line) => (line.startsWith(name) ? [line.slice(name.length)] : []));
    },
    [expected],
  );

/** Interrupts on a line by whether somebody claimed them: `[claimed, not claimed]`. */
export const claims = (
  expected: readonly [claimed: number, unclaimed: number],
  action: number,
): Expectation =>
  observed(
    `interrupts claimed and not claimed during action ${action}`,
    ['host-effects'],
    (seen) => [seen.count('IrqRaised', { b: 1 }, action), seen.count('IrqRaised', { b: 0 }, action)],
    expected,
  );
