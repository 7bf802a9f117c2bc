import { OP_ERR, OP_VALUE, SH_OP } from '../../../abi/pciif.ts';
import type { Execution } from '../../../executor/execution.ts';
import { Ev } from '../../../platform/recorder.ts';
import { records } from './bench.ts';

export interface StoredReply {
  readonly err: number;
  /** Unsigned. */
  readonly value: number;
}

/** Replies to a guest's requests, in order. */
export function replies(execution: Execution, domid = 1): StoredReply[] {
  const stores = records(execution, Ev.Store).filter(({ a }) => a === domid);
  const values = (offset: number) => stores.filter(({ b }) => b === SH_OP + offset).map(({ d }) => d);
  const errs = values(OP_ERR);
  return values(OP_VALUE).map((value, i) => ({ err: (errs[i] as number) | 0, value: value >>> 0 }));
}
