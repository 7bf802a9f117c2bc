import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedDevices } from '../../../campaign/device-files.ts';
import { withKnownDevices } from '../../../campaign/known-cases.ts';
import { regressFolder } from '../../../campaign/regress.ts';
import type { Program } from '../../../program/program.ts';
import { parseProgram } from '../../../program/schema.ts';
import type { DeviceLibrary } from '../../device-library.ts';

/** The attacks of all past bugs, and the devices they are on. */
export function readKnownPrograms(): { programs: Program[]; library: DeviceLibrary } {
  const folder = regressFolder();
  const programs = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const parsed = parseProgram(readFileSync(join(folder, name), 'utf8'));
      if ('problem' in parsed) throw new Error(`${name}: ${parsed.problem.problem}`);
      const { setup, actions } = parsed.program;
      return { setup, actions };
    });
  return { programs, library: withKnownDevices(shippedDevices()) };
}
