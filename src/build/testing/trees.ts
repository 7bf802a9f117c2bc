import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { MIRRORED } from '../../campaign/covered-build.ts';
import { packageRoot } from '../../campaign/package-root.ts';

/** The package in a temporary folder, its `dist` compiled without a look at the types; the sources are not copied. */
export function compiledPackage(): string {
  const root = packageRoot();
  const folder = mkdtempSync(join(tmpdir(), 'rig-build-'));
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  for (const name of ['corpus', 'conformance', 'node_modules'])
    symlinkSync(join(root, name), join(folder, name));
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  };
  for (const part of MIRRORED) {
    for (const name of readdirSync(join(root, part), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
      const text = readFileSync(join(root, part, name), 'utf8');
      const output = join(folder, 'dist', part, name.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(output), { recursive: true });
      writeFileSync(output, ts.transpileModule(text, { compilerOptions }).outputText);
    }
  }
  return folder;
}

/** Runs a module's text in a process of its own, there; what it printed, as JSON. */
export function runModule(folder: string, text: string): unknown {
  const file = join(folder, 'module.mjs');
  writeFileSync(file, text);
  return JSON.parse(
    execFileSync(process.execPath, [file], { encoding: 'utf8', maxBuffer: 1 << 26, timeout: 60_000 }),
  );
}

/** Runs the command of a compiled package. */
export function command(
  folder: string,
  ...words: string[]
): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, 'dist/src/cli/main.js'), ...words],
    {
      encoding: 'utf8',
      cwd: folder,
      maxBuffer: 1 << 26,
      timeout: 60_000,
    },
  );
  return { code: status, stdout, stderr };
}
