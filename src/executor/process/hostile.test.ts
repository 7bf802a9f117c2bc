import { describe, expect, it } from 'vitest';
import { Ev } from '../../platform/recorder.ts';
import { Random } from '../../program/random.ts';
import { EventLog } from '../event-log.ts';
import { connected, executor } from '../model/testing/bench.ts';
import { Want } from './protocol.ts';
import { checkRecords } from './records.ts';
import { readResult, writeResult } from './result.ts';
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
  const { log } = execution;
  const texts = Array.from({ length: log.lastText }, (_, i) => log.textOf(i + 1));
  const out = new ByteWriter();
  writeResult(out, execution, Want.Pages | Want.Devices, texts);
  return Uint8Array.from(out.take().subarray(5));
}

const look = () => ({ pages: [], devices: [] });
const read = (bytes: Uint8Array) => readResult(new ByteReader(bytes, 'Result'), new EventLog(), 1, look);

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
    expect(refused).toBeGreaterThan(1000);
  });
});

describe('a record', () => {
  const wrong = (...values: number[]): string => {
    try {
      checkRecords(
        new Uint8Array(Float64Array.from([...values, 0, 0, 0, 0, 0, 0, 0, 0].slice(0, 8)).buffer),
        2,
      );
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each<[number[], string]>([
    [[Ev.Fetch, 0, 0, 1, 4, 4, 0xffffffff, 4], ''],
    [[Ev.Log, 0, 0, 4, 2, 0, -1], ''],
    [[Ev.Log, 0, 0, 4, 3, 0, -1], 'record 0: Log: argument b is 3'],
    [[Ev.Fetch, 0, 0, 4e9, 4, 4, 0, 4], 'record 0: Fetch: argument a is 4000000000'],
    [[Ev.Fetch, 0, 0, 1, 4, 4, -1, 4], 'record 0: Fetch: argument d is -1'],
    [[Ev.Fetch, 0, 0, 1, 4.5], 'record 0: Fetch: argument b is 4.5'],
    [[Ev.Action, 0, 0, 0, 1], 'record 0: Action: argument b is 1'],
    [[Ev.Action, -1], 'record 0: the time -1 after 0'],
    [[Ev.Action, Number.NaN], 'record 0: the time NaN after 0'],
    [[Ev.Action, 0, 0.5], 'record 0: the task 0.5'],
    [[63], 'record 0: there is no record of code 63'],
    [[1e300], 'record 0: there is no record of code 1e+300'],
  ])('%j', (values, message) => {
    expect(wrong(...values)).toBe(message);
  });
});
