import { SH_AER, XEN_PCIB_AERHANDLER } from '../../../src/abi/pciif.ts';
import type { CaseSetup } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { type Expectation, observed } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import type { Action, Step } from '../../../src/program/program.ts';

/* What cases about error recovery do, and what they look at. */

type AerStep = Extract<Step, { do: 'aer' }>;
export type Callback = 'detected' | 'mmio' | 'slot_reset' | 'resume';

/** Callbacks with the number by which records name them, the command they send and their default result. */
export const callbacks = [
  { name: 'detected', code: 0, cmd: 6, fallback: 2 },
  { name: 'mmio', code: 1, cmd: 8, fallback: 5 },
  { name: 'slot_reset', code: 2, cmd: 9, fallback: 5 },
  { name: 'resume', code: 3, cmd: 7, fallback: 0 },
] as const satisfies readonly { name: Callback; code: number; cmd: number; fallback: number }[];
/** Those whose result counts. */
export const voters = callbacks.filter(({ name }) => name !== 'resume');

/** What any guest can be given in every profile. */
export const plain = need.ordinary;
/** Devices bound, no connection. */
export const bound: CaseSetup = { start: 'bound' };
/** A second guest has a device of its own, number 1. */
export const twoGuests: CaseSetup = { guests: 2, others: [{ name: 'rtl8139', guest: 1 }] };
/** Not the device that stands beside it. */
export const besideRtl = need.all(
  plain,
  need.that(({ name }) => name !== 'rtl8139', 'is the second device itself'),
);

export const call = (callback: AerStep['callback'], more: Partial<AerStep> = {}): AerStep => ({
  do: 'aer',
  callback,
  ...more,
});
export const answer = (result: number, guest = 0): Extract<Step, { do: 'answer' }> => ({
  do: 'answer',
  result: result >>> 0,
  guest,
});
type PageStep = Extract<Step, { do: 'page' }>;
/** The guest has no handler for errors. */
export const noHandler: PageStep = { do: 'page', field: 'flags', how: 'clear', value: XEN_PCIB_AERHANDLER };
/** The guest clears PCIB_active and sends no event. */
export const clearActive: PageStep = { do: 'page', field: 'flags', how: 'clear', value: 4 };
export const setErr = (value: number): PageStep => ({ do: 'page', field: 'aer.err', value: value >>> 0 });
export const notify: Extract<Step, { do: 'notify' }> = { do: 'notify' };
export const create: Action = { do: 'toolstack', step: 'create' };
export const publish: Action = { do: 'frontend', step: 'publish' };
export const advance = (jiffies: number): Action => ({ do: 'advance', jiffies });
/** Ends what is looked at: what comes to rest afterwards, timeouts too, is no part of the action before. */
export const rest: Action = advance(0);
/** Jiffies in 300 seconds, at 250 in a second. */
export const LIMIT = 75_000;
export const held = (action: Action): Action => ({ ...action, hold: true });

/** Paths at which `aerState` was written, with the value. */
export const kills = (expected: readonly string[], action?: number): Expectation =>
  observed(
    `kills, as path=value${action === undefined ? '' : ` of action ${action}`}`,
    ['xenstore'],
    (seen) =>
      seen
        .all('XenstoreWrite', action)
        .map(({ a, b, c }) => `${a}:${seen.execution.log.textOf(b)}=${seen.execution.log.textOf(c)}`)
        .filter((line) => line.includes('/aerState=')),
    expected,
  );
/** The kill of the domain of a guest. */
export const killOf = (guest = 0): string => `0:/local/domain/0/backend/pci/${guest + 1}/0/aerState=aerfail`;
export const killed = (times = 1, action?: number): Expectation =>
  kills(
    Array.from({ length: times }, () => killOf()),
    action,
  );
export const nobodyKilled = (action?: number): Expectation => kills([], action);

/** Stores, setting and clearing of flags, notifications and EOIs, in the order in which they come. */
export const exchange = (expected: readonly string[], action?: number): Expectation =>
  observed(
    `what is done to page and channel${action === undefined ? '' : ` in action ${action}`}`,
    ['fetches', 'host-effects', 'virtual-time'],
    (seen) =>
      seen.inOrder(['Store', 'FlagBit', 'Notify', 'Eoi'], action).flatMap(([name, { a, b, c, d }]) => {
        const guest = a === 1 ? '' : `guest ${a - 1}: `;
        if (name === 'Store') return [`${guest}aer+${b - SH_AER} := ${d}`];
        if (name === 'FlagBit') return c === 0 ? [] : [`${guest}${c === 1 ? 'set' : 'clear'} bit ${b}`];
        if (name === 'Notify') return [`${guest}${b === 1 ? 'notify' : 'notify nobody'}`];
        return [`${guest}${b === 1 ? 'spurious ' : ''}EOI`];
      }),
    expected,
  );

/** Devfn of the device under test as the first on the virtual bus. */
export const virtual = ({ description: { devfn } }: DeviceFacts, slot = 0): number =>
  (slot << 3) | (devfn & 7);
/** The stores of a request, without what follows. */
export const request = (cmd: number, state: number, devfn: number, domain = 0, bus = 0): string[] => [
  `aer+0 := ${cmd}`,
  `aer+4 := ${state}`,
  `aer+8 := ${domain}`,
  `aer+12 := ${bus}`,
  `aer+16 := ${devfn}`,
];
/** The whole of a request to a guest that has nothing else going on. */
export const posted = (cmd: number, state: number, devfn: number): string[] => [
  ...request(cmd, state, devfn),
  'set bit 2',
  'notify',
];

/** How many lines an action logs; each names the device under test, or the device with this number. */
export const says = (lines: number, action: number, number = 0): Expectation =>
  observed(
    `log lines of action ${action}, and how many of them name device ${number}`,
    ['log-lines'],
    (seen) => {
      const logged = seen.logs(action);
      return [logged.length, logged.filter((line) => line.includes(seen.address(number))).length];
    },
    [lines, lines],
  );
