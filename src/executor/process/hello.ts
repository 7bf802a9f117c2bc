import { type Kind, kindNames, MAX_DEVICES, MAX_GUESTS } from '../../program/kinds.ts';
import { pointKinds } from '../../program/program.ts';
import { type Capability, capabilities } from '../execution.ts';
import {
  type Feature,
  features,
  LEAST_FRAME,
  MAGIC,
  MAX_EDGES,
  MAX_FRAME,
  Message,
  PROTOCOL_VERSION,
} from './protocol.ts';
import type { ByteReader, ByteWriter } from './wire.ts';

export type PointName = (typeof pointKinds)[number];

/** What an executor says of itself before anything else. */
export interface Hello {
  /** Letters, digits, `-`, `_`, `.`; 1 to 40. */
  readonly name: string;
  readonly sees: ReadonlySet<Capability>;
  /** Parts of the rules that it supplies itself (`parts` of the rules), so that it is not held to them. */
  readonly supplies: readonly string[];
  readonly kinds: ReadonlySet<Kind>;
  readonly points: ReadonlySet<PointName>;
  readonly features: ReadonlySet<Feature>;
  readonly guests: number;
  readonly devices: number;
  /** Set-ups kept at once; their ids are below it. */
  readonly setups: number;
  /** Most programs in one Run. */
  readonly batch: number;
  /** Largest frame it takes. */
  readonly frame: number;
  /** Edges of the backend that it counts; 0: none. */
  readonly edges: number;
}

/** What the rig says first. */
export interface Greeting {
  readonly profile: string;
}

export function writeGreeting(out: ByteWriter, { profile }: Greeting): void {
  out.beginFrame(Message.Hello);
  out.u32(MAGIC);
  out.u16(PROTOCOL_VERSION);
  out.u16(PROTOCOL_VERSION);
  out.u32(MAX_FRAME);
  out.text(profile);
  out.endFrame();
}

export function readGreeting(from: ByteReader): Greeting {
  if (from.u32() !== MAGIC) from.fail('it does not begin with PCBR');
  const lowest = from.u16();
  const highest = from.u16();
  if (lowest > PROTOCOL_VERSION || highest < PROTOCOL_VERSION)
    from.fail(`versions ${lowest} to ${highest}, this is ${PROTOCOL_VERSION}`);
  from.u32();
  const profile = from.text();
  from.end();
  return { profile };
}

export function writeHello(out: ByteWriter, hello: Hello): void {
  out.beginFrame(Message.HelloOk);
  out.u32(MAGIC);
  out.u16(PROTOCOL_VERSION);
  out.text(hello.name);
  out.u16(maskOf(capabilities, hello.sees));
  out.u8(hello.supplies.length);
  for (const part of hello.supplies) out.text(part);
  out.u64(maskOf(kindNames, hello.kinds));
  out.u16(maskOf(pointKinds, hello.points));
  out.u32(maskOf(features, hello.features));
  out.u8(hello.guests);
  out.u8(hello.devices);
  out.u16(hello.setups);
  out.u16(hello.batch);
  out.u32(hello.frame);
  out.u32(hello.edges);
  out.endFrame();
}

/** @throws ProtocolError */
export function readHello(from: ByteReader): Hello {
  if (from.u32() !== MAGIC) from.fail('it does not begin with PCBR');
  const version = from.u16();
  if (version !== PROTOCOL_VERSION) from.fail(`version ${version}, the rig speaks ${PROTOCOL_VERSION}`);
  const name = from.text();
  if (!/^[A-Za-z0-9._-]{1,40}$/.test(name)) from.fail('the name is not 1 to 40 of A-Z a-z 0-9 . _ -');
  const sees = membersOf(capabilities, from.u16(), from);
  const supplies = Array.from({ length: from.u8() }, () => from.text());
  const kinds = membersOf(kindNames, from.u32() + from.u32() * 2 ** 32, from);
  const hello: Hello = {
    name,
    sees,
    supplies,
    kinds,
    points: membersOf(pointKinds, from.u16(), from),
    features: membersOf(features, from.u32(), from),
    guests: from.u8(),
    devices: from.u8(),
    setups: from.u16(),
    batch: from.u16(),
    frame: from.u32(),
    edges: from.u32(),
  };
  if (hello.guests < 1 || hello.guests > MAX_GUESTS)
    from.fail(`${hello.guests} guests, not 1 to ${MAX_GUESTS}`);
  if (hello.devices > MAX_DEVICES) from.fail(`${hello.devices} devices, more than ${MAX_DEVICES}`);
  if (hello.setups < 1 || hello.batch < 1) from.fail('it keeps no set-up, or takes no program');
  if (hello.frame < LEAST_FRAME) from.fail(`frames of ${hello.frame} bytes, less than ${LEAST_FRAME}`);
  if (hello.edges > MAX_EDGES) from.fail(`${hello.edges} edges, more than ${MAX_EDGES}`);
  from.end();
  return hello;
}

/** Bit i is set when member i of the list is in the set. */
function maskOf<T>(list: readonly T[], set: ReadonlySet<T>): number {
  return list.reduce((bits, member, bit) => (set.has(member) ? bits + 2 ** bit : bits), 0);
}

function membersOf<T>(list: readonly T[], bits: number, from: ByteReader): ReadonlySet<T> {
  if (bits >= 2 ** list.length) from.fail(`bit ${Math.floor(Math.log2(bits))} of a list of ${list.length}`);
  return new Set(list.filter((_, bit) => Math.floor(bits / 2 ** bit) % 2 === 1));
}
