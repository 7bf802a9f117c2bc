import { pageFieldName } from '../../abi/pciif.ts';
import { STRIDE } from '../../executor/event-log.ts';
import type { Execution } from '../../executor/execution.ts';
import { Ev } from '../../platform/recorder.ts';
import { type Action, type Effect, pointKinds } from '../../program/program.ts';

/** A point the backend came by, as an effect of the same action can name it. */
export interface Point {
  readonly on: Effect['on'];
  /** Word of the page, for fetches and stores that took place. */
  readonly name: string | undefined;
  readonly nth: number;
  /** Number of the word in the page, -1 for points of other kinds. */
  readonly word: number;
}

/** An access to a word of the page: what was changed at a point up to `covers` and not accessed since, meets it. */
export interface Access {
  readonly covers: number;
  /** `part`: of less than the word; `opaque`: something that reads and writes as it likes. */
  readonly kind: 'load' | 'store' | 'part' | 'opaque';
  /** Word as it was found, loads only. */
  readonly value: number;
}

/** What one execution of an action came by. */
export interface Trace {
  readonly points: readonly Point[];
  /** Accesses to each word, in order. */
  readonly accesses: ReadonlyMap<number, readonly Access[]>;
}

/** Marks every point without doing anything there. */
const probes: readonly Effect[] = Object.freeze(
  pointKinds.map((on): Effect => Object.freeze({ on, nth: 0, then: Object.freeze([]) })),
);

/** The action with its points marked; everything else that happens at a point is done before its mark. */
export const withProbes = (action: Action): Action => ({ ...action, at: [...(action.at ?? []), ...probes] });

/**
 * Reads the points and accesses of one action from the log.
 * @param number of the action, which has {@link withProbes}
 * @param own effects that the action has by itself: what they do with the page is taken to be anything
 * @param effects all its effects but the probes, the own ones first
 * @param words of the page that matter
 */
export function readTrace(
  { log }: Execution,
  number: number,
  own: number,
  effects: number,
  words: readonly number[],
): Trace {
  const { data, codes, length } = log;
  const points: Point[] = [];
  const times = new Map<string, number>();
  const accesses = new Map<number, Access[]>(words.map((word) => [word, []]));
  let inside = false;
  for (let i = 0; i < length; i++) {
    const code = codes[i] as number;
    const at = i * STRIDE;
    if (code === Ev.Action) {
      if (inside) everything(accesses, points.length - 1);
      inside = data[at + 3] === number;
    } else if (!inside) continue;
    else if (code === Ev.PointHit && data[at + 3] === number) {
      const effect = data[at + 4] as number;
      if (effect < own) everything(accesses, points.length - 1);
      if (effect < effects) continue;
      const on = (probes[effect - effects] as Effect).on;
      points.push(pointAt(on, wordOf(log, i + 1), times));
    } else note(log, i, accesses, points.length - 1);
  }
  return { points, accesses };
}

function pointAt(on: Effect['on'], word: number, times: Map<string, number>): Point {
  const ofPage = on === 'fetch' || on === 'store';
  const name = ofPage && word >= 0 ? pageFieldName(word << 2) : undefined;
  // Both are counted: an access that the page refuses leaves no record that would name its word.
  const nthOfKind = count(times, on);
  const nth = name === undefined ? nthOfKind : count(times, `${on} ${name}`);
  return { on, name, nth, word: ofPage ? word : -1 };
}

function count(times: Map<string, number>, key: string): number {
  const nth = (times.get(key) ?? 0) + 1;
  times.set(key, nth);
  return nth;
}

type Log = Execution['log'];

/** Word that a record is about; -1 when it is about none. */
function wordOf({ data, codes, length }: Log, index: number): number {
  if (index >= length) return -1;
  const code = codes[index] as number;
  if (code === Ev.FlagBit) return 0;
  return code === Ev.Fetch || code === Ev.Store ? (data[index * STRIDE + 4] as number) >> 2 : -1;
}

function note(log: Log, index: number, accesses: Map<number, Access[]>, covers: number): void {
  const word = wordOf(log, index);
  if (word < 0) return;
  const at = index * STRIDE;
  const width = log.data[at + 5] as number;
  const value = log.data[at + 6] as number;
  const code = log.codes[index] as number;
  if (code === Ev.FlagBit) accesses.get(0)?.push({ covers, kind: 'load', value });
  else if (width > 4) everything(accesses, covers);
  else if (width < 4) accesses.get(word)?.push({ covers, kind: 'part', value: -1 });
  else accesses.get(word)?.push({ covers, kind: code === Ev.Store ? 'store' : 'load', value });
}

function everything(accesses: Map<number, Access[]>, covers: number): void {
  for (const list of accesses.values()) list.push({ covers, kind: 'opaque', value: -1 });
}
