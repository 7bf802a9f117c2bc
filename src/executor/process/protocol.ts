/**
 * The words of the executor protocol; `docs/executor-protocol.md` specifies it byte by byte, and a test holds the two
 * together. Numbers are little-endian. Lists here are numbered by position: new members come at the end.
 */

/** `PCBR`: both sides begin with it. */
export const MAGIC = 0x5242_4350;
export const PROTOCOL_VERSION = 2;

/** Message types, the first byte of a frame. Those of the executor have the high bit set. */
export const Message = {
  Hello: 0x01,
  Device: 0x02,
  SetUp: 0x03,
  Run: 0x04,
  Look: 0x05,
  Edges: 0x06,
  HelloOk: 0x81,
  SetUpOk: 0x83,
  SetUpRefused: 0x84,
  Result: 0x85,
  Looked: 0x86,
  EdgeTable: 0x87,
  Failed: 0x8f,
} as const;
export type Message = (typeof Message)[keyof typeof Message];

export const messageName = (type: number): string =>
  Object.entries(Message).find(([, code]) => code === type)?.[0] ?? `message 0x${type.toString(16)}`;

/** Bits of a Run and of a Look. */
export const Want = { Full: 1, Pages: 2, Devices: 4, Digest: 8, Edges: 16 } as const;

export const Status = { Ok: 0, Crash: 1, Refused: 2, Digest: 3 } as const;

/** What a set-up may ask for, by bit: an executor says which it can do. */
export const features = [
  'topology vpci',
  'topology passthrough',
  'start connected',
  'start bound',
  'start idle',
  'start unloaded',
  'permissive',
  'stubOnly',
  'notInitialDomain',
  'pvh',
  'withoutMsi',
  'device permissive',
  'device interruptControl',
  'device hostSharesLine',
  'device hostDriver',
  'device edgeTriggered',
  'device copies',
  'several guests',
  'device of nobody',
] as const;
export type Feature = (typeof features)[number];

/** Kinds of crashes, by number. */
export const crashKinds = [
  'exception',
  'bug',
  'null-dereference',
  'use-after-free',
  'out-of-bounds',
  'unmapped-page',
] as const;

/** Largest frame that the rig takes: type and payload. */
export const MAX_FRAME = 64 * 1024 * 1024;
/** Largest frame that any executor must take. */
export const LEAST_FRAME = 1024 * 1024;
export const PAGE_BYTES = 4096;
/** Longest text, bytes of UTF-8. */
export const MAX_TEXT = 0xffff;
/** Texts of a process's life that get a number, and the longest that do, bytes. */
export const NUMBERED_TEXTS = 4096;
export const LONGEST_NUMBERED = 256;
/** Most edges that an executor may count. */
export const MAX_EDGES = 0xffff;
