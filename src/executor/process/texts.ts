import { LONGEST_NUMBERED, NUMBERED_TEXTS } from './protocol.ts';
import type { ByteReader, ByteWriter } from './wire.ts';

/** Texts that a process has said and may refer to by number: most are the same in every execution. */
export class SaidTexts {
  private readonly said: string[] = [];

  /** Another process begins. */
  clear(): void {
    this.said.length = 0;
  }

  /** `count` texts of an execution, no text twice. @throws ProtocolError */
  read(from: ByteReader, count: number): string[] {
    const texts = Array.from({ length: from.count(count, 1) }, () => this.readOne(from));
    if (new Set(texts).size !== texts.length) from.fail('a text that is there twice');
    return texts;
  }

  private readOne(from: ByteReader): string {
    const number = from.uint();
    if (number > 0) return this.said[number - 1] ?? from.fail(`text ${number}, which it never said`);
    const begin = from.at;
    const text = from.text();
    const bytes = from.at - begin - 2;
    if (bytes <= LONGEST_NUMBERED && this.said.length < NUMBERED_TEXTS) this.said.push(text);
    return text;
  }
}

/** All anew: an executor need not refer to what it said before. */
export function writeTexts(out: ByteWriter, texts: readonly string[]): void {
  for (const text of texts) {
    out.uint(0);
    out.text(text);
  }
}
