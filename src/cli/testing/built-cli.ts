import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { packageRoot } from '../../campaign/package-root.ts';

/**
 * The package in a folder, translated without checks, for tests that need a process of their own.
 * @returns path of its command
 */
export function buildCli(folder: string): string {
  const root = packageRoot();
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  for (const name of ['corpus', 'conformance', 'node_modules'])
    symlinkSync(join(root, name), join(folder, name));
  for (const part of ['src', 'fuzz']) {
    const files = readdirSync(join(root, part), { recursive: true, encoding: 'utf8' });
    for (const file of files) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
      const output = join(folder, 'dist', part, file.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(output), { recursive: true });
      writeFileSync(output, translate(readFileSync(join(root, part, file), 'utf8')));
    }
  }
  return join(folder, 'dist', 'src', 'cli', 'main.js');
}

const translate = (text: string): string =>
  ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  }).outputText;
