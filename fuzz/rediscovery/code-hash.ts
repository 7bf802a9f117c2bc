import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folders of the code that a campaign is made of. */
const PARTS = ['src', 'fuzz'];

/** Hash of the code that runs, sixteen hexadecimal digits; figures made by different code are not put together. */
export function codeHash(): string {
  const here = fileURLToPath(import.meta.url);
  const root = dirname(dirname(dirname(here)));
  const hash = createHash('sha256');
  for (const part of PARTS) {
    const files = readdirSync(join(root, part), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => extname(name) === extname(here)).sort()) {
      hash.update(`${part}/${file}\0`).update(readFileSync(join(root, part, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
