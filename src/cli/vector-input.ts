import { dirname } from 'node:path';
import { DeviceChoiceError } from '../campaign/device-choice-error.ts';
import { libraryForProgram } from '../campaign/program-devices.ts';
import { loadRules } from '../conformance/rules.ts';
import type { Rules } from '../conformance/suite.ts';
import type { Vector } from '../conformance/vector-schema.ts';
import { parseVectors, vectorProgram } from '../conformance/vectors.ts';
import { DeviceLibrary, type LibraryDevice } from '../executor/device-library.ts';
import { UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { jsonErrorLine, jsonLine } from './json-place.ts';
import { suggestion } from './nearest.ts';
import { readText } from './text-input.ts';

/** A vector file of the user's, with the devices it names. */
export interface VectorInput {
  readonly rules: Rules;
  readonly vectors: readonly Vector[];
  readonly library: DeviceLibrary;
}

type Path = readonly (string | number)[];

/**
 * Reads a vector file.
 * @param own devices of the suite; others are looked for as those of program files are
 * @throws UsageError, DumpError: one clear line each, with the line in the file
 */
export function readVectors(file: string, own: DeviceLibrary, io: Io): VectorInput {
  const text = readText(file, 'give the path of a vector file like those in conformance/vectors');
  const rules = loadRules();
  const parsed = parseVectors(text, rules);
  if ('problem' in parsed) throw problemIn(file, text, parsed.problem);
  const { vectors } = parsed.file;
  return { rules, vectors, library: libraryOf(file, text, vectors, own, io) };
}

const placeOf = (file: string, text: string, path: Path): string => `${file}:${jsonLine(text, path)}`;

function problemIn(
  file: string,
  text: string,
  { where, problem, remedy }: { where: string; problem: string; remedy: string },
): UsageError {
  if (text.trim() === '') return new UsageError(file, 'the file is empty', remedy);
  const broken = jsonErrorLine(text);
  if (broken !== undefined) return new UsageError(`${file}:${broken}`, 'this is not JSON', remedy);
  const path = where === 'the whole file' ? [] : (where.match(/[^.[\]]+/g) ?? []);
  // An unknown member is complained of at the object it is in.
  const unknown = /^Unrecognized keys?: "([^"\\]*)"/.exec(problem)?.[1];
  const place = placeOf(file, text, unknown === undefined ? path : [...path, unknown]);
  return new UsageError(place, `${where}: ${problem}`, remedy);
}

function libraryOf(
  file: string,
  text: string,
  vectors: readonly Vector[],
  own: DeviceLibrary,
  { env }: Io,
): DeviceLibrary {
  const found = new Map<string, LibraryDevice | undefined>(own.names().map((name) => [name, own.get(name)]));
  for (const [index, vector] of vectors.entries()) {
    const { setup } = vectorProgram(vector);
    for (const [number, device] of setup.devices.entries()) {
      const { name } = device;
      if (found.has(name)) continue;
      try {
        found.set(
          name,
          libraryForProgram({ setup: { ...setup, devices: [device] } }, dirname(file), env).get(name),
        );
      } catch (error) {
        if (!(error instanceof DeviceChoiceError)) throw error;
        const { what, remedy, wanted, candidates } = error;
        const place = placeOf(file, text, ['vectors', index, 'setup', 'devices', number, 'name']);
        const hint = candidates.length === 0 ? '' : suggestion(wanted, candidates);
        throw new UsageError(place, `'${name}': ${what}`, `${hint}${remedy}`);
      }
    }
  }
  return new DeviceLibrary([...found.values()].filter((device) => device !== undefined));
}
