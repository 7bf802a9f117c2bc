import { createHash } from 'node:crypto';
import type { EventLog } from '../event-log.ts';
import type { Crash, DeviceState, Execution, FinalState, Return } from '../execution.ts';
import { connectionBytes, readConnection, writeConnection } from './connections.ts';
import { LEAST_STATE, readState, writeState } from './device-state.ts';
import { readEdges } from './edge-table.ts';
import { crashKinds, Message, PAGE_BYTES, Status, Want } from './protocol.ts';
import { MAX_RECORDS, readRecords, writeRecords } from './records.ts';
import { type SaidTexts, writeTexts } from './texts.ts';
import type { ByteReader, ByteWriter } from './wire.ts';

/** Flags of a result. */
export const ResultFlag = { Truncated: 1, Devices: 2, Edges: 4, Crashed: 8 } as const;

export type DevicesAtEnd = ReturnType<FinalState['devices']>;

/** What is looked at only when it is asked for. */
export interface Looked {
  /** The page of each connection, in their order. */
  readonly pages: readonly (Uint8Array | null)[];
  readonly devices: DevicesAtEnd;
}

/** A result without what the rig knows itself. */
export type Result =
  | { readonly kind: 'refused'; readonly reason: string }
  | ({ readonly kind: 'digest' } & Digest)
  | {
      readonly kind: 'done';
      readonly digest: bigint;
      readonly crash: Crash | null;
      readonly returns: readonly Return[];
      readonly final: FinalState;
    };

/** What stands for a whole execution: the same for two of one process that would say the same. */
export interface Digest {
  /** 64 bits. */
  readonly digest: bigint;
  readonly crashed: boolean;
}

export function writeRefusal(out: ByteWriter, reason: string): void {
  out.beginFrame(Message.Result);
  out.u8(Status.Refused);
  out.text(reason);
  out.endFrame();
}

/** @param want bits of {@link Want} */
export function writeResult(out: ByteWriter, execution: Execution, want: number): void {
  const { crash, final, log, returns } = execution;
  const begin = out.size;
  out.beginFrame(Message.Result);
  out.u8(crash === null ? Status.Ok : Status.Crash);
  const digestAt = out.size;
  out.u64(0);
  out.u8((log.truncated ? ResultFlag.Truncated : 0) | (want & Want.Devices ? ResultFlag.Devices : 0));
  if (crash !== null) {
    out.u8(crashKinds.indexOf(crash.kind));
    out.text(crash.site);
    out.text(crash.message);
  }
  out.u32(log.lastText);
  out.u32(log.length);
  const sizeAt = out.size;
  out.u32(0);
  writeRecords(out, log);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(out.size - sizeAt - 4);
  out.patch(sizeAt, size);
  out.u8(final.connections.length);
  for (const connection of final.connections) writeConnection(out, connection, (want & Want.Pages) !== 0);
  out.u16(final.waiting.length);
  for (const { domid, name, reason, since } of final.waiting) {
    out.text(name);
    out.i32(domid);
    out.text(reason);
    out.f64(since);
  }
  out.f64(final.allocated);
  out.f64(final.allocatedAtStart);
  out.u16(final.boundDevices);
  out.u16(final.boundAtStart);
  out.u16(final.connectionsAtStart);
  out.u16(final.helpersOnFreedDevices);
  out.u8(final.deafChannels.length);
  for (const domid of final.deafChannels) out.u16(domid);
  out.f64(final.now);
  out.u16(returns.length);
  for (const one of returns) {
    out.u16(one.fn);
    out.u16(one.action);
    out.u8(one.resetDone ? 1 : 0);
    writeState(out, one.before);
    writeState(out, one.after);
  }
  if (want & Want.Devices) writeDevices(out, final.devices());
  writeTexts(
    out,
    Array.from({ length: log.lastText }, (_, i) => log.textOf(i + 1)),
  );
  const digest = createHash('sha256').update(out.since(digestAt)).digest().subarray(0, 8);
  if (want & Want.Digest) {
    out.drop(begin);
    writeDigest(out, digest.readBigUInt64LE(), crash !== null);
    return;
  }
  out.patch(digestAt, digest);
  out.endFrame();
}

function writeDigest(out: ByteWriter, digest: bigint, crashed: boolean): void {
  out.beginFrame(Message.Result);
  out.u8(Status.Digest);
  out.u64(digest);
  out.u8(crashed ? ResultFlag.Crashed : 0);
  out.endFrame();
}

/** What reading a result takes. */
export interface ResultContext {
  /** Is filled with its records. */
  readonly log: EventLog;
  readonly said: SaidTexts;
  /** Of the set-up. */
  readonly functions: number;
  /** One for each edge, filled with how often it was taken. */
  readonly counters: Uint8ClampedArray;
  readonly edges: number;
  /** Asks the executor for what did not come with it. */
  look(): Looked;
}

/** @throws ProtocolError */
export function readResult(from: ByteReader, context: ResultContext): Result {
  const status = from.u8();
  if (status === Status.Refused) {
    const reason = from.text();
    from.end();
    return { kind: 'refused', reason };
  }
  if (status !== Status.Ok && status !== Status.Crash && status !== Status.Digest)
    from.fail(`the status ${status}`);
  const digest = from.u64();
  const flags = from.u8();
  if (status === Status.Digest) {
    readEnd(from, flags, context);
    return { kind: 'digest', digest, crashed: (flags & ResultFlag.Crashed) !== 0 };
  }
  const { functions, log, look, said } = context;
  const crash = status === Status.Crash ? readCrash(from) : null;
  const textCount = from.u32();
  const count = from.u32();
  if (count > MAX_RECORDS) from.fail(`${count} records, more than ${MAX_RECORDS}`);
  const records = from.raw(from.u32());
  const domids: number[] = [];
  const connections = Array.from({ length: from.count(from.u8(), connectionBytes) }, (_, i) => {
    const connection = readConnection(from, () => look().pages[i]?.slice() ?? null);
    domids.push(connection.domid);
    return connection;
  });
  const waiting = Array.from({ length: from.count(from.u16(), 16) }, () => ({
    name: from.text(),
    domid: from.i32(),
    reason: from.text(),
    since: from.amount(),
  }));
  const figures = {
    allocated: from.amount(),
    allocatedAtStart: from.amount(),
    boundDevices: from.u16(),
    boundAtStart: from.u16(),
    connectionsAtStart: from.u16(),
    helpersOnFreedDevices: from.u16(),
    deafChannels: Array.from({ length: from.count(from.u8(), 2) }, () => from.u16()),
    now: from.amount(),
  };
  const returns = Array.from({ length: from.count(from.u16(), 5 + 2 * LEAST_STATE) }, () =>
    readReturn(from, functions),
  );
  const devices = flags & ResultFlag.Devices ? readDevices(from, functions) : undefined;
  const texts = said.read(from, textCount);
  readEnd(from, flags, context);
  log.open(count, texts, (flags & ResultFlag.Truncated) !== 0);
  readRecords(records, count, texts.length, log);
  return {
    kind: 'done',
    digest,
    crash,
    returns,
    final: { ...figures, connections, waiting, devices: () => devices ?? look().devices },
  };
}

function readEnd(from: ByteReader, flags: number, { counters, edges }: ResultContext): void {
  if (flags & ResultFlag.Edges) readEdges(from, edges, counters);
  from.end();
}

function readCrash(from: ByteReader): Crash {
  const kind = crashKinds[from.u8()];
  if (kind === undefined) return from.fail('a crash of an unknown kind');
  return { kind, site: from.text(), message: from.text() };
}

function readReturn(from: ByteReader, functions: number): Return {
  return {
    fn: readFunction(from, functions),
    action: from.u16(),
    resetDone: from.u8() === 1,
    before: readState(from),
    after: readState(from),
  };
}

function readFunction(from: ByteReader, functions: number): number {
  const fn = from.u16();
  return fn < functions ? fn : from.fail(`function ${fn} of ${functions}`);
}

function writeDevices(out: ByteWriter, devices: DevicesAtEnd): void {
  out.u16(devices.length);
  for (const { fn, inUse, state } of devices) {
    out.u16(fn);
    out.u8(inUse ? 1 : 0);
    writeState(out, state);
  }
}

function readDevices(
  from: ByteReader,
  functions: number,
): { fn: number; inUse: boolean; state: DeviceState }[] {
  return Array.from({ length: from.count(from.u16(), 3 + LEAST_STATE) }, () => ({
    fn: readFunction(from, functions),
    inUse: from.u8() === 1,
    state: readState(from),
  }));
}

/** The answer to a Look: pages of all connections, then the devices. */
export function writeLooked(out: ByteWriter, { connections, devices }: FinalState): void {
  out.beginFrame(Message.Looked);
  out.u8(connections.length);
  for (const connection of connections) {
    const page = connection.page();
    out.u8(page === null ? 0 : 1);
    if (page !== null) out.raw(page);
  }
  writeDevices(out, devices());
  out.endFrame();
}

/** @throws ProtocolError */
export function readLooked(from: ByteReader, functions: number): Looked {
  const pages = Array.from({ length: from.count(from.u8(), 1) }, () =>
    from.u8() === 1 ? from.raw(PAGE_BYTES).slice() : null,
  );
  const devices = readDevices(from, functions);
  from.end();
  return { pages, devices };
}
