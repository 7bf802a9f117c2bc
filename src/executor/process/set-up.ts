import { decodeProgram, encodeProgram } from '../../program/binary.ts';
import type { Setup } from '../../program/program.ts';
import type { ConnectionState, DeviceState } from '../execution.ts';
import { connectionBytes, readConnection, writeConnection } from './connections.ts';
import { LEAST_STATE, readState, writeState } from './device-state.ts';
import type { Place } from './devices.ts';
import { readEdges } from './edge-table.ts';
import { Message } from './protocol.ts';
import type { ByteReader, ByteWriter } from './wire.ts';

const PLACE_BYTES = 12;

export interface SetupMessage {
  readonly id: number;
  readonly setup: Setup;
  readonly places: readonly Place[];
}

/** What an executor tells of a set-up when it stands. */
export interface SetupAnswer {
  readonly id: number;
  readonly connections: readonly ConnectionState[];
  /** State of bound devices while nobody had them, by function index. */
  readonly baselines: ReadonlyMap<number, DeviceState>;
}

/** Where edges that bringing it about took are counted. */
export interface EdgeCounters {
  readonly edges: number;
  readonly counters: Uint8ClampedArray;
}

export function writeSetup(out: ByteWriter, { id, places, setup }: SetupMessage): void {
  out.beginFrame(Message.SetUp);
  out.u16(id);
  const program = encodeProgram({ setup, actions: [] });
  out.u16(program.length);
  out.raw(program);
  out.u16(places.length);
  for (const place of places) {
    out.u16(place.device);
    out.u16(place.fn);
    out.u8(place.setup & 0xff);
    out.u8(place.isCopy ? 1 : 0);
    out.u32(place.domain);
    out.u8(place.bus);
    out.u8(place.devfn);
  }
  out.endFrame();
}

/** @throws ProtocolError */
export function readSetup(from: ByteReader): SetupMessage {
  const id = from.u16();
  const program = decodeProgram(from.raw(from.u16()));
  if (program === undefined) return from.fail('the set-up is not in the binary form');
  const places = Array.from({ length: from.count(from.u16(), PLACE_BYTES) }, () => ({
    device: from.u16(),
    fn: from.u16(),
    setup: (from.u8() << 24) >> 24,
    isCopy: (from.u8() & 1) !== 0,
    domain: from.u32(),
    bus: from.u8(),
    devfn: from.u8(),
  }));
  from.end();
  return { id, setup: program.setup, places };
}

export function writeSetupAnswer(out: ByteWriter, { baselines, connections, id }: SetupAnswer): void {
  out.beginFrame(Message.SetUpOk);
  out.u16(id);
  out.u8(connections.length);
  for (const connection of connections) writeConnection(out, connection, true);
  out.u16(baselines.size);
  for (const [fn, state] of baselines) {
    out.u16(fn);
    writeState(out, state);
  }
  out.u16(0);
  out.endFrame();
}

/** @throws ProtocolError */
export function readSetupAnswer(from: ByteReader, { counters, edges }: EdgeCounters): SetupAnswer {
  const id = from.u16();
  const connections = Array.from({ length: from.count(from.u8(), connectionBytes) }, () =>
    readConnection(from, () => null),
  );
  const baselines = new Map(
    Array.from(
      { length: from.count(from.u16(), 2 + LEAST_STATE) },
      () => [from.u16(), readState(from)] as const,
    ),
  );
  readEdges(from, edges, counters);
  from.end();
  return { id, connections, baselines };
}

export function writeSetupRefused(out: ByteWriter, id: number, reason: string): void {
  out.beginFrame(Message.SetUpRefused);
  out.u16(id);
  out.text(reason);
  out.endFrame();
}
