import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of a build that the one with counters has as well: what imports the core has to import the core that counts. */
export const MIRRORED = ['src', 'fuzz', 'conformance'] as const;
/** In `dist/covered`: which build it was made of. */
export const BUILD_ID_FILE = 'build-id';

/** Hash of the modules of a build. */
export function buildId(dist: string): string {
  const hash = createHash('sha256');
  for (const folder of MIRRORED) {
    const files = readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.js')).sort()) {
      hash.update(`${folder}/${file}\0`).update(readFileSync(join(dist, folder, file)));
    }
  }
  return hash.digest('hex');
}

/** The build with counters beside the one in `dist`, when there is one and it is of the same sources. */
export function coveredBuild(dist: string): string | undefined {
  const covered = join(dist, 'covered');
  const idFile = join(covered, BUILD_ID_FILE);
  return existsSync(idFile) && readFileSync(idFile, 'utf8') === buildId(dist) ? covered : undefined;
}
