import { dirname } from 'node:path';
import { DeviceChoiceError } from '../campaign/device-choice-error.ts';
import { libraryForProgram } from '../campaign/program-devices.ts';
import type { Profile } from '../changes/profiles.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import { type ProgramFile, parseProgram } from '../program/schema.ts';
import type { RunOptions } from './campaign-options.ts';
import { chooseProfile, DEFAULT_PROFILE } from './choices.ts';
import { UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { jsonErrorLine, jsonLine } from './json-place.ts';
import { suggestion } from './nearest.ts';
import { readText } from './text-input.ts';

/** A program file with the devices it names. */
export interface ProgramInput {
  readonly file: string;
  readonly text: string;
  readonly program: ProgramFile;
  readonly library: DeviceLibrary;
}

/** Reads a program file. @throws UsageError, DumpError: one clear line each, with the line in the file */
export function readProgram(file: string, io: Pick<Io, 'env'>): ProgramInput {
  const text = readText(file, 'give the path of a program.json');
  const parsed = parseProgram(text);
  if ('problem' in parsed) throw problemIn(file, text, parsed.problem);
  const { program } = parsed;
  const { devices, guests } = program.setup;
  devices.forEach(({ name, guest }, index) => {
    if (guest === undefined || guest < guests) return;
    const are = guests === 1 ? 'there is 1 guest' : `there are ${guests} guests`;
    const what = `setup.devices[${index}]: '${name}' is given to guest ${guest}, and ${are}`;
    throw new UsageError(placeOf(file, text, deviceGuest(index)), what, 'raise setup.guests');
  });
  return { file, text, program, library: libraryOf(file, text, program, io) };
}

/** Options that choose a profile. */
export interface ProfileOptions extends Pick<RunOptions, 'profile' | 'flaw'> {
  readonly hardening?: readonly string[];
}

/**
 * Profile, flaws and hardenings of the options, or else of the file.
 * @throws UsageError, naming the line when it is the file's
 */
export function profileOfProgram(
  { file, text, program }: ProgramInput,
  { profile, flaw, hardening }: ProfileOptions,
): Profile {
  try {
    return chooseProfile(
      profile ?? program.profile ?? DEFAULT_PROFILE,
      flaw ?? program.flaws,
      hardening ?? program.hardenings,
    );
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { where, what, remedy } = error;
    const options = { '--profile': profile, '--flaw': flaw, '--hardening': hardening };
    const fields = { '--profile': 'profile', '--flaw': 'flaws', '--hardening': 'hardenings' };
    const option = Object.keys(fields).find((name) => name === where) as keyof typeof fields | undefined;
    if (option === undefined || options[option] !== undefined) throw error;
    throw new UsageError(placeOf(file, text, [fields[option]]), what, remedy);
  }
}

const deviceGuest = (index: number): (string | number)[] => ['setup', 'devices', index, 'guest'];

/** `program.json:7` */
function placeOf(file: string, text: string, path: readonly (string | number)[]): string {
  return `${file}:${jsonLine(text, path)}`;
}

function problemIn(
  file: string,
  text: string,
  { where, problem }: { where: string; problem: string },
): UsageError {
  const remedy = 'see corpus/program.schema.json for what a program file holds';
  if (text.trim() === '') return new UsageError(file, 'the file is empty', remedy);
  const broken = jsonErrorLine(text);
  if (broken !== undefined) return new UsageError(`${file}:${broken}`, 'this is not JSON', remedy);
  const path = where === 'the whole file' ? [] : (where.match(/[^.[\]]+/g) ?? []);
  // An unknown member is complained of at the object it is in.
  const unknown = /^Unrecognized keys?: ("(?:[^"\\]|\\.)*")/.exec(problem)?.[1];
  const place = placeOf(file, text, unknown === undefined ? path : [...path, unquoted(unknown)]);
  return new UsageError(place, `${where}: ${problem}`, remedy);
}

/** Text of a JSON string; as it is when it is none. */
function unquoted(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}

function libraryOf(file: string, text: string, program: ProgramFile, io: Pick<Io, 'env'>): DeviceLibrary {
  try {
    return libraryForProgram(program, dirname(file), io.env);
  } catch (error) {
    if (!(error instanceof DeviceChoiceError)) throw error;
    const { where, what, remedy, wanted, candidates } = error;
    const index = program.setup.devices.findIndex(({ name }) => name === where);
    const path = ['setup', 'devices', ...(index < 0 ? [] : [index, 'name'])];
    throw new UsageError(
      placeOf(file, text, path),
      `'${where}': ${what}`,
      candidates.length === 0 ? remedy : `${suggestion(wanted, candidates)}${remedy}`,
    );
  }
}
