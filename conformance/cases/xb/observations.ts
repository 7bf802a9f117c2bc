import { type Expectation, observed } from '../../../src/conformance/expect.ts';
import type { Seen } from '../../../src/conformance/seen.ts';

/* What cases about xenbus look at, beside the suite's own expectations. */

const of = (action: number | undefined): string => (action === undefined ? '' : ` of action ${action}`);

/** Writes of dom0, an error by its number alone: `error=22`. */
export const did = (expected: readonly string[], action?: number): Expectation =>
  observed(
    `xenstore writes of dom0, errors by number${of(action)}`,
    ['xenstore'],
    (seen) => seen.dom0Writes(action).map((line) => line.replace(/^(error=-?\d+) .*/s, '$1')),
    expected,
  );

/** Whether guests have the device, by numbers of the set-up; null: it is not bound. */
export const inUse = (expected: readonly (boolean | null)[]): Expectation =>
  observed(
    'devices that guests have at the end',
    ['inspection'],
    (seen) => expected.map((_, number) => seen.device(number)?.inUse ?? null),
    expected,
  );

/** Domains told to the hypervisor as owner of a device, in order; -1: none any more. */
export const owners = (expected: readonly number[], action?: number, device = 0): Expectation =>
  observed(
    `owners of device ${device} told to the hypervisor${of(action)}`,
    ['host-effects'],
    (seen) =>
      seen
        .all('Owner', action)
        .filter(({ a }) => a === seen.functionIndex(device))
        .map(({ b }) => b),
    expected,
  );

/** Statuses of attempts to map a page: 0 or GNTST_*. */
export const maps = (expected: readonly number[], action?: number): Expectation =>
  observed(
    `statuses of grant maps${of(action)}`,
    ['host-effects'],
    (seen) => seen.all('GrantMap', action).map(({ c }) => c),
    expected,
  );

/** Paths written by dom0 under `error/`, whole. */
export const errorPaths = (expected: readonly string[], action?: number): Expectation =>
  observed(
    `paths of error reports${of(action)}`,
    ['xenstore'],
    (seen) =>
      seen
        .all('XenstoreWrite', action)
        .map(({ b }) => seen.execution.log.textOf(b))
        .filter((path) => path.includes('/error/')),
    expected,
  );

/** What happens between taking and releasing the connection's lock, which is written `(` and `)`; nothing in between: left out. */
export const underLock = (
  names: readonly (keyof typeof marks)[],
  expected: readonly string[],
  action?: number,
): Expectation =>
  observed(
    `what is done under the connection's lock${of(action)}`,
    ['locks', 'host-effects', 'xenstore'],
    (seen) => withoutEmpty(inOrder(seen, names, action)),
    expected,
  );

const marks = {
  GrantMap: 'map',
  GrantUnmap: 'unmap',
  ChannelBind: 'bind',
  ChannelUnbind: 'unbind',
  StateSwitch: 'state',
  WorkEnd: 'worker ends',
  Owner: 'owner',
} as const;

function inOrder(seen: Seen, names: readonly (keyof typeof marks)[], action?: number): string[] {
  const { log } = seen.execution;
  const kinds = ['LockAcquire', 'LockRelease', ...names] as const;
  const ofKinds = kinds.flatMap((name) => seen.all(name, action).map((record) => ({ name, record })));
  const all = seen.order(kinds, action);
  const next = new Map<string, number>();
  return all.flatMap((name) => {
    const at = next.get(name) ?? 0;
    next.set(name, at + 1);
    const { record } = ofKinds.filter((one) => one.name === name)[at] as (typeof ofKinds)[number];
    if (name === 'LockAcquire' || name === 'LockRelease') {
      if (log.textOf(record.a) !== 'dev_lock') return [];
      return [name === 'LockAcquire' ? '(' : ')'];
    }
    return [marks[name as keyof typeof marks]];
  });
}

const withoutEmpty = (marked: readonly string[]): string[] =>
  marked.filter(
    (mark, i) => !(mark === '(' && marked[i + 1] === ')') && !(mark === ')' && marked[i - 1] === '('),
  );
