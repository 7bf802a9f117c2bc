import { MAX_TEXT } from './protocol.ts';

/** The other side sent what the protocol does not allow. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** Reads little-endian numbers; never beyond the end. @throws ProtocolError naming the place */
export class ByteReader {
  at = 0;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  /** What is read, for messages: `Result`. */
  private readonly what: string;

  constructor(bytes: Uint8Array, what: string) {
    // Not a Buffer, whose slice() is no copy.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.what = what;
  }

  u8(): number {
    return this.view.getUint8(this.take(1));
  }

  u16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  i32(): number {
    return this.view.getInt32(this.take(4), true);
  }

  /** A finite double of at least 0. */
  amount(): number {
    const value = this.view.getFloat64(this.take(8), true);
    if (!Number.isFinite(value) || value < 0) this.fail('a number that is no amount');
    return value;
  }

  /** The next `length` bytes where they lie; valid as long as the frame. */
  raw(length: number): Uint8Array {
    const at = this.take(length);
    return this.bytes.subarray(at, at + length);
  }

  u64(): bigint {
    return this.view.getBigUint64(this.take(8), true);
  }

  /** LEB128 of at most eight bytes, up to 2^53 - 1. */
  uint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 56; scale *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80)
        return value <= Number.MAX_SAFE_INTEGER ? value : this.fail('a number that is too large');
    }
    return this.fail('a number of more than eight bytes');
  }

  text(): string {
    return decoder.decode(this.raw(this.u16()));
  }

  /** A number of things of which each takes at least `least` bytes. */
  count(number: number, least: number): number {
    if (number * least > this.bytes.length - this.at) this.fail(`${number} things in too few bytes`);
    return number;
  }

  end(): void {
    if (this.at !== this.bytes.length) this.fail(`${this.bytes.length - this.at} bytes too many`);
  }

  fail(problem: string): never {
    throw new ProtocolError(`${this.what}, byte ${this.at}: ${problem}`);
  }

  private take(length: number): number {
    const { at } = this;
    if (length > this.bytes.length - at)
      this.fail(`it ends ${length - (this.bytes.length - at)} bytes early`);
    this.at += length;
    return at;
  }
}

/** Writes frames: little-endian numbers one after the other. */
export class ByteWriter {
  private bytes = Buffer.allocUnsafe(4096);
  private length = 0;
  private frameAt = 0;

  /** Begins a frame; its length is filled in by {@link endFrame}. */
  beginFrame(type: number): void {
    this.frameAt = this.length;
    this.u32(0);
    this.u8(type);
  }

  endFrame(): void {
    this.bytes.writeUInt32LE(this.length - this.frameAt - 4, this.frameAt);
  }

  u8(value: number): void {
    const at = this.room(1);
    this.bytes[at] = value;
  }

  u16(value: number): void {
    const at = this.room(2);
    this.bytes.writeUInt16LE(value, at);
  }

  u32(value: number): void {
    const at = this.room(4);
    this.bytes.writeUInt32LE(value >>> 0, at);
  }

  i32(value: number): void {
    const at = this.room(4);
    this.bytes.writeInt32LE(value | 0, at);
  }

  f64(value: number): void {
    const at = this.room(8);
    this.bytes.writeDoubleLE(value, at);
  }

  u64(value: number | bigint): void {
    const at = this.room(8);
    this.bytes.writeBigUInt64LE(BigInt(value), at);
  }

  /** LEB128 of a whole number of 0 to 2^53 - 1. */
  uint(value: number): void {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.u8((rest % 128) | 0x80);
    this.u8(rest);
  }

  /** The same of a number with a sign, zigzag-coded. */
  int(value: number): void {
    this.uint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  raw(bytes: Uint8Array): void {
    const at = this.room(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** Cut to the longest that there may be. */
  text(value: string): void {
    const utf8 = Buffer.from(value, 'utf8').subarray(0, MAX_TEXT);
    this.u16(utf8.length);
    this.raw(utf8);
  }

  get size(): number {
    return this.length;
  }

  /** What lies between a place and what is written last; valid until more is written. */
  since(at: number): Uint8Array {
    return this.bytes.subarray(at, this.length);
  }

  /** Takes back what was written after a place, which {@link size} gave. */
  drop(size: number): void {
    this.length = size;
  }

  /** Fills in what was left open at a place. */
  patch(at: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, at);
  }

  /** What was written since the last call; valid until more is written. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }

  private room(length: number): number {
    const at = this.length;
    if (at + length > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, at + length));
      larger.set(this.bytes.subarray(0, at));
      this.bytes = larger;
    }
    this.length = at + length;
    return at;
  }
}

const decoder = new TextDecoder();
