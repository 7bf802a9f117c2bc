import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import type { Instrumented } from './mutants.ts';

/** Calls by which instrumented code tells what it reaches. */
const COVER = /stryCov_9fa48\((?:"\d+"(?:,\s*)?)+\)/g;

/**
 * A copy of the built package in `folder` whose backend and host are the instrumented ones.
 * @param counts tell which mutants are reached; without it everything runs faster
 */
export function buildTree(
  root: string,
  folder: string,
  files: readonly Instrumented[],
  counts: boolean,
): void {
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  for (const name of ['package.json', 'corpus'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  for (const name of ['rules', 'devices', 'vectors'])
    cpSync(join(root, 'conformance', name), join(folder, 'conformance', name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const { file, content } of files) {
    const { outputText } = ts.transpileModule(counts ? content : content.replace(COVER, '0'), {
      fileName: file,
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    const path = join(folder, 'dist', file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, outputText);
  }
}
