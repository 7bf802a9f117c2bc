import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionsIn } from '../rewrite/c-text.ts';

/**
 * The C table of the driver's functions and the files they are in, for names that are in one file alone; those of
 * several (static functions of the topologies) the program's own symbols tell apart.
 * @param driver folder of the driver's files
 */
export function placesHeader(driver: string): string {
  const files = new Map<string, string[]>();
  for (const file of readdirSync(driver).sort()) {
    if (!file.endsWith('.c') || file.endsWith('.mod.c')) continue;
    for (const name of functionsIn(readFileSync(join(driver, file), 'utf8')))
      files.set(name, [...(files.get(name) ?? []), file]);
  }
  const rows = [...files]
    .filter(([, where]) => where.length === 1)
    .map(([name, [file]]) => `\t{ "${name}", "${file}" },`);
  return `${rows.join('\n')}\n`;
}
