import { OP_BYTES, SH_OP } from '../abi/pciif.ts';
import { type EventLog, STRIDE } from '../executor/event-log.ts';
import type { Execution } from '../executor/execution.ts';
import { Ev } from '../platform/recorder.ts';
import type { Program } from '../program/program.ts';

/**
 * Records of fetches that make up whole copies of the request: the one fetch of all bytes, or the word after word
 * of the full form. They are told by the request they gave. Words at which something was done are not among them.
 */
export function wholeCopies({ log, program }: Execution): ReadonlySet<number> {
  const hidden = new Set<number>();
  for (let i = 0; i < log.length; i++) {
    if (log.data[i * STRIDE] === Ev.RequestAddress) hideCopy(log, program, i, hidden);
  }
  return hidden;
}

/** Looks back from the report of a copy for its fetches; nothing is hidden unless all are found. */
function hideCopy({ data }: EventLog, program: Program, report: number, hidden: Set<number>): void {
  const task = data[report * STRIDE + 2];
  const domid = data[report * STRIDE + 3];
  const words: number[] = [];
  for (let i = report - 1, wanted = SH_OP + OP_BYTES - 4; i >= 0 && wanted >= SH_OP; i--) {
    const at = i * STRIDE;
    if (data[at] === Ev.RequestAddress && data[at + 3] === domid) return;
    if (data[at] !== Ev.Fetch || data[at + 2] !== task || data[at + 3] !== domid) continue;
    if (data[at + 4] === SH_OP && data[at + 5] === OP_BYTES) {
      hidden.add(i);
      return;
    }
    if (data[at + 4] !== wanted || data[at + 5] !== 4) continue;
    words.push(i);
    wanted -= 4;
    if (wanted < SH_OP) for (const word of words) if (!isHit(data, program, word)) hidden.add(word);
  }
}

/** Something was done at this very fetch. */
function isHit(data: Float64Array, { actions }: Program, fetch: number): boolean {
  const task = data[fetch * STRIDE + 2];
  const domid = data[fetch * STRIDE + 3];
  for (let i = fetch - 1; i >= 0; i--) {
    const at = i * STRIDE;
    if (data[at + 2] !== task) continue;
    if (data[at] === Ev.PointHit) {
      return actions[data[at + 3] as number]?.at?.[data[at + 4] as number]?.on === 'fetch';
    }
    if (pageAccesses.has(data[at] as number) && data[at + 3] === domid) return false;
  }
  return false;
}

const pageAccesses: ReadonlySet<number> = new Set([Ev.Fetch, Ev.Store, Ev.FlagBit]);
