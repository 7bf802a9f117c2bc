import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a directory of files so that it is there whole or not at all: everything goes into a hidden directory
 * beside it, is flushed to disk, and is renamed as one. Where the directory exists already, its files are replaced
 * one by one, each whole, in the order given; other files in it are left alone.
 * @param files contents by plain file name
 * @throws RangeError for a name that is not a plain file name, before anything is written; the system's error when
 *   writing fails, with nothing half-written left
 */
export function writeFiles(directory: string, files: Iterable<readonly [string, string | Uint8Array]>): void {
  const list = [...files];
  for (const [name] of list) checkName(name);
  if (!existsSync(directory) && makeDirectory(directory, list)) return;
  for (const [name, content] of list) writeFileAtomically(join(directory, name), content);
}

/** False when somebody else has made the directory meanwhile. */
function makeDirectory(
  directory: string,
  files: readonly (readonly [string, string | Uint8Array])[],
): boolean {
  const parent = dirname(directory);
  mkdirSync(parent, { recursive: true });
  const temporary = temporaryName(directory);
  mkdirSync(temporary);
  try {
    for (const [name, content] of files) writeFlushed(join(temporary, name), content);
    flushDirectory(temporary);
    renameSync(temporary, directory);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    throw error;
  }
  flushDirectory(parent);
  return true;
}

/**
 * Replaces or makes one file: readers see the old content or the new, never a part.
 * @throws the system's error, with the old file untouched and no temporary file left
 */
export function writeFileAtomically(path: string, content: string | Uint8Array): void {
  const temporary = temporaryName(path);
  try {
    writeFlushed(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushDirectory(dirname(path));
}

/** A hidden name beside `path` that nobody else uses. */
function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
}

function checkName(name: string): void {
  if (name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name)) {
    throw new RangeError(`'${name}' is not a plain file name`);
  }
}

function writeFlushed(path: string, content: string | Uint8Array): void {
  const handle = openSync(path, 'wx');
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes names in a directory durable, where the system can. */
function flushDirectory(path: string): void {
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch {
    return; // Windows opens no directories; there the rename itself has to do
  }
  try {
    fsyncSync(handle);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EINVAL' && code !== 'EPERM' && code !== 'ENOTSUP') throw error;
  } finally {
    closeSync(handle);
  }
}
