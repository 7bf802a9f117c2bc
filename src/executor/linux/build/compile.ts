import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  driverFlags,
  type Headers,
  kernelIncludes,
  linkFlags,
  redirections,
  STATE_SECTION,
  STATE_SECTIONS,
  shimFlags,
  shimKernelFlags,
} from './flags.ts';
import { placesHeader } from './places-header.ts';
import { programHeader } from './program-header.ts';
import type { Variant } from './variants.ts';

/** Programs that the build runs. */
export interface Tools {
  readonly clang: string;
  readonly objcopy: string;
}

export interface CompileJob {
  /** Folder of the driver's `.c` files; compiled where they are, and not touched. */
  readonly driver: string;
  readonly headers: Headers;
  readonly shim: string;
  readonly variant: Variant;
  /** An empty folder for objects and the result. */
  readonly into: string;
  readonly tools: Tools;
  progress(line: string): void;
}

/** A compiler or linker said no: what it was at, and the first lines it said. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
  readonly file: string;

  constructor(file: string, output: string) {
    const lines = output.split('\n').filter((line) => /error|undefined/i.test(line));
    super(`${file}: ${(lines[0] ?? output.split('\n')[0] ?? 'the compiler failed').trim()}`);
    this.file = file;
  }
}

/** Name of the program that a build leaves in its folder. */
export const PROGRAM = 'pciback-linux';

/**
 * Compiles the driver's files as they are, the shim around them, and links them to one program.
 * @returns its path
 * @throws CompileError
 */
export function compile(job: CompileJob): string {
  const { driver, into, shim, tools, variant } = job;
  const generated = join(into, 'generated');
  mkdirSync(generated, { recursive: true });
  writeFileSync(join(generated, 'kinds.h'), programHeader());
  writeFileSync(join(generated, 'places.h'), placesHeader(driver));
  const includes = includesOf(job);
  const objects: string[] = [];
  const place = (source: string): string => join(into, `${objects.length}-${basename(source, '.c')}.o`);
  const add = (source: string, flags: readonly string[], traced: boolean): void => {
    const object = place(source);
    run(tools.clang, [...flags, '-c', source, '-o', object], basename(source));
    if (traced) redirect(object, tools.objcopy, variant);
    objects.push(object);
  };
  const files = cFiles(driver);
  job.progress(`${variant}: ${files.length} files of the driver`);
  for (const file of files) {
    const object = place(file);
    compileDriverFile(job, file, object, includes);
    objects.push(object);
  }
  const pciHeader = readFileSync(join(job.headers.common, 'include/linux/pci.h'), 'utf8');
  const ours = cFiles(shim);
  job.progress(`${variant}: ${ours.length} files of the shim`);
  for (const file of ours) {
    if (basename(file) === 'planted.c') add(file, driverFlags('planted', variant), true);
    else if (seesKernel(file))
      add(file, [...includes, ...shimKernelFlags(pciHeader), `-I${shim}`, `-I${driver}`], false);
    else add(file, [...shimFlags(), `-I${shim}`, `-I${generated}`], false);
  }
  job.progress(`${variant}: linking`);
  return link(tools, variant, objects, into);
}

type Compiling = Pick<CompileJob, 'headers' | 'shim' | 'tools' | 'variant'>;

function includesOf({ headers, shim, tools }: Pick<Compiling, 'headers' | 'shim' | 'tools'>): string[] {
  const resource = run(tools.clang, ['-print-resource-dir'], tools.clang).trim();
  return kernelIncludes(headers, resource, shim);
}

/** Compiles one of the driver's files. @throws CompileError */
export function compileDriverFile(
  job: Compiling,
  source: string,
  object: string,
  includes = includesOf(job),
): void {
  const { tools, variant } = job;
  const flags = driverFlags(basename(source, '.c'), variant);
  run(tools.clang, [...includes, ...flags, '-c', source, '-o', object], basename(source));
  redirect(object, tools.objcopy, variant);
}

/** @returns the program @throws CompileError */
export function link({ clang }: Tools, variant: Variant, objects: readonly string[], into: string): string {
  const program = join(into, PROGRAM);
  run(clang, [...linkFlags(variant), '-o', program, ...objects], 'link');
  return program;
}

/** Files that include the kernel's headers say so. */
const seesKernel = (file: string): boolean => /#include "k\.h"/.test(readFileSync(file, 'utf8'));

export function cFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.c') && !name.endsWith('.mod.c'))
    .sort()
    .map((name) => join(folder, name));
}

/** Brings copies and reports to the shim, and gathers what the driver changes in one section. */
function redirect(object: string, objcopy: string, variant: Variant): void {
  const targets = new Map<string, string[]>();
  for (const [from, to] of redirections(variant)) targets.set(to, [...(targets.get(to) ?? []), from]);
  const rounds = Math.max(...[...targets.values()].map((from) => from.length));
  const sections = STATE_SECTIONS.flatMap((name) => ['--rename-section', `${name}=${STATE_SECTION}`]);
  // One call takes a target only once.
  for (let round = 0; round < rounds; round++) {
    const symbols = [...targets].flatMap(([to, from]) =>
      from[round] === undefined ? [] : ['--redefine-sym', `${from[round]}=${to}`],
    );
    run(objcopy, [...symbols, ...(round === 0 ? sections : []), object], basename(object));
  }
}

/** What it printed. @throws CompileError */
function run(program: string, args: readonly string[], file: string): string {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 24,
    });
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new CompileError(file, stderr || message);
  }
}
