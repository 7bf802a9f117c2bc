import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceLibrary } from '../device-library.ts';
import { ProcessExecutor } from '../process/process-executor.ts';
import type { Build } from './build/cache.ts';
import { encodeModels } from './models.ts';

export interface LinuxOptions {
  readonly build: Build;
  readonly library: DeviceLibrary;
  /** Folder for the devices' register models. */
  readonly cache: string;
  /** Longest time for one answer, milliseconds. */
  readonly timeout?: number;
  /** For a `coverage` build: file for its counters, as LLVM_PROFILE_FILE has it. */
  readonly counters?: string;
}

/**
 * Starts a build of the driver's own files as an executor: the process speaks the executor protocol and is told of the
 * devices' registers in a file.
 * @throws ExecutorFailure when it does not start
 */
export function linuxExecutor({ build, cache, counters, library, timeout }: LinuxOptions): ProcessExecutor {
  const models = keepModels(cache, encodeModels(library));
  return new ProcessExecutor({
    command: `${countersText(build, counters)}exec ${quoted(build.program)} --models ${quoted(models)}`,
    library,
    profile: profileOf(build),
    ...(timeout === undefined ? {} : { timeout }),
  });
}

/** A build that counts would leave its counters in the working directory. */
const countersText = ({ variant }: Build, counters: string | undefined): string =>
  variant === 'coverage' ? `export LLVM_PROFILE_FILE=${quoted(counters ?? '/dev/null')}; ` : '';

/** Profile that describes a build's driver: that of its kernel version. */
export const profileOf = ({ headers }: Build): string => `linux-${headers}`;

/** The file is named after what it holds, so that it is written once and any number of processes share it. */
export function keepModels(cache: string, bytes: Uint8Array): string {
  const folder = join(cache, 'models');
  const file = join(folder, createHash('sha256').update(bytes).digest('hex').slice(0, 20));
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, file);
  return file;
}

/** As one word of a shell's command line. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
