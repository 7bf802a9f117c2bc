import { OP_BYTES, pageFieldName, SH_OP } from '../../abi/pciif.ts';
import type { Execution } from '../../executor/execution.ts';
import { Ev } from '../../platform/recorder.ts';

/** How often the backend loaded the bytes of one request from the page. */
export interface FetchCounts {
  /** Bytes of a request that were loaded at all, of {@link REQUEST_BYTES}. */
  readonly bytes: number;
  /** Loads of the byte that was loaded least, and most, often. */
  readonly least: number;
  readonly most: number;
  /** Fields with a byte that was loaded more than once. */
  readonly again: readonly string[];
}

/** Bytes that a request has. */
export const REQUEST_BYTES = OP_BYTES;

/** Counts the loads of one action, which makes one request of the first guest. @param number of the action */
export function fetchCounts({ log }: Execution, number: number, domid: number): FetchCounts {
  const loads = new Uint32Array(REQUEST_BYTES);
  let inside = false;
  for (const { a, b, c, code } of log.records()) {
    if (code === Ev.Action) inside = a === number;
    else if (inside && code === Ev.Fetch && a === domid)
      for (let at = b; at < b + c; at++)
        if (at >= SH_OP && at < SH_OP + REQUEST_BYTES) loads[at - SH_OP] = (loads[at - SH_OP] as number) + 1;
  }
  const again = new Set<string>();
  loads.forEach((count, at) => {
    if (count > 1) again.add(pageFieldName(SH_OP + at));
  });
  return {
    bytes: loads.filter((count) => count > 0).length,
    least: Math.min(...loads),
    most: Math.max(...loads),
    again: [...again],
  };
}

/** Both together: the extremes, and every field that either has. */
export function joinedCounts(a: FetchCounts | undefined, b: FetchCounts): FetchCounts {
  if (a === undefined) return b;
  return {
    bytes: Math.max(a.bytes, b.bytes),
    least: Math.min(a.least, b.least),
    most: Math.max(a.most, b.most),
    again: [...new Set([...a.again, ...b.again])],
  };
}
