import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Folders of sources that the attacks need. */
const FOLDERS = ['src', 'conformance/removed-checks'];
/** Upper layers of `src`: nothing below imports them. */
const LEFT_OUT = new Set(['cli', 'report', 'conformance', 'vitest']);

/** Sources below a folder of the package, without tests; paths relative to `root`, with `/`. */
export function sourcesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory())
      return folder === 'src' && LEFT_OUT.has(entry.name) ? [] : sourcesBelow(root, path);
    return /(?<!\.test)\.ts$/.test(entry.name) ? [path] : [];
  });
}

/** A copy of what the attacks need, in `folder`, as JavaScript made from today's sources. */
export function buildTree(root: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  for (const name of ['corpus', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
  for (const file of FOLDERS.flatMap((name) => sourcesBelow(root, name)))
    putInto(folder, file, compiled(file, readFileSync(join(root, file), 'utf8')));
}

/** JavaScript of one source file. @throws Error when the text is no TypeScript */
export function compiled(file: string, text: string): string {
  const { outputText, diagnostics = [] } = ts.transpileModule(text, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  });
  const [first] = diagnostics;
  if (first !== undefined)
    throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`);
  return outputText;
}

/** Puts the JavaScript of one source file into a copy. */
export function putInto(folder: string, file: string, script: string): void {
  const path = join(folder, file.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, script);
}
