import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from './errors.ts';

/**
 * Makes a folder and those above it. One level at a time: Node's own recursive form never returns below a folder
 * that takes no entries and says ENOENT, such as /proc.
 * @throws the system's error
 */
export function makeFolders(folder: string): void {
  const path = resolve(folder);
  if (existsSync(path) && statSync(path).isDirectory()) return;
  if (dirname(path) !== path) makeFolders(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another run may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
}

/**
 * Does something that writes below `where`.
 * @throws UsageError, naming `where`, for what the system refuses
 */
export function writing<T>(where: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    throw new UsageError(where, `it cannot be written (${code})`, remedyFor(code));
  }
}

function remedyFor(code: string): string {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full: make room, then run it again';
  return 'name a place where you may write';
}

/** Makes sure, before any work is done for it, that a folder is there and takes files. @throws UsageError */
export function prepareFolder(folder: string, where = folder): void {
  writing(where, () => {
    makeFolders(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  });
}
