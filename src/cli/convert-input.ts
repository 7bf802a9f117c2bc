import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { UsageError } from './errors.ts';
import { MAX_TEXT_BYTES } from './text-input.ts';

const CHUNK_BYTES = 1 << 20;

/**
 * The lines of a text file or a pipe, one by one: the rows of a long run do not fit into one string.
 * @param wanted what to give instead of a wrong file, for the message
 * @throws UsageError when it cannot be read, is binary or has a line that is no row
 */
export function* readLines(file: string, wanted: string): Generator<string, void, void> {
  const name = file === '' ? "''" : file;
  const handle = attempt(name, wanted, () => openSync(file, 'r'));
  try {
    const decoder = new StringDecoder('utf8');
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let rest = '';
    for (;;) {
      const size = attempt(name, wanted, () => readSync(handle, chunk));
      if (size === 0) break;
      if (chunk.subarray(0, size).includes(0)) throw new UsageError(name, 'this is a binary file', wanted);
      const lines = (rest + decoder.write(chunk.subarray(0, size))).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MAX_TEXT_BYTES) throw new UsageError(name, 'a line is longer than 16 MiB', wanted);
      yield* lines;
    }
    rest += decoder.end();
    if (rest !== '') yield rest;
  } finally {
    closeSync(handle);
  }
}

function attempt<T>(name: string, wanted: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new UsageError(name, 'there is no such file', wanted);
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    throw new UsageError(name, `it cannot be read (${code})`, wanted);
  }
}
