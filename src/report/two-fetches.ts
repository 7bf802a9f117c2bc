import { pageFieldName } from '../abi/pciif.ts';
import type { LogRecord } from '../executor/event-log.ts';
import type { Execution } from '../executor/execution.ts';
import type { Violation } from '../oracle/oracle.ts';
import { type ServedRequest, servedRequests } from '../oracle/requests.ts';
import { Ev, siteNames } from '../platform/recorder.ts';
import { wordName, wordValue } from './page-text.ts';
import { actionHeading } from './program-text.ts';
import { traceLines } from './trace-builder.ts';
import { ordinal } from './trace-names.ts';
import { foldRepeats } from './trace-repeats.ts';

/** One fetch of a part of the request. */
export interface FetchSeen {
  /** 1 for the first fetch of this part while the request was served. */
  readonly number: number;
  readonly offset: number;
  readonly bytes: number;
  readonly field: string;
  readonly value: number;
  readonly site: string;
  /** Microseconds of virtual time. */
  readonly time: number;
  /** Position in the log. */
  readonly index: number;
}

/** The fetches that a double-fetch violation is about. */
export interface TwoFetches {
  readonly request: ServedRequest;
  /** The first fetch, the last that saw the same value if that is another one, and the first that saw another value. */
  readonly shown: readonly FetchSeen[];
  /** All fetches of this part. */
  readonly count: number;
}

/**
 * Finds the fetches a double-fetch violation is about; undefined for other violations, and when the execution does
 * not show them.
 */
export function findTwoFetches(
  execution: Execution,
  violation: Pick<Violation, 'fingerprint'>,
): TwoFetches | undefined {
  const [oracle, subject = '', site] = violation.fingerprint.split('/');
  if (oracle !== 'double-fetch') return undefined;
  const field = subject.replace(/^hygiene-/, '');
  const candidates = servedRequests(execution)
    .flatMap((request) => partsOf(execution, request).map((fetches) => choose(request, fetches)))
    .filter(({ shown, count }) => count > 1 && plainName(shown[0]) === field);
  const differing = candidates.filter(({ shown }) => shown.at(-1)?.value !== shown[0]?.value);
  return differing.find(({ shown }) => shown.at(-1)?.site === site) ?? differing[0] ?? candidates[0];
}

const plainName = (fetch: FetchSeen | undefined): string =>
  pageFieldName(fetch?.offset ?? 0).replace(/\[\d+\]/, '');

/** Fetches of each part of the slot while `request` was served, in order. */
function partsOf({ log }: Execution, request: ServedRequest): FetchSeen[][] {
  const parts = new Map<number, FetchSeen[]>();
  for (let index = request.first; index <= request.last; index++) {
    const { code, time, a, b, c, d, e } = log.record(index);
    if (code !== Ev.Fetch || a !== request.domid || c > 4) continue;
    const list = parts.get(b * 8 + c) ?? [];
    const fetch = {
      offset: b,
      bytes: c,
      field: wordName(b, c),
      value: d,
      site: siteNames[e] ?? `site ${e}`,
      time,
      index,
    };
    list.push({ number: list.length + 1, ...fetch });
    parts.set(b * 8 + c, list);
  }
  return [...parts.values()];
}

function choose(request: ServedRequest, fetches: readonly FetchSeen[]): TwoFetches {
  const first = fetches[0] as FetchSeen;
  const at = fetches.findIndex(({ value }) => value !== first.value);
  const shown =
    at < 0
      ? fetches.slice(0, 2)
      : [first, ...(at > 1 ? [fetches[at - 1] as FetchSeen] : []), fetches[at] as FetchSeen];
  return { request, shown, count: fetches.length };
}

/**
 * A double fetch for people: the fetches side by side, what the guest did between them, and what the backend did
 * afterwards. Empty when the violation is no double fetch, or the execution does not show it.
 */
export function renderTwoFetches(execution: Execution, violation: Violation): string {
  const found = findTwoFetches(execution, violation);
  if (found === undefined) return '';
  const { request, shown, count } = found;
  const action = execution.program.actions[request.action];
  const heading = action === undefined ? `action ${request.action}` : actionHeading(action, request.action);
  const origin = execution.log.record(0).time;
  return [
    `${shown[0]?.field} is fetched ${count} times while a request of dom${request.domid} is served (${heading}):`,
    '',
    ...table(shown, origin),
    '',
    ...section('between them:', between(execution, shown)),
    ...section('what followed:', followed(execution, found)),
    '',
  ].join('\n');
}

/** One column per fetch. */
function table(shown: readonly FetchSeen[], origin: number): string[] {
  const rows: readonly (readonly string[])[] = [
    ['', ...shown.map(({ number }) => `${ordinal(number)} fetch`)],
    ['offset', ...shown.map(({ offset }) => String(offset))],
    ['field', ...shown.map(({ field }) => field)],
    ['value', ...shown.map(({ offset, bytes, value }) => wordValue(offset, bytes, value))],
    ['in', ...shown.map(({ site }) => site)],
    ['at', ...shown.map(({ time }) => `${((time - origin) / 1000).toFixed(3)} ms`)],
  ];
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length))) ?? [];
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] as number)).join('  ')}`.trimEnd(),
  );
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

/** What was done at points between the first and the last fetch shown. */
export function between(execution: Execution, shown: readonly FetchSeen[]): string[] {
  const [from, to] = [shown[0], shown.at(-1)];
  if (from === undefined || to === undefined) return [];
  return wordsOf(execution, from.index, to.index, ({ code }) => code === Ev.PointHit);
}

/** Stores, effects on the host, log lines and the crash, after the last fetch shown and as long as the request is served. */
export function followed(execution: Execution, { request, shown }: TwoFetches): string[] {
  const from = shown.at(-1)?.index ?? request.first;
  const lines = wordsOf(execution, from, request.last + 1, (record) => isConsequence(record, request));
  if (request.complete) return lines;
  const { crash } = execution;
  return [
    ...lines,
    crash === null ? 'the request is never completed' : `the host crashes: ${crash.kind} in ${crash.site}`,
  ];
}

const always: ReadonlySet<number> = new Set([Ev.Log, Ev.Warn, Ev.Oops, Ev.LineShut, Ev.UnsupportedRequest]);
const ofTask: ReadonlySet<number> = new Set([
  Ev.HostEnter,
  Ev.HostExit,
  Ev.ConfigWrite,
  Ev.IrqRequest,
  Ev.IrqFree,
  Ev.PirqMap,
  Ev.PirqUnmap,
]);

function isConsequence({ code, task, a }: LogRecord, request: ServedRequest): boolean {
  return (
    always.has(code) ||
    (code === Ev.Store && a === request.domid) ||
    (ofTask.has(code) && task === request.task)
  );
}

/** Words of the wanted records between two positions, repetitions folded. */
function wordsOf(
  execution: Execution,
  from: number,
  to: number,
  wanted: (record: LogRecord) => boolean,
): string[] {
  const lines = traceLines(execution, {
    wanted: (record, index) => index >= from && index < to && wanted(record),
  });
  return foldRepeats(lines).map(({ depth, text }) => `${'  '.repeat(depth)}${text}`);
}
