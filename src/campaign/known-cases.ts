import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeviceLibrary } from '../executor/device-library.ts';
import { parseProgram } from '../program/schema.ts';
import type { KnownCase } from './campaign.ts';
import { regressFolder, regressLibrary } from './regress.ts';

/**
 * The attacks of past bugs (`corpus/regress`), which every campaign runs first.
 * @throws Error for a file that is no program: they are shipped
 */
export function knownCases(folder: string = regressFolder()): KnownCase[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const parsed = parseProgram(readFileSync(join(folder, file), 'utf8'));
      if ('problem' in parsed)
        throw new Error(`corpus/regress/${file}: ${parsed.problem.where}: ${parsed.problem.problem}`);
      const { setup, actions } = parsed.program;
      return { name: `corpus/regress/${file.replace(/\.json$/, '')}`, program: { setup, actions } };
    });
}

/** The devices of a campaign and those that known cases need; a name of both means the campaign's. */
export function withKnownDevices(library: DeviceLibrary): DeviceLibrary {
  const all = (from: DeviceLibrary) => from.names().flatMap((name) => from.get(name) ?? []);
  return new DeviceLibrary([...all(regressLibrary()), ...all(library)]);
}
