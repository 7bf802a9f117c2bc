import { DumpError } from './error.ts';
import { MAX_DUMP_CHARS } from './lines.ts';

/**
 * Text of a file that should be a dump. Bytes that are no UTF-8 become replacement characters (device names in old
 * code pages); a file with other bytes than text fails in the parser.
 * @throws DumpError when it is larger than 64 MiB, or UTF-16
 */
export function decodeDump(bytes: Uint8Array, source: string): string {
  if (bytes.length > MAX_DUMP_CHARS) {
    throw new DumpError(source, 0, 'the dump is larger than 64 MiB', 'split it, one machine per file');
  }
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'little' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'big' : null;
  if (mark !== null) throw new DumpError(source, 1, 'it is UTF-16 text', 'save it as UTF-8');
  return new TextDecoder('utf-8').decode(bytes);
}
