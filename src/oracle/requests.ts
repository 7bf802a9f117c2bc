import { OP_BYTES, SH_AER, SH_INFO_SIZE, SH_OP } from '../abi/pciif.ts';
import { kindTable, STRIDE } from '../executor/event-log.ts';
import type { Execution } from '../executor/execution.ts';
import { CANARY } from '../platform/canary.ts';
import { Ev } from '../platform/recorder.ts';

/** One request as the backend processed it, put together from the records. */
export interface ServedRequest {
  readonly domid: number;
  /** Number of the program's action during which it began. */
  readonly action: number;
  /** Records from `first` up to and including `last` belong to its time (others may be interleaved). */
  readonly first: number;
  last: number;
  /** Task that serves it. */
  readonly task: number;
  /** The backend cleared PCIF_active: the request is complete. */
  complete: boolean;
  /** Content of the private copy; undefined when the backend took none. */
  copy: RequestCopy | undefined;
  /** Stored reply; undefined when nothing was stored. */
  err: number | undefined;
  value: number | undefined;
  /** Vectors stored. */
  vectors: number;
  /** Offsets of stores outside err, value and vectors. */
  strayStores: readonly number[];
  /** One of them stored what uninitialised memory of the host holds. */
  canary: boolean;
  /** Some word of the slot was fetched twice. */
  refetched: boolean;
  /** The whole slot was copied in one piece. */
  copied: boolean;
  /** Words of the slot fetched one by one, by word of the slot; undefined when none was. */
  words: Uint8Array | undefined;
}

export interface RequestCopy {
  readonly cmd: number;
  readonly domain: number;
  readonly bus: number;
  readonly devfn: number;
  offset: number;
  size: number;
  value: number;
}

const none: readonly number[] = Object.freeze([]);

const OP_WORDS = OP_BYTES / 4;
const OFFSET_ERR = SH_OP + 4;
const OFFSET_VALUE = SH_OP + 28;
const OFFSET_ENTRIES = SH_OP + 36;

interface Collected {
  readonly execution: Execution;
  readonly requests: readonly ServedRequest[];
  /** Offsets of stores outside requests and recoveries. */
  readonly looseStores: readonly number[];
}

let last: Collected | undefined;

/** Requests in the order in which the backend took them; computed once per execution. */
export function servedRequests(execution: Execution): readonly ServedRequest[] {
  return collected(execution).requests;
}

/** Page offsets of stores that belong to no request and to no AER exchange. */
export function looseStores(execution: Execution): readonly number[] {
  return collected(execution).looseStores;
}

function collected(execution: Execution): Collected {
  if (last?.execution !== execution) last = collect(execution);
  return last;
}

const collectedKinds = kindTable(
  Ev.Action,
  Ev.Fetch,
  Ev.RequestAddress,
  Ev.RequestAccess,
  Ev.Store,
  Ev.FlagBit,
);

function collect(execution: Execution): Collected {
  const { codes, data, length } = execution.log;
  const requests: ServedRequest[] = [];
  const looseStores: number[] = [];
  const open: (ServedRequest | undefined)[] = [];
  let action = 0;
  for (let i = 0; i < length; i++) {
    const code = codes[i] as number;
    if (collectedKinds[code] === 0) continue;
    const at = i * STRIDE;
    const domid = data[at + 3] as number;
    switch (code) {
      case Ev.Action:
        action = domid;
        break;
      case Ev.Fetch: {
        const offset = data[at + 4] as number;
        if (offset < SH_OP || offset >= SH_AER) break;
        let request = open[domid];
        if (request === undefined) {
          request = begin(domid, action, i, data[at + 2] as number);
          open[domid] = request;
          requests.push(request);
        }
        countFetch(request, offset, data[at + 5] as number);
        request.last = i;
        break;
      }
      case Ev.RequestAddress: {
        const request = open[domid];
        if (request === undefined) break;
        request.copy = {
          cmd: data[at + 4] as number,
          domain: data[at + 5] as number,
          bus: data[at + 6] as number,
          devfn: data[at + 7] as number,
          offset: 0,
          size: 0,
          value: 0,
        };
        break;
      }
      case Ev.RequestAccess: {
        const copy = open[domid]?.copy;
        if (copy === undefined) break;
        copy.offset = data[at + 4] as number;
        copy.size = data[at + 5] as number;
        copy.value = data[at + 6] as number;
        break;
      }
      case Ev.Store: {
        const request = open[domid];
        const offset = data[at + 4] as number;
        if (request !== undefined && request.task === data[at + 2])
          noteStore(request, offset, data[at + 6] as number, i);
        else if (offset < SH_AER || offset >= SH_INFO_SIZE) looseStores.push(offset);
        break;
      }
      case Ev.FlagBit:
        if (data[at + 4] === 0 && data[at + 5] === 2 && open[domid] !== undefined) {
          const request = open[domid] as ServedRequest;
          request.complete = true;
          request.last = i;
          open[domid] = undefined;
        }
        break;
    }
  }
  for (const request of open) if (request !== undefined) request.last = length - 1;
  return { execution, requests, looseStores };
}

function begin(domid: number, action: number, first: number, task: number): ServedRequest {
  return {
    domid,
    action,
    first,
    last: first,
    task,
    complete: false,
    copy: undefined,
    err: undefined,
    value: undefined,
    vectors: 0,
    strayStores: none,
    canary: false,
    refetched: false,
    copied: false,
    words: undefined,
  };
}

function countFetch(request: ServedRequest, offset: number, bytes: number): void {
  if (request.copied) request.refetched = true;
  if (bytes === OP_BYTES) {
    if (request.words !== undefined) request.refetched = true;
    request.copied = true;
    return;
  }
  request.words ??= new Uint8Array(OP_WORDS);
  const { words } = request;
  const first = (offset - SH_OP) >> 2;
  const last = Math.min(OP_WORDS - 1, (offset + bytes - 1 - SH_OP) >> 2);
  for (let word = first; word <= last; word++) {
    if (words[word] !== 0) request.refetched = true;
    words[word] = 1;
  }
}

function noteStore(request: ServedRequest, offset: number, value: number, index: number): void {
  request.last = index;
  if (offset === OFFSET_ERR) request.err = value | 0;
  else if (offset === OFFSET_VALUE) request.value = value;
  else if (offset >= OFFSET_ENTRIES && offset < SH_AER && (offset & 3) === 0) request.vectors++;
  else {
    request.strayStores = [...request.strayStores, offset];
    if (value === CANARY) request.canary = true;
  }
}
