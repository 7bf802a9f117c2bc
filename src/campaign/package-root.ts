import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the package, whether it runs from sources, from `dist/`, or installed elsewhere. */
export function packageRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === 'pciback-rig') return folder;
    if (dirname(folder) === folder)
      throw new Error('the package pciback-rig is not complete: no package.json');
  }
}
