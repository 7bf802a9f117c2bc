import { describe, expect, it } from 'vitest';
import { Clock } from '../../platform/clock.ts';
import { Ev } from '../../platform/recorder.ts';
import { Random } from '../../program/random.ts';
import { EventLog } from '../event-log.ts';
import { connected, executor } from '../model/testing/bench.ts';
import { readEdges } from './edge-table.ts';
import { Want } from './protocol.ts';
import { ranges, recordFields } from './record-fields.ts';
import { RecordHead, readRecords, writeRecords } from './records.ts';
import { readResult, writeResult } from './result.ts';
import { SaidTexts, writeTexts } from './texts.ts';
import { ByteReader, ByteWriter, ProtocolError } from './wire.ts';

/** A result with everything in it, without length and type. */
function result(): Uint8Array {
  const execution = executor().run(
    {
      setup: connected('nic'),
      actions: [
        { do: 'op', cmd: 0 },
        { do: 'toolstack', step: 'destroy' },
      ],
    },
    'full',
  );
  const out = new ByteWriter();
  writeResult(out, execution, Want.Pages | Want.Devices);
  return Uint8Array.from(out.take().subarray(5));
}

const look = () => ({ pages: [], devices: [] });
const read = (bytes: Uint8Array) =>
  readResult(new ByteReader(bytes, 'Result'), {
    log: new EventLog(),
    said: new SaidTexts(),
    functions: 1,
    counters: new Uint8ClampedArray(8),
    edges: 7,
    look,
  });

describe('a result', () => {
  const good = result();

  it('is read whole, and not at all when it is cut anywhere or too long', () => {
    expect(read(good).kind).toBe('done');
    for (let length = 0; length < good.length; length += 1 + (length >> 6))
      expect(() => read(good.subarray(0, length)), String(length)).toThrow(ProtocolError);
    expect(() => read(Uint8Array.from([...good, 0]))).toThrow(ProtocolError);
  });

  it('with any bytes changed is refused in one line, or read', () => {
    const random = new Random(1);
    let refused = 0;
    for (let i = 0; i < 3000; i++) {
      const bytes = good.slice();
      for (let n = 1 + random.below(3); n > 0; n--) bytes[random.below(bytes.length)] = random.below(256);
      try {
        read(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
        expect((error as Error).message).not.toContain('\n');
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(200);
  });
});

describe('a record', () => {
  /** Its bytes as they are to be read: head, then whatever follows. */
  const problem = (...bytes: number[]): string => {
    const log = new EventLog();
    log.open(1, ['a', 'b'], false);
    try {
      readRecords(Uint8Array.from(bytes), 1, 2, log);
      return '';
    } catch (error) {
      expect(error).toBeInstanceOf(ProtocolError);
      return (error as Error).message;
    }
  };
  const most = [0xff, 0xff, 0xff, 0xff, 0x1f]; // 4294967295 and more below
  const { Task, Time } = RecordHead;

  it.each<[string, number[], string]>([
    ['whole', [Ev.Fetch, 2, 4, 8, 0xff, 0xff, 0xff, 0xff, 0x0f, 8], ''],
    ['two texts', [Ev.Log, 8, 2, 0, 1], ''],
    ['a text that is not there', [Ev.Log, 8, 3, 0, 1], 'record 0: Log: argument b is 3'],
    ['a domain too many', [Ev.Fetch, ...most], 'record 0: Fetch: argument a is -4294967296'],
    ['an index too many', [Ev.Action, 0x80, 0x80, 4], 'record 0: Action: argument a is 65536'],
    ['nothing', [], 'record 0: it ends early'],
    ['half', [Ev.Fetch, 2], 'record 0: it ends early'],
    ['half a number', [Ev.Fetch, 2, 0x80], 'record 0: it ends early'],
    ['more', [Ev.Action, 0, 0], 'record 1: 1 bytes that belong to no record'],
    ['no such code', [63], 'record 0: there is no record of code 63'],
    ['code 0', [0], 'record 0: there is no record of code 0'],
    [
      'a time beyond all',
      [Ev.Action | Time, ...Array(7).fill(0xff), 0x7f, 0],
      'record 0: a number that is too large',
    ],
    [
      'a number without end',
      [Ev.Action | Time, ...Array(9).fill(0x80)],
      'record 0: a number of more than eight bytes',
    ],
    ['a task', [Ev.Action | Task, ...most, 0], 'record 0: the task 8589934591'],
  ])('%s', (_, bytes, message) => {
    expect(problem(...bytes)).toBe(message);
  });

  it('comes back as it was written, whatever is in it', () => {
    const random = new Random(7);
    const clock = new Clock();
    const scheduler: { current: { id: number } | undefined } = { current: undefined };
    const log = new EventLog();
    log.begin(clock, scheduler as never, true);
    for (let i = 0; i < 2000; i++) {
      clock.now += random.oneIn(3) ? random.below(1 << 30) * 4096 : 0;
      if (random.oneIn(4)) scheduler.current = random.oneIn(2) ? undefined : { id: random.next() };
      const { code, name } = shapes[random.below(shapes.length)] as (typeof shapes)[number];
      const values = recordFields[name].map(([, kind]) => {
        const [low, high] = kind === 'text' ? [0, 2] : ranges[kind];
        return random.oneIn(4)
          ? low
          : random.oneIn(4)
            ? high
            : Math.min(high, Math.max(low, random.below(300) - 1));
      });
      log.emit(code, ...values);
    }
    const out = new ByteWriter();
    writeRecords(out, log);
    const again = new EventLog();
    again.open(2000, ['a', 'b'], false);
    readRecords(out.take(), 2000, 2, again);
    expect(again.holds(log.values())).toBe(true);
    expect([...again.counts]).toEqual([...log.counts]);
    expect(again.codes.subarray(0, 2000)).toEqual(log.codes.subarray(0, 2000));
  });
});

const shapes = Object.entries(Ev).map(([name, code]) => ({ name: name as keyof typeof Ev, code }));

describe('texts and edges', () => {
  const reader = (write: (out: ByteWriter) => void): ByteReader => {
    const out = new ByteWriter();
    write(out);
    return new ByteReader(out.take().slice(), 'Result');
  };

  it('a text is said once, and meant by its number after that', () => {
    const said = new SaidTexts();
    const first = reader((out) => writeTexts(out, ['a', 'b'.repeat(300), 'c']));
    expect(said.read(first, 3)).toEqual(['a', 'b'.repeat(300), 'c']);
    const numbers = reader((out) => {
      out.uint(2);
      out.uint(1);
    });
    expect(said.read(numbers, 2)).toEqual(['c', 'a']);
    expect(() =>
      said.read(
        reader((out) => out.uint(3)),
        1,
      ),
    ).toThrow(/text 3, which it never said/);
    expect(() =>
      said.read(
        reader((out) => writeTexts(out, ['a', 'a'])),
        2,
      ),
    ).toThrow(/twice/);
    expect(() =>
      said.read(
        reader(() => {}),
        1e9,
      ),
    ).toThrow(/too few bytes/);
  });

  it('edges are counted in their places, and none beyond the last', () => {
    const counters = new Uint8ClampedArray(8).fill(9);
    const edges = (...pairs: number[]) =>
      reader((out) => {
        out.u16(pairs.length / 2);
        for (const value of pairs) out.u8(value);
      });
    readEdges(edges(1, 5, 4, 255), 7, counters);
    expect([...counters]).toEqual([0, 5, 0, 0, 0, 0, 255, 0]);
    expect(() => readEdges(edges(1, 5, 5, 1), 7, counters)).toThrow(/edge 7 of 7/);
  });
});
