import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../campaign/package-root.ts';

/** Version of the package. */
export function version(): string {
  return String(JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')).version);
}
