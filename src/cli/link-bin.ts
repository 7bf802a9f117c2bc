/**
 * Part of the build: makes the command executable, and known to `npx` in a checkout of the package itself, whose own
 * commands npm does not link.
 */
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageRoot } from '../campaign/package-root.ts';

const root = packageRoot();
const command = join(root, 'dist', 'src', 'cli', 'main.js');
const folder = join(root, 'node_modules', '.bin');
chmodSync(command, 0o755);
if (existsSync(join(root, 'node_modules'))) {
  const link = join(folder, 'pciback-rig');
  mkdirSync(folder, { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(relative(folder, command), link);
}
