import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KnownCase } from '../campaign/campaign.ts';
import type { DeviceEnvironment } from '../campaign/device-files.ts';
import { libraryForProgram } from '../campaign/program-devices.ts';
import type { LibraryDevice } from '../executor/device-library.ts';
import { serializeDump } from '../platform/pci/dump/serialize.ts';
import { parseProgram } from '../program/schema.ts';
import { FuzzTestOptionError } from './option-error.ts';

/** Known cases and the devices they name, under the names they use. */
export interface KnownCases {
  readonly cases: readonly KnownCase[];
  readonly devices: readonly LibraryDevice[];
}

/**
 * The program files of folders: `*.json`, and `program.json` of the folders in them, as findings are written. What
 * they say of profile and flaws is left aside.
 * @throws FuzzTestOptionError, and DeviceChoiceError or DumpError for a device that there is not
 */
export function readKnownCases(folders: readonly string[], env: DeviceEnvironment): KnownCases {
  const cases: KnownCase[] = [];
  const devices = new Map<string, LibraryDevice>();
  for (const file of folders.flatMap(programFiles)) {
    const parsed = parseProgram(readFileSync(file, 'utf8'));
    if ('problem' in parsed) {
      const { where, problem } = parsed.problem;
      throw new FuzzTestOptionError(
        'knownCases',
        `${file}: ${where}: ${problem}`,
        'see corpus/program.schema.json for what a program file holds',
      );
    }
    const { setup, actions } = parsed.program;
    const library = libraryForProgram({ setup }, dirname(file), env);
    for (const name of library.names()) {
      const device = library.get(name) as LibraryDevice;
      const other = devices.get(name);
      if (other !== undefined && contentOf(other) !== contentOf(device)) {
        throw new FuzzTestOptionError(
          'knownCases',
          `${file}: its device '${name}' is another one than that of an earlier case`,
          'give one of the two dumps another name',
        );
      }
      devices.set(name, device);
    }
    cases.push({ name: file, program: { setup, actions } });
  }
  return { cases, devices: [...devices.values()] };
}

function programFiles(folder: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new FuzzTestOptionError(
      'knownCases',
      `'${folder}' is not a folder`,
      'name folders of program files; [] is none',
    );
  // The folder of one finding: its other files are no programs.
  if (existsSync(join(folder, 'finding.json'))) return [join(folder, 'program.json')];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) return entry.name.endsWith('.json') ? [path] : [];
      const program = join(path, 'program.json');
      return existsSync(program) ? [program] : [];
    });
}

/** All that matters of a device, as a text. */
export const contentOf = ({ description, companions }: LibraryDevice): string =>
  serializeDump([description, ...companions].map((fn) => ({ ...fn, machine: 0 })));
