import type { CaseSetup } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import {
  count,
  type Expectation,
  logCount,
  observed,
  reply,
  warnCount,
} from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Seen } from '../../../src/conformance/seen.ts';
import { HostCall } from '../../../src/platform/recorder.ts';
import type { Action } from '../../../src/program/program.ts';

/* What the cases of this area share. */

export const msiEndpoint = need.all(need.ordinary, need.msi);
export const msixEndpoint = need.all(need.ordinary, need.msix);
/** With the MEMORY bit in its own COMMAND to try. */
export const ownMsix = need.all(msixEndpoint, need.physical);
export const both = need.all(need.ordinary, need.msi, need.msix);
export const optedIn: CaseSetup = { device: { interruptControl: true } };

/** Vectors in the table of the device. */
export const size = (d: DeviceFacts): number => d.msixTable?.entries ?? 0;

/** A failed enable_msi: op_failed, value 0, one line. */
export const failed = (action: number): Expectation[] => [
  reply(action, -5, 0),
  logCount(1, action),
  warnCount(0, action),
];

/** MEMORY set or clear in hardware, nothing else. */
export const decode = (on: boolean, device = 0): Action => ({
  do: 'hardware',
  offset: 4,
  size: 2,
  value: on ? 0x0002 : 0,
  device,
});

/** Entries `[index, vector]` as Linux's frontend sends them. */
export const entries = (...indices: readonly number[]): [number, number][] =>
  indices.map((index) => [index, 0xffff]);

const mapped = (seen: Seen, action: number): number[] => seen.all('PirqMap', action).map(({ b }) => b);

/** The one reply of an action is success with the pirq that was mapped in it. */
export const replyWithMappedPirq = (action: number): Expectation =>
  observed(
    `reply [err, value is the pirq mapped, pirqs mapped] of action ${action}`,
    ['fetches', 'host-effects'],
    (seen) => {
      const pirqs = mapped(seen, action);
      return seen.replies(action).map(([err, value]) => [err, value === pirqs[0], pirqs.length]);
    },
    [[0, true, 1]],
  );

/** An action gives the same reply as another, success with a pirq of the legacy line, or 0 where there is none. */
export const replyWithLegacyPirq = (d: DeviceFacts, action: number, reference: number): Expectation =>
  observed(
    `reply [err, there is a value, it is that of action ${reference}] of action ${action}`,
    ['fetches'],
    (seen) => {
      const [, known] = seen.replies(reference)[0] ?? [];
      return seen.replies(action).map(([err, value]) => [err, value !== 0, value === known]);
    },
    [[0, d.line !== 0, true]],
  );

/** Vectors stored in an action, by entry: the number of the pirq mapped in it, in order of mapping, or the vector. */
export const vectorsReturned = (
  expected: readonly (readonly [entry: number, pirq: number | string])[],
  action: number,
): Expectation =>
  observed(
    `vectors stored [entry, pirq by order of mapping] of action ${action}`,
    ['fetches', 'host-effects'],
    (seen) => {
      const pirqs = mapped(seen, action);
      return seen
        .stores(action)
        .filter(([offset]) => offset >= FIRST_ENTRY)
        .map(([offset, value]) => {
          const place = pirqs.indexOf(value);
          return [(offset - FIRST_ENTRY) / 4, place < 0 ? `vector ${value}` : place];
        });
    },
    expected,
  );
const FIRST_ENTRY = 40;

/** How often the host was asked for one of its services. */
export const hostCalls = (
  service: keyof typeof HostCall,
  expected: number,
  action?: number,
  argument?: number,
): Expectation =>
  count(
    'HostEnter',
    expected,
    { b: HostCall[service], ...(argument === undefined ? {} : { c: argument }) },
    action,
  );

/** Helper handler of the device in the list of `irq_handlers` read by an action: `on:acking:0`. */
export const helper = (expected: string, action: number): Expectation =>
  observed(
    `helper handler as listed by action ${action}`,
    ['log-lines'],
    (seen) => {
      const text = seen
        .all('AttributeShow', action)
        .map(({ b }) => seen.execution.log.textOf(b))
        .join('');
      const line = text.split('\n').find((one) => one.startsWith(`${seen.address()}:`));
      return line?.slice(seen.address().length + 1);
    },
    expected,
  );
export const showHelper: Action = { do: 'show', attribute: 'irq_handlers' };

/** Domains for which pirqs were mapped in an action, as numbers of guests. */
export const mappedFor = (guest: number, times: number, action: number): Expectation =>
  observed(
    `guests for which pirqs were mapped in action ${action}`,
    ['host-effects'],
    (seen) => seen.all('PirqMap', action).map(({ a }) => seen.execution.guestDomids.indexOf(a)),
    Array.from({ length: times }, () => guest),
  );
