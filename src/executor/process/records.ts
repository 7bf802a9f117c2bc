import { Ev } from '../../platform/recorder.ts';
import { STRIDE } from '../event-log.ts';
import { RECORD_BYTES } from './protocol.ts';
import { ranges, recordFields } from './record-fields.ts';
import { ProtocolError } from './wire.ts';

/** Records that one execution may have: as many as the model's log. */
export const MAX_RECORDS = 1 << 18;
const ARGUMENTS = STRIDE - 3;
const CODES = 64;
/** A text id: its bound is the number of texts of the execution. */
const TEXT = Number.NaN;

/** Least and greatest of each argument of each code; NaN: a text id. Codes that there are not are all 1 to 0. */
const least = new Float64Array(CODES * ARGUMENTS).fill(1);
const greatest = new Float64Array(CODES * ARGUMENTS);
for (const [name, fields] of Object.entries(recordFields)) {
  const at = Ev[name as keyof typeof Ev] * ARGUMENTS;
  for (let i = 0; i < ARGUMENTS; i++) {
    const kind = fields[i]?.[1];
    const [low, high] = kind === undefined ? [0, 0] : kind === 'text' ? [0, TEXT] : ranges[kind];
    least[at + i] = low;
    greatest[at + i] = high;
  }
}

const nameOf = new Map<number, string>(Object.entries(Ev).map(([name, code]) => [code, name]));

/**
 * Checks that every number of `records` is one that an oracle may be shown: a known code, whole arguments in their
 * range, a time that does not run backwards.
 * @param records {@link RECORD_BYTES} each, in any alignment
 * @param texts how many texts the execution has
 * @throws ProtocolError for the first one that is not
 */
export function checkRecords(records: Uint8Array, texts: number): void {
  const aligned = records.byteOffset % 8 === 0 ? records : Uint8Array.from(records);
  const values = new Float64Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 8);
  let before = 0;
  for (let at = 0; at < values.length; at += STRIDE) {
    const code = values[at] as number;
    const time = values[at + 1] as number;
    const task = values[at + 2] as number;
    if (!nameOf.has(code)) fail(at, `there is no record of code ${code}`);
    if (!(time >= before && time <= Number.MAX_SAFE_INTEGER)) fail(at, `the time ${time} after ${before}`);
    if (!(task >= 0 && task <= 0xffff_ffff && Number.isInteger(task))) fail(at, `the task ${task}`);
    before = time;
    const first = code * ARGUMENTS;
    for (let i = 0; i < ARGUMENTS; i++) {
      const value = values[at + 3 + i] as number;
      const high = greatest[first + i] as number;
      const fits = value >= (least[first + i] as number) && value <= (Number.isNaN(high) ? texts : high);
      if (!fits || !Number.isInteger(value))
        fail(at, `${nameOf.get(code)}: argument ${'abcde'[i]} is ${value}`);
    }
  }
}

function fail(at: number, problem: string): never {
  throw new ProtocolError(`record ${at / STRIDE}: ${problem}`);
}

export { RECORD_BYTES };
