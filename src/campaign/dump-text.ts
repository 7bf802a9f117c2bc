import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { DumpError } from '../platform/pci/dump/error.ts';

/** Larger files are no dumps: the largest machine's is a few MiB. */
export const MAX_DUMP_BYTES = 64 * 1024 * 1024;

const CHUNK_BYTES = 1 << 20;

/** Collects the bytes of a dump as they come, up to the limit. */
export class DumpBytes {
  private readonly source: string;
  private readonly chunks: Uint8Array[] = [];
  private total = 0;

  /** @param source file's name, for messages */
  constructor(source: string) {
    this.source = source;
  }

  /** Keeps `chunk` itself, not a copy. @throws DumpError when it is too much */
  add(chunk: Uint8Array): void {
    this.claim(this.total + chunk.length);
    this.total += chunk.length;
    this.chunks.push(chunk);
  }

  /** Refuses a size that is known beforehand. @throws DumpError */
  claim(bytes: number): void {
    if (bytes <= MAX_DUMP_BYTES) return;
    const problem = `it is larger than ${MAX_DUMP_BYTES >> 20} MiB`;
    throw new DumpError(
      this.source,
      0,
      problem,
      'give the output of `lspci -xxxx` alone, one machine per file',
    );
  }

  text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}

/**
 * Text of a dump file.
 * @throws DumpError when it is larger than the limit (at once for a plain file); the system's error when it cannot be read
 */
export function readDumpText(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const bytes = new DumpBytes(file);
    const stat = fstatSync(handle);
    if (stat.isFile()) bytes.claim(stat.size);
    for (;;) {
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      const read = readSync(handle, buffer);
      if (read === 0) return bytes.text();
      bytes.add(buffer.subarray(0, read));
    }
  } finally {
    closeSync(handle);
  }
}

/** Text of a dump that comes as a stream; `source` names it in messages. @throws DumpError when it is too much */
export async function readDumpStream(
  stream: AsyncIterable<Uint8Array | string>,
  source: string,
): Promise<string> {
  const bytes = new DumpBytes(source);
  for await (const chunk of stream) bytes.add(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return bytes.text();
}
