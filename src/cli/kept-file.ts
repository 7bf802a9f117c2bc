import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Output } from './io.ts';

const CHUNK_CHARACTERS = 1 << 16;

/**
 * A file that is written under a hidden name and gets its own when it is whole, so that readers see the old content or
 * the new. What killed processes left of it is cleared away.
 */
export class KeptFile implements Output {
  private readonly path: string;
  private readonly temporary: string;
  private readonly handle: number;
  private waiting = '';

  /** @throws the system's error */
  constructor(path: string) {
    this.path = path;
    clearOrphans(path);
    this.temporary = join(dirname(path), `${prefixOf(path)}${process.pid}`);
    this.handle = openSync(this.temporary, 'w');
  }

  /** @throws the system's error */
  write(text: string): void {
    this.waiting += text;
    if (this.waiting.length >= CHUNK_CHARACTERS) this.flush();
  }

  /** Puts it in its place, or in another beside it. @throws the system's error, with the old file untouched */
  finish(path = this.path): void {
    this.flush();
    fsyncSync(this.handle);
    closeSync(this.handle);
    renameSync(this.temporary, path);
  }

  /** Leaves nothing behind. */
  abandon(): void {
    try {
      closeSync(this.handle);
    } catch {
      // it was closed before
    }
    rmSync(this.temporary, { force: true });
  }

  private flush(): void {
    const bytes = Buffer.from(this.waiting);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.handle, bytes, at);
    this.waiting = '';
  }
}

/** `.fuzz.jsonl.part-`, and a process id. */
const prefixOf = (path: string): string => `.${basename(path)}.part-`;

function clearOrphans(path: string): void {
  const prefix = prefixOf(path);
  for (const name of readdirSync(dirname(path))) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (Number.isInteger(pid) && !runs(pid)) rmSync(join(dirname(path), name), { force: true });
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
