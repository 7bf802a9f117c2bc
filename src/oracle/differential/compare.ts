import { type EventLog, STRIDE } from '../../executor/event-log.ts';
import { Ev } from '../../platform/recorder.ts';
import { kindNames } from '../../program/kinds.ts';
import { type Comparison, type Difference, type Explanation, OVER, type Pair } from './difference.ts';
import { endParts } from './end-state.ts';
import { firstOddField, recordName, recordText, sharedKinds } from './observables.ts';

/**
 * Holds two executions of one program against each other: every record of the kinds that both executors see, in order,
 * then the state at the end. A difference is passed over when an explanation accepts it; the first that none accepts
 * ends the comparison, for what follows is often its consequence, and so does a crash that only one side can have.
 */
export function compareExecutions(pair: Pair, explanations: readonly Explanation[]): Comparison {
  const differences: Difference[] = [];
  const records = compareRecords(pair, explanations, differences);
  if (records.over) return { observables: records.compared, differences };
  const parts = compareEnds(pair, explanations, differences);
  return { observables: records.compared + parts, differences };
}

interface Records {
  readonly compared: number;
  /** Nothing of what follows is to be compared. */
  readonly over: boolean;
}

function compareRecords(
  pair: Pair,
  explanations: readonly Explanation[],
  differences: Difference[],
): Records {
  const left = pair.left.log;
  const right = pair.right.log;
  const kinds = sharedKinds((need) => pair.left.sees.has(need) && pair.right.sees.has(need));
  const timed = pair.left.sees.has('virtual-time') && pair.right.sees.has('virtual-time');
  let compared = 0;
  let l = next(left, 0, kinds);
  let r = next(right, 0, kinds);
  for (; l < left.length || r < right.length; ) {
    const field = oddField(left, l, right, r, timed);
    if (field === null) {
      compared++;
      l = next(left, l + 1, kinds);
      r = next(right, r + 1, kinds);
      continue;
    }
    const difference = describe(pair, l, r, field);
    // What was cut away on one side alone cannot be compared.
    if ((left.truncated && l >= left.length) || (right.truncated && r >= right.length))
      return { compared, over: false };
    const accepted = accept(explanations, (one) => one.records?.({ ...pair, l, r }) ?? null);
    differences.push({ ...difference, rule: accepted?.by.id ?? null });
    if (accepted === undefined || accepted.value === OVER) return { compared, over: true };
    compared++;
    l = next(left, l + accepted.value.left, kinds);
    r = next(right, r + accepted.value.right, kinds);
  }
  return { compared, over: false };
}

function compareEnds(pair: Pair, explanations: readonly Explanation[], differences: Difference[]): number {
  let compared = 0;
  const at = { left: pair.left.log.length, right: pair.right.log.length };
  for (const { part, was, is } of endParts(pair)) {
    compared++;
    if (was === is) continue;
    const accepted = accept(explanations, (one) => one.end?.({ ...pair, part, was, is }) || null);
    const observable = `end.${part.replace(/\d+/g, 'N')}`;
    const fingerprint = `differential/${observable}/end`;
    differences.push({ observable, fingerprint, left: was, right: is, rule: accepted?.by.id ?? null, at });
    if (accepted === undefined) break;
  }
  return compared;
}

function accept<T>(
  explanations: readonly Explanation[],
  ask: (one: Explanation) => T | null,
): { by: Explanation; value: T } | undefined {
  for (const by of explanations) {
    const value = ask(by);
    if (value !== null) return { by, value };
  }
  return undefined;
}

/** The next record of a wanted kind, from `at` on. */
function next(log: EventLog, at: number, kinds: Uint8Array): number {
  let index = at;
  while (index < log.length && kinds[log.codes[index] as number] === 0) index++;
  return index;
}

function oddField(left: EventLog, l: number, right: EventLog, r: number, timed: boolean): string | null {
  if (l >= left.length || r >= right.length) return 'kind';
  return firstOddField(left, l, right, r, timed);
}

function describe({ left, right }: Pair, l: number, r: number, field: string): Omit<Difference, 'rule'> {
  const observable = `${nameAt(left.log, l)}${field === 'kind' ? '' : `.${field.replace(/[^a-z0-9]+/gi, '-')}`}`;
  const other = field === 'kind' ? `-not-${nameAt(right.log, r)}` : '';
  return {
    observable: field === 'kind' ? `${observable} or ${nameAt(right.log, r)}` : observable,
    fingerprint: `differential/${observable}${other}/${actionAt(left, l)}`,
    left: recordText(left.log, l),
    right: recordText(right.log, r),
    at: { left: l, right: r },
  };
}

const nameAt = (log: EventLog, index: number): string =>
  index < log.length ? recordName(log.codes[index] as number) : 'nothing';

/** Kind of the action that was under way at a record; `start` before the first. */
function actionAt({ log, program }: Pair['left'], index: number): string {
  for (let i = Math.min(index, log.length) - 1; i >= 0; i--) {
    if (log.codes[i] !== Ev.Action) continue;
    const action = program.actions[log.data[i * STRIDE + 3] as number];
    return action !== undefined && (kindNames as readonly string[]).includes(action.do) ? action.do : 'start';
  }
  return 'start';
}
