import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/campaign/package-root.ts';

/** A document of the project. */
export interface Doc {
  /** From the root of the package. */
  readonly path: string;
  readonly text: string;
}

const ELSEWHERE = new Set(['node_modules', 'dist', '.git', 'coverage', '.stryker-tmp']);

/** Every Markdown file of the project, those that runs write excepted. */
export function documents(): Doc[] {
  return filesOf('.md').map((path) => ({ path, text: readFileSync(join(packageRoot(), path), 'utf8') }));
}

/** Files of the project whose names end so, from the root, in order. */
export function filesOf(ending: string): string[] {
  const found: string[] = [];
  const look = (folder: string): void => {
    for (const entry of readdirSync(join(packageRoot(), folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !ELSEWHERE.has(entry.name)) look(path);
      else if (entry.isFile() && path.endsWith(ending)) found.push(path);
    }
  };
  look('');
  return found.filter((path) => !path.startsWith('reports/') || path === 'reports/README.md').sort();
}
