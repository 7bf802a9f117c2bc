import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceLibrary } from '../../executor/device-library.ts';
import { parseProgram } from '../../program/schema.ts';
import type { DeviceEnvironment } from '../device-files.ts';
import { CorpusDevices } from './devices.ts';
import { type CorpusEntry, type CorpusWarning, corpusText, idOfText } from './entry.ts';

/** Largest file that can be a program, bytes. */
const MAX_FILE = 8 << 20;

/** What a corpus folder holds. */
export interface LoadedCorpus {
  /** By target and id. */
  readonly entries: readonly CorpusEntry[];
  readonly warnings: readonly CorpusWarning[];
  /** The library it was loaded with, and devices that the corpus brings. */
  readonly library: DeviceLibrary;
}

/** A program file of a corpus, by its place alone. */
export interface CorpusFile {
  readonly file: string;
  readonly folder: string;
  readonly target: string;
  /** As its name has it. */
  readonly id: string;
}

/**
 * The program files of a corpus folder, in a fixed order; none when there is no such folder. Hidden files are what an
 * interrupted writer left, and no part of it.
 * @throws the system's error for a folder that cannot be read
 */
export function corpusFiles(folder: string): CorpusFile[] {
  if (!existsSync(folder)) return [];
  return visibleNames(folder, 'folders').flatMap((target) =>
    visibleNames(join(folder, target), 'files')
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({
        file: join(folder, target, name),
        folder: join(folder, target),
        target,
        id: name.replace(/\.json$/, ''),
      })),
  );
}

function visibleNames(folder: string, want: 'files' | 'folders'): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && entry.isDirectory() === (want === 'folders'))
    .map(({ name }) => name)
    .sort();
}

/**
 * Reads a corpus folder. A file that is no program of it is a warning, never an error, and stays where it is.
 * @param targets names of the targets that there are; `wanted` of them are loaded, without it all
 */
export function loadCorpus(
  folder: string,
  targets: readonly string[],
  library: DeviceLibrary,
  env: DeviceEnvironment,
  wanted: readonly string[] = targets,
): LoadedCorpus {
  const devices = new CorpusDevices(library, env);
  const entries: CorpusEntry[] = [];
  const warnings: CorpusWarning[] = [];
  for (const place of corpusFiles(folder)) {
    if (targets.includes(place.target) && !wanted.includes(place.target)) continue;
    const entry = targets.includes(place.target)
      ? readEntry(place, devices)
      : `there is no target '${place.target}'`;
    if (typeof entry === 'string') warnings.push({ file: place.file, problem: entry });
    else entries.push(entry);
  }
  return { entries, warnings, library: devices.all() };
}

/** One file of a corpus; a text: what is wrong with it. */
export function readEntry(place: CorpusFile, devices: CorpusDevices): CorpusEntry | string {
  const { file, folder, target, id } = place;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return `it cannot be read (${(error as NodeJS.ErrnoException).code})`;
  }
  if (text.length > MAX_FILE) return 'it is too large for a program';
  const parsed = parseProgram(text);
  if ('problem' in parsed) return `${parsed.problem.where}: ${parsed.problem.problem}`;
  if (text !== corpusText(parsed.program)) return 'it is not in canonical form';
  const hash = idOfText(text);
  if (hash !== id) return `its name does not fit its content, which is ${hash}`;
  const { devices: used, guests } = parsed.program.setup;
  const beyond = used.find(({ guest = 0 }) => guest >= guests);
  if (beyond !== undefined) return `its device '${beyond.name}' is given to a guest that there is not`;
  const program = devices.adopt(parsed.program, folder);
  return typeof program === 'string' ? program : { file, target, id, program };
}
