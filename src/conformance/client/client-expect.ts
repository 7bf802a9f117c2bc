import { pageFieldOffset, XEN_PCIB_active, XEN_PCIF_active } from '../../abi/pciif.ts';
import type { ClientSeen } from './client-seen.ts';
import type { Noted, PostedRequest } from './happening.ts';

/** One thing that must be observed of a frontend. `step` in the builders: a step's number, from 0; absent: all of them. */
export interface ClientExpectation {
  readonly what: string;
  readonly expected: unknown;
  observe(seen: ClientSeen): unknown;
}

const at = (step: number | undefined): string => (step === undefined ? '' : ` in step ${step}`);

/** Nodes it writes, as `name=value`. */
export const writes = (expected: readonly string[], step?: number): ClientExpectation => ({
  what: `xenstore writes${at(step)}`,
  expected,
  observe: (seen) => seen.only('write', step).map(({ node }) => node),
});

/** Transactions `[what is written in it, status of its end]`; `[null, names]` for writes outside of any. */
export const transactions = (
  expected: readonly (readonly [names: readonly string[], status: number | null])[],
  step?: number,
): ClientExpectation => ({
  what: `transactions [names, status]${at(step)}`,
  expected,
  observe: (seen) => {
    const all = seen.only('write', step);
    const numbers = [...new Set(all.map(({ transaction }) => transaction))];
    return numbers.map((number) => [
      all.filter(({ transaction }) => transaction === number).map(({ node }) => node.replace(/=.*/, '')),
      seen.only('end', step).find(({ transaction }) => transaction === number)?.status ?? null,
    ]);
  },
});

/** Requests it posts: all 548 bytes, fields that are zero left out. */
export const requests = (expected: readonly PostedRequest[], step?: number): ClientExpectation => ({
  what: `requests posted${at(step)}`,
  expected,
  observe: (seen) => seen.requests(step),
});

/** How many requests it posts. */
export const requestCount = (expected: number, step?: number): ClientExpectation => ({
  what: `number of requests posted${at(step)}`,
  expected,
  observe: (seen) => seen.requests(step).length,
});

/** A request with one letter per access, for long sequences: `r10/4`, `w4/2=0`; others as `cmd 2`. */
export const accesses = (expected: readonly string[], step?: number, devfn = 0): ClientExpectation => ({
  what: `accesses of devfn ${devfn}${at(step)}`,
  expected,
  observe: (seen) =>
    seen
      .requests(step)
      .filter((request) => (request.devfn ?? 0) === devfn)
      .map(accessText),
});

function accessText({ cmd, offset = 0, size = 0, value = 0 }: PostedRequest): string {
  if (cmd === 0) return `r${offset.toString(16)}/${size}`;
  return cmd === 1 ? `w${offset.toString(16)}/${size}=${value.toString(16)}` : `cmd ${cmd}`;
}

/** What the frontend does to page and channels, xenstore and its driver, in order. */
export const order = (expected: readonly string[], step?: number): ClientExpectation => ({
  what: `order of what it does${at(step)}`,
  expected,
  observe: (seen) => seen.happened(step).flatMap((noted) => happeningText(noted) ?? []),
});

function happeningText(noted: Noted): string | null {
  switch (noted.what) {
    case 'write':
      return noted.node;
    case 'grant':
    case 'revoke':
    case 'channel':
    case 'close':
      return noted.what;
    case 'request':
      return 'slot';
    case 'event':
      return noted.slotKept ? 'event' : 'event for another slot';
    case 'aer-result':
      return `answer ${noted.value}`;
    case 'handler':
      return noted.state === null ? noted.name : `${noted.name} in state ${noted.state}`;
    case 'flags': {
      const changes = [
        ...flagText('PCIF_active', XEN_PCIF_active, noted),
        ...flagText('PCIB_active', XEN_PCIB_active, noted),
      ];
      return changes.length === 0 ? null : changes.join(' ');
    }
    default:
      return null;
  }
}

function flagText(name: string, bit: number, { before, after }: { before: number; after: number }): string[] {
  return ((before ^ after) & bit) === 0 ? [] : [`${after & bit ? 'set' : 'clear'} ${name}`];
}

/** It gives up: the errno its error key begins with, then Closing; nothing else is written. */
export const fatal = (errno: number, step: number): ClientExpectation => ({
  what: `fatal error in step ${step}`,
  expected: [`error=${errno}`, 'state=5'],
  observe: (seen) => seen.only('write', step).map(({ node }) => node.replace(/ .*/, '')),
});

/** What an operation returned. */
export const result = (step: number, expected: unknown): ClientExpectation => ({
  what: `result of step ${step}`,
  expected,
  observe: (seen) => seen.results[step],
});

/** Results of consecutive operations. */
export const resultsFrom = (step: number, expected: readonly unknown[]): ClientExpectation => ({
  what: `results from step ${step} on`,
  expected,
  observe: (seen) => seen.results.slice(step, step + expected.length),
});

/** Microseconds that a step takes. */
export const elapsed = (step: number, expected: number): ClientExpectation => ({
  what: `microseconds of step ${step}`,
  expected,
  observe: (seen) => seen.elapsed[step],
});

/** How many lines it logs. */
export const lineCount = (expected: number, step?: number): ClientExpectation => ({
  what: `lines of the frontend's log${at(step)}`,
  expected,
  observe: (seen) => (step === undefined ? seen.lines.flat() : (seen.lines[step] ?? [])).length,
});

/** Its own xenbus state at the end. */
export const state = (expected: number, instance = 0): ClientExpectation => ({
  what: `state of frontend ${instance} at the end`,
  expected,
  observe: (seen) => seen.frontend(instance).state,
});

/** Devices it has at the end. */
export const devices = (expected: readonly string[], instance = 0): ClientExpectation => ({
  what: `devices of frontend ${instance} at the end`,
  expected,
  observe: (seen) => seen.frontend(instance).devices.map(({ name }) => name),
});

/** Devices it has whenever it writes its state or closes its channel. */
export const devicesMeanwhile = (
  expected: readonly (readonly string[])[],
  step?: number,
): ClientExpectation => ({
  what: `devices at each write of the state and close of the channel${at(step)}`,
  expected,
  observe: (seen) => seen.only('devices', step).map(({ names }) => names),
});

/** Words of the page at the end. */
export const pageWords = (expected: Readonly<Record<string, number>>): ClientExpectation => ({
  what: 'words of the page at the end',
  expected,
  observe: (seen) => {
    const { page } = seen.frontend();
    return Object.fromEntries(
      Object.keys(expected).map((name) => [name, page.read32(pageFieldOffset(name) ?? Number(name))]),
    );
  },
});

/** Anything else that can be told as plain data. */
export const observed = (
  what: string,
  observe: (seen: ClientSeen) => unknown,
  expected: unknown,
): ClientExpectation => ({ what, observe, expected });
