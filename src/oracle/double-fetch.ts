import { pageFieldName, pageFieldOffset, SH_AER, SH_OP, XEN_PCIF_active } from '../abi/pciif.ts';
import { STRIDE } from '../executor/event-log.ts';
import type { Execution } from '../executor/execution.ts';
import { Ev, siteNames } from '../platform/recorder.ts';
import type { Action, Effect, Program, Step } from '../program/program.ts';
import { distinct, type Oracle, type Replay, type Violation, violation } from './oracle.ts';
import { type ServedRequest, servedRequests } from './requests.ts';

/** Most private copies that are tried for one request; where there are more nothing is claimed. */
const MAX_COPIES = 64;

/**
 * Tier 1 (hygiene): a byte of a request is fetched twice while it is processed. Tier 2 (finding): no private copy
 * explains the outcome. A private copy takes for each word one value that the word held during the request, so only
 * words that were fetched twice with different values have more than one candidate; each candidate copy is tried by
 * replaying the request undisturbed on the same executor. Flags and the AER slot are polled by design and not judged.
 */
export const doubleFetch: Oracle = {
  name: 'double-fetch',
  title: 'a request is read more than once and what was checked is not what was done',
  needs: ['fetches', 'host-effects'],
  wantsFull: true,
  suspects: (execution) => servedRequests(execution).some(fetchedTwice),
  judge(execution, replay) {
    const suspects = servedRequests(execution).filter(fetchedTwice);
    // Requests hold positions in the log, which a replay overwrites: look at everything first.
    const cases = suspects.map((request) => examine(execution, request));
    const { program } = execution;
    return distinct(cases.flatMap((found) => judgeCase(program, found, replay)));
  },
};

/** One fetch of a part of the request slot. */
export interface SlotFetch {
  readonly offset: number;
  readonly width: number;
  readonly value: number;
  readonly site: number;
  /** It found what the backend itself had stored there during the request, as it would in a private copy. */
  readonly own: boolean;
}

interface Case {
  readonly request: ServedRequest;
  /** Which of the requests of its action and guest it is. */
  readonly ordinal: number;
  /** Every part that was fetched, each with all its fetches in order. */
  readonly parts: readonly (readonly SlotFetch[])[];
  readonly outcome: string;
}

const fetchedTwice = ({ refetched }: ServedRequest): boolean => refetched;

function examine(execution: Execution, request: ServedRequest): Case {
  return {
    request,
    ordinal: ordinalOf(execution, request),
    parts: slotFetches(execution, request),
    outcome: outcomeOf(execution, request),
  };
}

function ordinalOf(execution: Execution, request: ServedRequest): number {
  const peers = servedRequests(execution).filter(
    ({ action, domid }) => action === request.action && domid === request.domid,
  );
  return peers.indexOf(request);
}

/** All fetches of each part of the slot that was fetched more than once during the request. */
export function repeatedFetches(execution: Execution, request: ServedRequest): SlotFetch[][] {
  return slotFetches(execution, request).filter((list) => list.length > 1);
}

/**
 * All fetches of each part of the slot during the request; parts in the order of their first fetch. A word that is
 * also fetched by halves or bytes is taken apart into these, so that parts never overlap.
 */
function slotFetches({ log }: Execution, request: ServedRequest): SlotFetch[][] {
  const { data } = log;
  const parts = new Map<number, SlotFetch[]>();
  /** Narrowest fetch of each word, by offset; bytes stored, by offset. */
  const units = new Map<number, number>();
  const stored = new Map<number, number>();
  const inSlot = (at: number): boolean =>
    data[at + 3] === request.domid &&
    (data[at + 4] as number) >= SH_OP &&
    (data[at + 4] as number) < SH_AER &&
    (data[at + 5] as number) <= 4;
  for (let at = request.first * STRIDE; at <= request.last * STRIDE; at += STRIDE) {
    if (data[at] !== Ev.Fetch || !inSlot(at)) continue;
    const word = (data[at + 4] as number) & ~3;
    units.set(word, Math.min(units.get(word) ?? 4, data[at + 5] as number));
  }
  for (let at = request.first * STRIDE; at <= request.last * STRIDE; at += STRIDE) {
    if ((data[at] !== Ev.Fetch && data[at] !== Ev.Store) || !inSlot(at)) continue;
    const offset = data[at + 4] as number;
    const width = data[at + 5] as number;
    const value = data[at + 6] as number;
    if (data[at] === Ev.Store) {
      for (let i = 0; i < width; i++) stored.set(offset + i, byteOf(value, i));
      continue;
    }
    const unit = units.get(offset & ~3) as number;
    for (let from = 0; from < width; from += unit) {
      const part = unit === 4 ? value : (value >>> (8 * from)) & (2 ** (8 * unit) - 1);
      const own = Array.from({ length: unit }, (_, i) => i).every(
        (i) => stored.get(offset + from + i) === byteOf(part, i),
      );
      const fetch = { offset: offset + from, width: unit, value: part, site: data[at + 7] as number, own };
      const list = parts.get(fetch.offset);
      if (list === undefined) parts.set(fetch.offset, [fetch]);
      else list.push(fetch);
    }
  }
  return [...parts.values()];
}

const byteOf = (value: number, index: number): number => (value >>> (8 * index)) & 0xff;

/** What the request did: stores, host effects by its task, crash. Times and reads do not count. */
function outcomeOf(execution: Execution, request: ServedRequest): string {
  const { log, crash } = execution;
  const effects: number[] = [];
  for (let i = request.first; i <= request.last; i++) {
    const at = i * STRIDE;
    const code = log.data[at] as number;
    const mine = log.data[at + 2] === request.task;
    const isStore = code === Ev.Store && log.data[at + 3] === request.domid;
    const isEffect =
      mine &&
      (code === Ev.ConfigWrite ||
        code === Ev.HostEnter ||
        code === Ev.HostExit ||
        code === Ev.IrqRequest ||
        code === Ev.IrqFree);
    if (!isStore && !isEffect) continue;
    effects.push(code, ...log.data.subarray(at + 3, at + (isStore ? 7 : STRIDE)));
  }
  const end = request.complete
    ? 'complete'
    : crash === null
      ? 'unfinished'
      : `crash ${crash.kind} ${crash.site}`;
  return `${effects.join(',')} ${end}`;
}

function judgeCase(
  program: Program,
  { request, ordinal, parts, outcome }: Case,
  replay: Replay,
): Violation[] {
  const repeated = parts.filter((list) => list.length > 1);
  const differing = repeated.filter((list) =>
    list.some(({ value, own }) => !own && value !== list[0]?.value),
  );
  if (differing.length === 0) return repeated.slice(0, 1).map((list) => hygiene(list));
  // A copy is all that was fetched, as it was fetched: what changed before its first fetch belongs to it.
  const copies = candidateCopies(parts);
  const explained =
    copies === undefined ||
    copies.some((copy) => {
      const variant = undisturbed(program, request, copy);
      if (variant === undefined) return true;
      const other = replayOutcome(replay(variant.program), variant.actions, request, ordinal);
      return other === undefined || other === outcome;
    });
  if (explained) return differing.slice(0, 1).map((list) => hygiene(list));
  const list = differing[0] as readonly SlotFetch[];
  const field = fieldOf(list);
  const site =
    siteNames[list.find(({ value, own }) => !own && value !== list[0]?.value)?.site ?? 0] ?? 'none';
  const crashed = /crash (.*)$/.exec(outcome)?.[1];
  return [
    violation(
      'double-fetch',
      field,
      site,
      ['EVT-12'],
      `${field} is fetched again after it was used, and no single copy of the request explains what happened`,
      `${describeFetches(list)}${crashed === undefined ? '' : `; then ${crashed}`}`,
    ),
  ];
}

function hygiene(list: readonly SlotFetch[]): Violation {
  const site = siteNames[list[1]?.site ?? 0] ?? 'none';
  return {
    ...violation(
      'double-fetch',
      `hygiene-${fieldOf(list)}`,
      site,
      ['EVT-12'],
      `${fieldOf(list)} is fetched more than once`,
      describeFetches(list),
    ),
    hygiene: true,
  };
}

const fieldOf = (list: readonly SlotFetch[]): string =>
  pageFieldName(list[0]?.offset ?? 0).replace(/\[\d+\]/, '');

/** `offset 32 (op.value) in xen_pcibk_enable_msix: 0x2, then 0x64 in xen_pcibk_enable_msix` */
export function describeFetches(list: readonly SlotFetch[]): string {
  const [first] = list;
  if (first === undefined) return '';
  const later = list.find(({ value, own }) => !own && value !== first.value) ?? list[1] ?? first;
  const show = ({ value, site }: SlotFetch): string => `0x${value.toString(16)} in ${siteNames[site]}`;
  return `offset ${first.offset} (${pageFieldName(first.offset)}): ${show(first)}, then ${show(later)}`;
}

/** Each way of taking one of its values for every part; undefined when there are too many to try. */
function candidateCopies(parts: readonly (readonly SlotFetch[])[]): SlotFetch[][] | undefined {
  let copies: SlotFetch[][] = [[]];
  for (const list of parts) {
    const values = list.filter(
      ({ value, own }, index) => !own && list.findIndex((other) => other.value === value) === index,
    );
    if (values.length === 0) continue;
    if (copies.length * values.length > MAX_COPIES) return undefined;
    copies = copies.flatMap((copy) => values.map((fetch) => [...copy, fetch]));
  }
  return copies;
}

/** The program with the request posted as `copy` has it and left alone while it is processed. */
function undisturbed(
  program: Program,
  request: ServedRequest,
  copy: readonly SlotFetch[],
): { program: Program; actions: number } | undefined {
  const action = program.actions[request.action];
  if (action?.do !== 'op' || action.inactive || action.silent) return undefined;
  const { guest } = action;
  const own = guest === undefined ? {} : { guest };
  const { at, hold, times: _times, ...posted } = action;
  const calm = (at ?? []).map(withoutSlotWrites).filter((effect) => effect.then.length > 0);
  const staged: Action[] = [
    { ...posted, silent: true, inactive: true, hold: true } as Action,
    ...copy.map(
      ({ offset, width, value }): Action => ({
        do: 'page',
        ...own,
        field:
          pageFieldName(offset) === `op.msix_entries[${(offset - 40) >> 2}]`
            ? hexOffset(offset)
            : pageFieldName(offset),
        width,
        value,
        hold: true,
      }),
    ),
    { do: 'page', ...own, field: 'flags', how: 'or', value: XEN_PCIF_active, hold: true },
    { do: 'notify', ...own, ...(hold ? { hold } : {}), ...(calm.length > 0 ? { at: calm } : {}) },
  ];
  const actions = [
    ...program.actions.slice(0, request.action),
    ...staged,
    ...program.actions.slice(request.action + 1),
  ];
  return { program: { setup: program.setup, actions }, actions: staged.length };
}

const hexOffset = (offset: number): string => `0x${offset.toString(16)}`;

/** Everything else that happens at the point stays. */
function withoutSlotWrites(effect: Effect): Effect {
  return { ...effect, then: effect.then.filter((step) => !writesSlot(step)) };
}

function writesSlot(step: Step): boolean {
  if (step.do === 'op') return true;
  if (step.do !== 'page') return false;
  const offset = pageFieldOffset(step.field) ?? Number.parseInt(step.field, 16);
  return offset + 4 > SH_OP && offset < SH_AER;
}

function replayOutcome(
  execution: Execution,
  actions: number,
  like: ServedRequest,
  ordinal: number,
): string | undefined {
  const candidates = servedRequests(execution).filter(
    ({ action, domid }) => domid === like.domid && action >= like.action && action < like.action + actions,
  );
  const request = candidates[ordinal];
  return request === undefined ? undefined : outcomeOf(execution, request);
}
