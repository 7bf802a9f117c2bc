import { Ev } from '../../platform/recorder.ts';
import { type EventLog, STRIDE } from '../event-log.ts';
import { ranges, recordFields } from './record-fields.ts';
import { type ByteWriter, ProtocolError } from './wire.ts';

/** Records that one execution may have: as many as the model's log. */
export const MAX_RECORDS = 1 << 18;
const ARGUMENTS = STRIDE - 3;
const CODES = 64;
/** Beside the code in a record's first byte. */
export const RecordHead = { Code: 0x3f, Time: 0x40, Task: 0x80 } as const;
const MAX_TASK = 0xffff_ffff;

/** How many arguments records of a code have; `NONE`: there is no such code. */
const lengths = new Uint8Array(CODES).fill(0xff);
const NONE = 0xff;
/** Least and greatest of each argument of each code; those of a text are set when its execution is known. */
const least = new Float64Array(CODES * ARGUMENTS);
const greatest = new Float64Array(CODES * ARGUMENTS);
const textPlaces: number[] = [];
for (const [name, fields] of Object.entries(recordFields)) {
  const code = Ev[name as keyof typeof Ev];
  lengths[code] = fields.length;
  fields.forEach(([, kind], i) => {
    const at = code * ARGUMENTS + i;
    if (kind === 'text') textPlaces.push(at);
    else [least[at], greatest[at]] = ranges[kind];
  });
}

const nameOf = new Map<number, string>(Object.entries(Ev).map(([name, code]) => [code, name]));

/** How many arguments of each code are sent, and which of them (bit i) may be below 0 and are zigzag-coded. */
export const recordShapes: readonly {
  readonly code: number;
  readonly length: number;
  readonly signed: number;
}[] = Object.entries(recordFields).map(([name, fields]) => ({
  code: Ev[name as keyof typeof Ev],
  length: fields.length,
  signed: fields.reduce(
    (bits, [, kind], i) => (kind !== 'text' && ranges[kind][0] < 0 ? bits | (1 << i) : bits),
    0,
  ),
}));
const signed = new Uint8Array(CODES);
for (const shape of recordShapes) signed[shape.code] = shape.signed;

export function writeRecords(out: ByteWriter, { data, length }: EventLog): void {
  let time = 0;
  let task = 0;
  for (let at = 0; at < length * STRIDE; at += STRIDE) {
    const code = data[at] as number;
    const now = data[at + 1] as number;
    const running = data[at + 2] as number;
    out.u8(code | (now === time ? 0 : RecordHead.Time) | (running === task ? 0 : RecordHead.Task));
    if (now !== time) out.uint(now - time);
    if (running !== task) out.uint(running);
    time = now;
    task = running;
    const bits = signed[code] as number;
    for (let i = 0; i < (lengths[code] as number); i++) {
      const value = data[at + 3 + i] as number;
      if (bits & (1 << i)) out.int(value);
      else out.uint(value);
    }
  }
}

/** Where {@link readUint} goes on. */
let cursor = 0;

/**
 * Reads records into `log`, which was opened for `count` of them, and checks that every number is one that an oracle
 * may be shown: a known code, whole arguments in their range, a time that does not run backwards.
 * @param texts how many texts the execution has
 * @throws ProtocolError for the first one that is not
 */
export function readRecords(bytes: Uint8Array, count: number, texts: number, log: EventLog): void {
  const { codes, counts, data } = log;
  for (const place of textPlaces) greatest[place] = texts;
  let time = 0;
  let task = 0;
  cursor = 0;
  for (let index = 0, at = 0; index < count; index++, at += STRIDE) {
    const head = readUint(bytes, index, true);
    const code = head & RecordHead.Code;
    const length = lengths[code] as number;
    if (length === NONE) fail(index, `there is no record of code ${code}`);
    if (head & RecordHead.Time) time += readUint(bytes, index, false);
    if (time > Number.MAX_SAFE_INTEGER) fail(index, `the time ${time}`);
    if (head & RecordHead.Task) task = readUint(bytes, index, false);
    if (task > MAX_TASK) fail(index, `the task ${task}`);
    codes[index] = code;
    counts[code]++;
    data[at] = code;
    data[at + 1] = time;
    data[at + 2] = task;
    const first = code * ARGUMENTS;
    const zigzag = signed[code] as number;
    for (let i = 0; i < ARGUMENTS; i++) {
      if (i >= length) {
        data[at + 3 + i] = 0;
        continue;
      }
      // Most numbers are of one byte.
      const byte = bytes[cursor] as number;
      let value = byte;
      if (byte < 0x80) cursor++;
      else value = readUint(bytes, index, false);
      if (zigzag & (1 << i)) value = value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      if (!(value >= (least[first + i] as number) && value <= (greatest[first + i] as number)))
        fail(index, `${nameOf.get(code)}: argument ${'abcde'[i]} is ${value}`);
      data[at + 3 + i] = value;
    }
  }
  if (cursor !== bytes.length) fail(count, `${bytes.length - cursor} bytes that belong to no record`);
}

/** A number at {@link cursor}, up to 2^53 - 1; `single`: of one byte, all eight bits of it. */
function readUint(bytes: Uint8Array, index: number, single: boolean): number {
  let value = 0;
  for (let scale = 1; scale < 2 ** 56; scale *= 128) {
    const byte = bytes[cursor++];
    if (byte === undefined) fail(index, 'it ends early');
    if (single) return byte;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80)
      return value <= Number.MAX_SAFE_INTEGER ? value : fail(index, 'a number that is too large');
  }
  return fail(index, 'a number of more than eight bytes');
}

function fail(index: number, problem: string): never {
  throw new ProtocolError(`record ${index}: ${problem}`);
}
