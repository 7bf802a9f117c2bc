/**
 * Compact binary form of programs, for byte fuzzers and for executors in other languages.
 *
 * Numbers are unsigned LEB128; signed ones are zigzag-coded first. Layout:
 *
 *     'P' 'R' version(1)
 *     setup:   topology u, switches u (1 permissive, 2 stubOnly, 4 notInitialDomain, 8 pvh, 16 withoutMsi), guests u,
 *              start u, device count u, then per device: name text, guest+1 u, switches u (1 permissive,
 *              2 interruptControl, 4 hostSharesLine, 8 hostDriver, 16 edgeTriggered, 32 copies u follows)
 *     action count u, then per action: step, extras u (1 hold), effect count u, effects
 *     step:    kind u (index in `kindNames`), presence u (bit i: optional or flag field i in table order is there),
 *              then the fields in table order: int = value - min; enum = index; text; pairs = count, (index, vector)*
 *     effect:  kind u, name text (empty: none), nth u, step count u, steps
 *     text:    length in bytes u, UTF-8
 */
import type { AnyField, Field } from './fields.ts';
import { type Kind, kindNames, kinds, MAX_DEVICES, MAX_GUESTS } from './kinds.ts';
import {
  type Action,
  type DeviceSetup,
  type Effect,
  MAX_ACTIONS,
  MAX_COPIES,
  MAX_EFFECTS,
  MAX_STEPS,
  type Program,
  pointKinds,
  type Setup,
  type Step,
} from './program.ts';
import { PROGRAM_VERSION } from './schema.ts';

const topologies = ['vpci', 'passthrough'] as const;
const starts = ['connected', 'bound', 'idle', 'unloaded'] as const;
/** Switches by bit, lowest first. */
const setupSwitches = ['permissive', 'stubOnly', 'notInitialDomain', 'pvh', 'withoutMsi'] as const;
const deviceSwitches = [
  'permissive',
  'interruptControl',
  'hostSharesLine',
  'hostDriver',
  'edgeTriggered',
] as const;
/** Bit of a device with copies. */
const COPIES = 1 << deviceSwitches.length;
const MIN_COPIES = 2;

const utf8 = new TextEncoder();

/** A buffer that grows; one serves all, because nothing is written while something else is. */
class Writer {
  private bytes = new Uint8Array(4096);
  private length = 0;

  unsigned(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  text(value: string): void {
    if (value === '') {
      this.byte(0);
      return;
    }
    const bytes = utf8.encode(value);
    this.unsigned(bytes.length);
    for (const byte of bytes) this.byte(byte);
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow();
    this.bytes[this.length++] = value;
  }

  /** A copy of what `write` writes. */
  take(write: (out: this) => void): Uint8Array {
    this.length = 0;
    write(this);
    return this.bytes.slice(0, this.length);
  }

  private grow(): void {
    const larger = new Uint8Array(2 * this.bytes.length);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

const writer = new Writer();

/** Reads any bytes: past the end everything is 0, and out-of-range numbers wrap into their range. */
class Reader {
  private at = 0;
  private readonly bytes: Uint8Array;
  /** Set when something did not fit exactly; a strict reader refuses then. */
  damaged = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) {
      this.damaged = true;
      return 0;
    }
    this.at++;
    return value;
  }

  unsigned(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 5; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
    this.damaged = true;
    return value % 0x1_0000_0000;
  }

  /** A number below `bound`. */
  below(bound: number): number {
    const value = this.unsigned();
    if (value < bound) return value;
    this.damaged = true;
    return value % bound;
  }

  text(maxLength: number): string {
    const length = this.below(maxLength * 4 + 1);
    const slice = this.bytes.subarray(this.at, this.at + length);
    if (slice.length < length) this.damaged = true;
    this.at += slice.length;
    return new TextDecoder().decode(slice).slice(0, maxLength);
  }

  get ended(): boolean {
    return this.at >= this.bytes.length;
  }
}

export function encodeProgram(program: Program): Uint8Array {
  return writer.take((out) => {
    for (const byte of [0x50, 0x52, PROGRAM_VERSION]) out.byte(byte);
    writeSetup(out, program.setup);
    out.unsigned(program.actions.length);
    for (const action of program.actions) writeAction(out, action);
  });
}

/** Actions alone, one after the other: what {@link programFromBytes} reads. */
export function encodeActions(actions: readonly Action[]): Uint8Array {
  return writer.take((out) => {
    for (const action of actions) writeAction(out, action);
  });
}

function writeAction(out: Writer, action: Action): void {
  writeStep(out, action);
  out.unsigned(action.hold ? 1 : 0);
  out.unsigned(action.at?.length ?? 0);
  for (const effect of action.at ?? []) writeEffect(out, effect);
}

/** Decodes what {@link encodeProgram} made; `undefined` when the bytes are anything else. */
export function decodeProgram(bytes: Uint8Array): Program | undefined {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x52 || bytes[2] !== PROGRAM_VERSION) return undefined;
  const reader = new Reader(bytes.subarray(3));
  const setup = readSetup(reader);
  const actions = readActions(reader, MAX_ACTIONS);
  return reader.damaged || !reader.ended ? undefined : { setup, actions };
}

/** Makes a program on `setup` of any bytes at all: the door for byte fuzzers. At most `longest` actions. */
export function programFromBytes(bytes: Uint8Array, setup: Setup, longest = 64): Program {
  const reader = new Reader(bytes);
  const actions: Action[] = [];
  while (!reader.ended && actions.length < longest) actions.push(readAction(reader));
  return { setup, actions };
}

function writeSetup(out: Writer, setup: Setup): void {
  out.unsigned(topologies.indexOf(setup.topology));
  out.unsigned(bitsOf(setup, setupSwitches));
  out.unsigned(setup.guests);
  out.unsigned(starts.indexOf(setup.start));
  out.unsigned(setup.devices.length);
  for (const device of setup.devices) {
    const { name, guest, copies } = device;
    out.text(name);
    out.unsigned(guest === undefined ? 0 : guest + 1);
    out.unsigned(bitsOf(device, deviceSwitches) | (copies === undefined ? 0 : COPIES));
    if (copies !== undefined) out.unsigned(copies - MIN_COPIES);
  }
}

function bitsOf<Name extends string>(
  record: { readonly [K in Name]?: true },
  names: readonly Name[],
): number {
  return names.reduce((bits, name, bit) => (record[name] ? bits | (1 << bit) : bits), 0);
}

function switchesOf<Name extends string>(bits: number, names: readonly Name[]): { [K in Name]?: true } {
  return Object.fromEntries(names.filter((_, bit) => bits & (1 << bit)).map((name) => [name, true])) as {
    [K in Name]?: true;
  };
}

function readSetup(reader: Reader): Setup {
  const topology = topologies[reader.below(topologies.length)] as Setup['topology'];
  const switches = reader.below(1 << setupSwitches.length);
  const guests = Math.max(1, reader.below(MAX_GUESTS + 1));
  const start = starts[reader.below(starts.length)] as Setup['start'];
  const devices = Array.from({ length: reader.below(MAX_DEVICES + 1) }, () => readDevice(reader));
  return {
    topology,
    ...switchesOf(switches, setupSwitches),
    guests,
    devices,
    start,
  };
}

function readDevice(reader: Reader): DeviceSetup {
  const name = reader.text(200);
  const guest = reader.below(MAX_GUESTS + 1);
  const switches = reader.below(COPIES << 1);
  return {
    name,
    ...(guest > 0 ? { guest: guest - 1 } : {}),
    ...switchesOf(switches, deviceSwitches),
    ...(switches & COPIES ? { copies: MIN_COPIES + reader.below(MAX_COPIES - MIN_COPIES + 1) } : {}),
  };
}

type Fields = readonly (readonly [name: string, field: AnyField])[];

/** Fields of each kind, in the order of its table. */
const fieldsOf = Object.fromEntries(
  kindNames.map((kind) => [kind, Object.entries(kinds[kind] as Record<string, AnyField>)]),
) as unknown as Readonly<Record<Kind, Fields>>;

/** Number of each kind. */
const numberOf = Object.fromEntries(kindNames.map((kind, number) => [kind, number])) as unknown as Readonly<
  Record<Kind, number>
>;

const isOptional = (field: AnyField): boolean => field.kind === 'optional' || field.kind === 'flag';

function writeStep(out: Writer, step: Step | Action): void {
  const record = step as unknown as Record<string, unknown>;
  const fields = fieldsOf[step.do];
  out.unsigned(numberOf[step.do]);
  let presence = 0;
  let bit = 1;
  for (const [name, field] of fields) {
    if (!isOptional(field)) continue;
    if (record[name] !== undefined) presence += bit;
    bit *= 2;
  }
  out.unsigned(presence);
  for (const [name, field] of fields) {
    const value = record[name];
    if (value === undefined || field.kind === 'flag') continue;
    writeField(out, field.kind === 'optional' ? field.inner : field, value);
  }
}

function readStep(reader: Reader): Step {
  const kind = kindNames[reader.below(kindNames.length)] as Kind;
  const fields = fieldsOf[kind];
  const optionals = fields.filter(([, field]) => isOptional(field)).length;
  let presence = reader.below(2 ** optionals);
  const step: Record<string, unknown> = { do: kind };
  for (const [name, field] of fields) {
    if (isOptional(field)) {
      const present = presence % 2 === 1;
      presence = Math.floor(presence / 2);
      if (!present) continue;
    }
    step[name] =
      field.kind === 'flag' ? true : readField(reader, field.kind === 'optional' ? field.inner : field);
  }
  return step as unknown as Step;
}

function writeField(out: Writer, field: Field, value: unknown): void {
  switch (field.kind) {
    case 'int':
      out.unsigned(field.min < -1 ? zigzag(value as number) : (value as number) - field.min);
      break;
    case 'enum':
      out.unsigned(field.values.indexOf(value as string));
      break;
    case 'text':
      out.text(value as string);
      break;
    case 'pairs': {
      const list = value as readonly (readonly [number, number])[];
      out.unsigned(list.length);
      for (const [index, vector] of list) {
        out.unsigned(index);
        out.unsigned(vector);
      }
      break;
    }
    case 'flag':
      break;
  }
}

function readField(reader: Reader, field: Field): unknown {
  switch (field.kind) {
    case 'int':
      if (field.min < -1) return unzigzag(reader.below(0x1_0000_0000));
      return field.min + reader.below(field.max - field.min + 1);
    case 'enum':
      return field.values[reader.below(field.values.length)];
    case 'text':
      return reader.text(field.maxLength);
    case 'pairs':
      return Array.from({ length: reader.below(field.maxLength + 1) }, () => [
        reader.below(0x10000),
        reader.below(0x10000),
      ]);
    case 'flag':
      return true;
  }
}

function writeEffect(out: Writer, effect: Effect): void {
  out.unsigned(pointKinds.indexOf(effect.on));
  out.text(effect.name ?? '');
  out.unsigned(effect.nth);
  out.unsigned(effect.then.length);
  for (const step of effect.then) writeStep(out, step);
}

function readEffect(reader: Reader): Effect {
  const on = pointKinds[reader.below(pointKinds.length)] as Effect['on'];
  const name = reader.text(32);
  const nth = reader.below(100_001);
  const steps = Math.max(1, reader.below(MAX_STEPS + 1));
  return {
    on,
    ...(name === '' ? {} : { name }),
    nth,
    then: Array.from({ length: steps }, () => readStep(reader)),
  };
}

function readAction(reader: Reader): Action {
  const step = readStep(reader);
  const hold = reader.below(2) === 1;
  const effects = reader.below(MAX_EFFECTS + 1);
  const at = Array.from({ length: effects }, () => readEffect(reader));
  return { ...step, ...(hold ? { hold: true as const } : {}), ...(at.length > 0 ? { at } : {}) } as Action;
}

function readActions(reader: Reader, longest: number): Action[] {
  return Array.from({ length: reader.below(longest + 1) }, () => readAction(reader));
}

const zigzag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0;
const unzigzag = (value: number): number => (value >>> 1) ^ -(value & 1);
