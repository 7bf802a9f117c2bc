import { closeSync, openSync, readSync } from 'node:fs';
import { UsageError } from './errors.ts';

/** Larger files are no programs, and no baselines. */
export const MAX_TEXT_BYTES = 16 * 1024 * 1024;

const CHUNK_BYTES = 1 << 20;

/**
 * Text of a JSON file that a user names, without a byte order mark. A pipe is read as well; no more than
 * {@link MAX_TEXT_BYTES} is ever read.
 * @param wanted what to give instead of a wrong file, for the message
 * @throws UsageError when it is missing, a folder, not to be read, too large or binary
 */
export function readText(file: string, wanted: string): string {
  const name = file === '' ? "''" : file;
  const refuse = (what: string, remedy = wanted): never => {
    throw new UsageError(name, what, remedy);
  };
  let bytes: Buffer | undefined;
  try {
    bytes = readBounded(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return refuse('there is no such file');
    if (code === 'EISDIR') return refuse('this is a folder');
    if (code === 'EACCES' || code === 'EPERM') return refuse('it cannot be read', 'check its permissions');
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    return refuse(`it cannot be read (${code})`);
  }
  if (bytes === undefined) return refuse(`the file is larger than ${MAX_TEXT_BYTES >> 20} MiB`);
  if (bytes.includes(0)) return refuse('this is a binary file');
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

/** The bytes of a file; undefined when there are too many, or a NUL in the first chunk shows that they are no text. */
function readBounded(file: string): Buffer | undefined {
  const handle = openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let total = 0; total <= MAX_TEXT_BYTES; ) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const read = readSync(handle, chunk);
      chunks.push(chunk.subarray(0, read));
      total += read;
      if (read === 0 || chunk.subarray(0, read).includes(0)) return Buffer.concat(chunks);
    }
    return undefined;
  } finally {
    closeSync(handle);
  }
}
