import * as look from './expect.ts';
import type { Seen } from './seen.ts';
import type { SeenVector } from './vector-schema.ts';

/** What must be observed, in the form of a case's. */
export const vectorExpectations = (list: readonly SeenVector[]): look.Expectation[] =>
  list.map(expectationOf);

function expectationOf(seen: SeenVector): look.Expectation {
  switch (seen.see) {
    case 'replies':
      return look.replies(
        seen.is.map(([err, value]) => [err ?? undefined, value ?? undefined]),
        seen.action,
      );
    case 'stores':
      return look.stores(seen.is, seen.action);
    case 'configWrites':
      return look.configWrites(seen.is, seen.action, seen.device);
    case 'nodes':
      return look.nodes(seen.name, seen.is, seen.action);
    case 'dom0Writes':
      return dom0Writes(seen.is, seen.action);
    case 'states':
      return look.states(seen.is, seen.action);
    case 'eois':
      return look.eois(seen.is, seen.action);
    case 'dom0Paths':
      return dom0Paths(seen.is, seen.action);
    case 'flagChanges':
      return look.flagChanges(seen.is, seen.action);
    case 'fileStores':
      return fileStores(seen.is, seen.action);
    case 'fileTexts':
      return fileTexts(seen.is, seen.action);
    case 'loads':
      return loads(seen.is, seen.action);
    case 'aerVerdicts':
      return look.aerVerdicts(seen.is, seen.action);
    case 'logLines':
      return look.logCount(seen.is, seen.action);
    case 'warnings':
      return look.warnCount(seen.is, seen.action);
    case 'count':
      return look.count(seen.of, seen.is, (seen.where ?? {}) as never, seen.action);
    case 'device':
      return look.device(seen.is as never, seen.device);
    case 'registers':
      return look.registers(
        Object.fromEntries(seen.is.map(([offset, bytes, value]) => [offset, [bytes, value]])),
        seen.device,
      );
    case 'page':
      return look.pageWords(Object.fromEntries(seen.is), seen.guest);
    case 'connection':
      return look.connection(seen.is as never, seen.guest);
  }
}

/** What dom0 writes in xenstore; an error report by its number alone, as its words are everybody's own. */
const dom0Writes = (expected: readonly string[], action?: number): look.Expectation =>
  look.observed(
    `xenstore writes of dom0, errors by number${at(action)}`,
    ['xenstore'],
    (seen) => seen.dom0Writes(action).map((line) => line.replace(/^(error=-?\d+) .*/s, '$1')),
    expected,
  );

/** Whole paths that dom0 writes, as `path=value`; a path alone: removed. */
const dom0Paths = (expected: readonly string[], action?: number): look.Expectation =>
  look.observed(
    `whole paths that dom0 writes in xenstore${at(action)}`,
    ['xenstore'],
    (seen) => {
      const { log } = seen.execution;
      return seen
        .all('XenstoreWrite', action)
        .filter(({ a }) => a === 0)
        .map(({ b, c }) => (c === 0 ? log.textOf(b) : `${log.textOf(b)}=${log.textOf(c)}`));
    },
    expected,
  );

/** Bytes taken or negative errno of each write to a file of the driver. */
const fileStores = (expected: readonly number[], action?: number): look.Expectation =>
  look.observed(
    `results of writes to files of the driver${at(action)}`,
    ['host-effects'],
    (seen) => seen.all('AttributeStore', action).map(({ c }) => c),
    expected,
  );

const fileTexts = (expected: readonly (string | null)[], action?: number): look.Expectation =>
  look.observed(
    `texts read from files of the driver${at(action)}`,
    ['host-effects'],
    (seen) => textsRead(seen, action),
    expected,
  );

const textsRead = (seen: Seen, action?: number): (string | null)[] =>
  seen.all('AttributeShow', action).map(({ b }) => (b === 0 ? null : seen.execution.log.textOf(b)));

/** Results of loading the driver. */
const loads = (expected: readonly number[], action?: number): look.Expectation =>
  look.observed(
    `results of loading the driver${at(action)}`,
    ['host-effects'],
    (seen) => seen.all('DriverLoad', action).map(({ a }) => a),
    expected,
  );

const at = (action: number | undefined): string => (action === undefined ? '' : ` of action ${action}`);
