import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Directory of dumps of real machines, which the repository does not ship; `undefined` when the environment does not name one. */
export const devicesDirectory: string | undefined = process.env.PCIBACK_RIG_DEVICES || undefined;

/** Why a test that needs them is skipped; part of its name. */
export const devicesNeeded =
  devicesDirectory === undefined ? ' (skipped: set PCIBACK_RIG_DEVICES to a directory of *.lspci dumps)' : '';

/** Names and texts of the dumps there, sorted. */
export function readDevices(): { name: string; text: string }[] {
  if (devicesDirectory === undefined) return [];
  const directory = devicesDirectory;
  const names = readdirSync(directory).filter((name) => name.endsWith('.lspci'));
  return names.sort().map((name) => ({ name, text: readFileSync(join(directory, name), 'utf8') }));
}
