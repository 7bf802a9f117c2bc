import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';

/** Folders whose code is changed. */
export const MUTATED = ['src/backend', 'src/host'] as const;

/** One small change of the sources that Stryker can make. */
export interface Mutant {
  readonly id: string;
  /** Relative to the package: `src/backend/kill.ts`. */
  readonly file: string;
  /** 1-based, as editors count; columns are 1-based and the end is exclusive. */
  readonly from: { readonly line: number; readonly column: number };
  readonly to: { readonly line: number; readonly column: number };
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
}

/** A source file with every mutant in it, each behind a switch. */
export interface Instrumented {
  readonly file: string;
  readonly content: string;
}

const silent = () => {};
const logger = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  fatal: silent,
};

/** Sources of the mutated folders without tests, by name. */
export function sourceFiles(root: string): string[] {
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === 'testing' ? [] : walk(path);
      return /\.ts$/.test(entry.name) && !/\.test\.ts$/.test(entry.name) ? [path] : [];
    });
  return MUTATED.flatMap(walk).sort();
}

/**
 * Every mutant of the two folders, as Stryker itself makes them, and the sources with all of them switched off.
 * @param further files to change as well
 */
export async function instrument(
  root: string,
  further: readonly string[] = [],
): Promise<{ mutants: Mutant[]; files: Instrumented[] }> {
  const sources = [...sourceFiles(root), ...further].map((name) => ({
    name: join(root, name),
    content: readFileSync(join(root, name), 'utf8'),
    mutate: true,
  }));
  const { files, mutants } = await new Instrumenter(logger).instrument(sources, {
    plugins: null,
    excludedMutations: [],
    ignorers: [],
  });
  const text = new Map(sources.map(({ name, content }) => [name, content.split('\n')]));
  return {
    mutants: mutants.map((mutant) => {
      const { id, fileName, mutatorName, replacement } = mutant;
      const { start, end } = mutant.location;
      return {
        id,
        file: relative(root, fileName),
        from: { line: start.line + 1, column: start.column + 1 },
        to: { line: end.line + 1, column: end.column + 1 },
        mutator: mutatorName,
        original: excerpt(text.get(fileName) ?? [], start, end),
        replacement,
      };
    }),
    files: files.map(({ name, content }) => ({ file: relative(root, name), content })),
  };
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function excerpt(lines: readonly string[], start: Place, end: Place): string {
  const taken = lines.slice(start.line, end.line + 1);
  const last = taken.length - 1;
  return taken
    .map((line, i) => line.slice(i === 0 ? start.column : 0, i === last ? end.column : undefined))
    .join('\n');
}
