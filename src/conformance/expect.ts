import { isDeepStrictEqual } from 'node:util';
import { pageFieldOffset } from '../abi/pciif.ts';
import type { Capability, ConnectionState } from '../executor/execution.ts';
import type { DeviceSeen, EvName, Seen, Where } from './seen.ts';

/**
 * One thing that must be observed. Expected and observed values are plain data, so that a failure can show both.
 * `action` in the builders below is the number of an action of the program, from 0; absent: the whole program.
 */
export interface Expectation {
  /** What is looked at: `replies [err, value] of action 2`. */
  readonly what: string;
  /** What an executor must show for it. */
  readonly needs: readonly Capability[];
  readonly expected: unknown;
  observe(seen: Seen): unknown;
  /** `equal` without it. `includes`: every expected element is observed; `lacks`: none of them is. */
  readonly match?: 'equal' | 'includes' | 'lacks';
}

/** Does what was observed agree with what was expected? */
export function agrees({ expected, match = 'equal' }: Expectation, observed: unknown): boolean {
  if (match === 'equal') return isDeepStrictEqual(observed, expected);
  const has = (one: unknown): boolean =>
    (observed as readonly unknown[]).some((other) => isDeepStrictEqual(other, one));
  const wanted = expected as readonly unknown[];
  return match === 'includes' ? wanted.every(has) : !wanted.some(has);
}

/** The same expectation, satisfied when every element is among what is observed. */
export const including = (expectation: Expectation): Expectation => ({
  ...expectation,
  what: `${expectation.what}, among others`,
  match: 'includes',
});

/** The same expectation, satisfied when no element is among what is observed. */
export const lacking = (expectation: Expectation): Expectation => ({
  ...expectation,
  what: `${expectation.what}: none of these`,
  match: 'lacks',
});

const at = (action: number | undefined): string => (action === undefined ? '' : ` of action ${action}`);

/** Replies as `[err, value]`, value as stored (unsigned); undefined: not stored. */
export const replies = (
  expected: readonly (readonly [err: number | undefined, value: number | undefined])[],
  action?: number,
): Expectation => ({
  what: `replies [err, value]${at(action)}`,
  needs: ['fetches'],
  expected,
  observe: (seen) => seen.replies(action),
});

/** The one reply of an action. */
export const reply = (action: number, err: number | undefined, value: number | undefined): Expectation =>
  replies([[err, value]], action);

/** Errors of replies alone, where the value says nothing. */
export const errs = (expected: readonly (number | undefined)[], action?: number): Expectation => ({
  what: `op.err of replies${at(action)}`,
  needs: ['fetches'],
  expected,
  observe: (seen) => seen.replies(action).map(([err]) => err),
});

/** Writes that reached a device: `[register, before, written]`, widths as accessed. */
export const configWrites = (
  expected: readonly (readonly [register: number, before: number, written: number])[],
  action?: number,
  device = 0,
): Expectation => ({
  what: `configuration writes [register, before, written] to device ${device}${at(action)}`,
  needs: ['host-effects'],
  expected,
  observe: (seen) => seen.configWrites(action, device),
});

/** Stores to the shared page `[offset, value]`. */
export const stores = (
  expected: readonly (readonly [offset: number, value: number])[],
  action?: number,
): Expectation => ({
  what: `stores to the page [offset, value]${at(action)}`,
  needs: ['fetches'],
  expected,
  observe: (seen) => seen.stores(action),
});

/** Loads of the shared page `[offset, bytes]`. */
export const fetches = (
  expected: readonly (readonly [offset: number, bytes: number])[],
  action?: number,
): Expectation => ({
  what: `fetches from the page [offset, bytes]${at(action)}`,
  needs: ['fetches'],
  expected,
  observe: (seen) => seen.fetches(action),
});

/** Changes of the flags word `[bit, 1 set / 2 clear]`. */
export const flagChanges = (
  expected: readonly (readonly [bit: number, how: number])[],
  action?: number,
): Expectation => ({
  what: `flag changes [bit, 1 set / 2 clear]${at(action)}`,
  needs: ['fetches'],
  expected,
  observe: (seen) => seen.flagChanges(action),
});

/** Values written to nodes of a name, in order; null: removed. */
export const nodes = (name: string, expected: readonly (string | null)[], action?: number): Expectation => ({
  what: `values written to xenstore ${name}${at(action)}`,
  needs: ['xenstore'],
  expected,
  observe: (seen) => seen.nodes(name, action),
});

/** All that dom0 wrote to xenstore, as `name=value`. */
export const dom0Writes = (expected: readonly string[], action?: number): Expectation => ({
  what: `xenstore writes of dom0${at(action)}`,
  needs: ['xenstore'],
  expected,
  observe: (seen) => seen.dom0Writes(action),
});

/** States the backend switches to, in order. */
export const states = (expected: readonly number[], action?: number): Expectation => ({
  what: `backend states${at(action)}`,
  needs: ['xenstore'],
  expected,
  observe: (seen) => seen.states(action),
});

/** Lines of the kernel log that are not suppressed. */
export const logs = (expected: readonly string[], action?: number): Expectation => ({
  what: `kernel log${at(action)}`,
  needs: ['log-lines'],
  expected,
  observe: (seen) => seen.logs(action),
});

/** How many lines of severity warning or worse are logged, where the sheet gives no text. */
export const logCount = (expected: number, action?: number): Expectation => ({
  what: `number of warnings and errors in the kernel log${at(action)}`,
  needs: ['log-lines'],
  expected,
  observe: (seen) => seen.complaints(action).length,
});

/** How many lines of any severity are logged, where a note of the host's daily work is what the rule speaks of. */
export const lineCount = (expected: number, action?: number): Expectation => ({
  what: `number of kernel log lines${at(action)}`,
  needs: ['log-lines'],
  expected,
  observe: (seen) => seen.logs(action).length,
});

/** A report in the error node, however the backend words it. */
export interface ErrorReport {
  /** The errno that it begins with, positive. */
  readonly errno: number;
  /** What it must name, in lower case. */
  readonly names: readonly string[];
}

/** Values written to the error node: their number, and what each names. The wording is the backend's own. */
export const errorReports = (expected: readonly ErrorReport[], action?: number): Expectation => ({
  what: `reports [errno, what of ${JSON.stringify(expected.map(({ names }) => names))} each names] in xenstore error${at(action)}`,
  needs: ['xenstore'],
  expected: expected.map(({ errno, names }) => [errno, names]),
  observe: (seen) =>
    seen.nodes('error', action).map((text, i) => {
      const [, errno, rest = ''] = /^(\d+) (.+)$/s.exec(text ?? '') ?? [];
      const names = expected[i]?.names ?? [rest];
      return [Number(errno), names.filter((name) => rest.toLowerCase().includes(name))];
    }),
});

/** Texts of kernel warnings. */
export const warnCount = (expected: number, action?: number): Expectation => ({
  what: `number of kernel warnings (WARN)${at(action)}`,
  needs: ['log-lines'],
  expected,
  observe: (seen) => seen.warns(action).length,
});

/** EOIs of the driver `[spurious, delay in jiffies]`. */
export const eois = (
  expected: readonly (readonly [spurious: number, jiffies: number])[],
  action?: number,
): Expectation => ({
  what: `EOIs [spurious, delay in jiffies]${at(action)}`,
  needs: ['virtual-time'],
  expected,
  observe: (seen) => seen.eois(action),
});

/** How often a record appears; `where` narrows it by arguments (see `Ev`). */
export const count = (name: EvName, expected: number, where: Where = {}, action?: number): Expectation => ({
  what: `number of ${name}${Object.keys(where).length > 0 ? ` ${JSON.stringify(where)}` : ''}${at(action)}`,
  needs: ['host-effects'],
  expected,
  observe: (seen) => seen.count(name, where, action),
});

/** Order in which records of the named kinds appear. */
export const order = (
  names: readonly EvName[],
  expected: readonly EvName[],
  action?: number,
): Expectation => ({
  what: `order of ${names.join(', ')}${at(action)}`,
  needs: ['host-effects'],
  expected,
  observe: (seen) => seen.order(names, action),
});

/** Some facts of a device at the end; `null`: it is not bound. */
export const device = (expected: Partial<Omit<DeviceSeen, 'config'>> | null, number = 0): Expectation => ({
  what: `device ${number} at the end`,
  needs: ['inspection'],
  expected,
  observe: (seen) => narrowed(seen.device(number), expected),
});

/** Registers of a device at the end, by offset: `{ 0x10: [4, 0xe1300004] }` as `[bytes, value]`. */
export const registers = (
  expected: Readonly<Record<number, readonly [bytes: number, value: number]>>,
  number = 0,
): Expectation => ({
  what: `registers of device ${number} at the end`,
  needs: ['inspection'],
  expected,
  observe: (seen) => {
    const state = seen.device(number);
    if (state === undefined) return null;
    const read = (offset: number, bytes: number): number => {
      let value = 0;
      for (let i = bytes - 1; i >= 0; i--) value = value * 256 + (state.config[offset + i] as number);
      return value;
    };
    return Object.fromEntries(
      Object.entries(expected).map(([offset, [bytes]]) => [offset, [bytes, read(Number(offset), bytes)]]),
    );
  },
});

/** Some facts of a guest's connection at the end. */
export const connection = (expected: Partial<Omit<ConnectionState, 'page'>>, guest = 0): Expectation => ({
  what: `connection of guest ${guest} at the end`,
  needs: ['inspection'],
  expected,
  observe: (seen) => narrowed(seen.connection(guest), expected),
});

/** The host's kernel ends there; without this, a crash gives no result. */
export const crash = (kind: string, site: string): Expectation => ({
  what: CRASH,
  needs: [],
  expected: { kind, site },
  observe: ({ execution: { crash: seen } }) => (seen === null ? null : { kind: seen.kind, site: seen.site }),
});

/** What {@link crash} looks at. */
export const CRASH = 'crash of the host kernel';

/** Words of a guest's page at the end, by name (`op.value`, `flags`) or byte offset. */
export const pageWords = (expected: Readonly<Record<string, number>>, guest = 0): Expectation => ({
  what: `words of the page of guest ${guest} at the end`,
  needs: ['inspection'],
  expected,
  observe: (seen) => {
    const bytes = seen.connection(guest)?.page() ?? null;
    if (bytes === null) return null;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const names = Object.keys(expected);
    return Object.fromEntries(
      names.map((name) => [name, view.getUint32(pageFieldOffset(name) ?? Number(name), true)]),
    );
  },
});

/** Results of AER callbacks `[0 detected / 1 mmio / 2 slot_reset / 3 resume, result]`, in order. */
export const aerVerdicts = (
  expected: readonly (readonly [callback: number, result: number])[],
  action?: number,
): Expectation => ({
  what: `AER results [callback, result]${at(action)}`,
  needs: ['host-effects'],
  expected,
  observe: (seen) => seen.all('AerVerdict', action).map(({ b, c }) => [b, c]),
});

/** Anything else that can be told as plain data. */
export const observed = (
  what: string,
  needs: readonly Capability[],
  observe: (seen: Seen) => unknown,
  expected: unknown,
): Expectation => ({ what, needs, observe, expected });

function narrowed(value: object | undefined, to: object | null): unknown {
  if (value === undefined) return null;
  if (to === null) return 'is there';
  const all = value as Record<string, unknown>;
  return Object.fromEntries(Object.keys(to).map((key) => [key, all[key]]));
}
