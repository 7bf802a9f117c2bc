import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { libraryForProgram } from '../campaign/program-devices.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import { type ProgramFile, parseProgram } from '../program/schema.ts';
import { UsageError } from './errors.ts';
import type { Io } from './io.ts';

/** Larger files are no programs. */
const MAX_PROGRAM_BYTES = 16 * 1024 * 1024;

/** A program file with the devices it names. */
export interface ProgramInput {
  readonly file: string;
  readonly program: ProgramFile;
  readonly library: DeviceLibrary;
}

/** Reads a program file. @throws UsageError, DeviceChoiceError, DumpError: one clear line each */
export function readProgram(file: string, io: Io): ProgramInput {
  const parsed = parseProgram(readText(file));
  if ('problem' in parsed) {
    const { where, problem } = parsed.problem;
    throw new UsageError(
      `${file}: ${where}`,
      problem,
      'see corpus/program.schema.json for what a program file holds',
    );
  }
  const { program } = parsed;
  const tooFar = program.setup.devices.find(
    ({ guest }) => guest !== undefined && guest >= program.setup.guests,
  );
  if (tooFar !== undefined) {
    throw new UsageError(
      `${file}: setup.devices`,
      `'${tooFar.name}' is given to guest ${tooFar.guest}, and there are ${program.setup.guests} guests`,
      'raise setup.guests',
    );
  }
  return { file, program, library: libraryForProgram(program, dirname(file), io.env) };
}

function readText(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > MAX_PROGRAM_BYTES)
      throw new UsageError(
        file,
        `the file is larger than ${MAX_PROGRAM_BYTES >> 20} MiB`,
        'give a program file',
      );
    if (looksBinary(file))
      throw new UsageError(file, 'this is a binary file', 'give the JSON form of a program');
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new UsageError(file, 'there is no such file', 'give the path of a program.json');
    if (code === 'EISDIR') throw new UsageError(file, 'this is a folder', 'give the program.json in it');
    if (code === 'EACCES') throw new UsageError(file, 'it cannot be read', 'check its permissions');
    throw error;
  }
}

/** A NUL byte among the first bytes. */
function looksBinary(file: string): boolean {
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(4096);
    return head.subarray(0, readSync(handle, head)).includes(0);
  } finally {
    closeSync(handle);
  }
}
