import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Commands, tryRun } from './commands.ts';
import { type KernelVersion, type Variant, versions } from './variants.ts';

/** A package of Debian as the user is told of it. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** Bytes to be downloaded. */
  readonly download: number;
  /** Its files are unpacked into the cache; else it is installed. */
  readonly unpacked: boolean;
}

/** Something that is missing, and the command that brings it. */
export class MissingError extends Error {
  override readonly name = 'MissingError';
  readonly remedy: string;

  constructor(what: string, remedy: string) {
    super(what);
    this.remedy = remedy;
  }
}

/** Packages that depend on the current headers of a kernel, the likeliest first. */
const metapackages: Readonly<Record<KernelVersion, readonly string[]>> = {
  '6.1': ['linux-headers-amd64'],
  '6.12': ['linux-headers-6.12-amd64', 'linux-headers-amd64'],
};

/** Releases of clang that were tried, or should do; the first is the one that Debian 12 has. */
const CLANGS = [14, 15, 16, 17, 18, 19];

/** The compiler in use: which, and whether everything around it is there. */
export interface Compiler {
  readonly release: number;
  readonly clang: string;
}

/** The compiler that is installed with its runtime and lld; undefined when one has to be installed. */
export function installedCompiler(commands: Commands): Compiler | undefined {
  for (const release of CLANGS) {
    const clang = `clang-${release}`;
    const resource = tryRun(commands, clang, ['-print-resource-dir'])?.trim();
    if (resource === undefined) continue;
    const runtime = join(resource, 'lib', 'linux', 'libclang_rt.asan-x86_64.a');
    const linker = tryRun(commands, clang, ['-print-prog-name=ld.lld'])?.trim();
    if (existsSync(runtime) && linker !== undefined && existsSync(linker)) return { release, clang };
  }
  return undefined;
}

/** What reads the counters of a `coverage` build. */
export interface CoverageTools {
  readonly profdata: string;
  readonly cov: string;
}

/** Those of a release of clang; undefined when they have to be installed. */
export function coverageTools(commands: Commands, release: number): CoverageTools | undefined {
  const tools = { profdata: `llvm-profdata-${release}`, cov: `llvm-cov-${release}` };
  const isThere = (tool: string): boolean => tryRun(commands, tool, ['--help']) !== undefined;
  return isThere(tools.profdata) && isThere(tools.cov) ? tools : undefined;
}

/** Names of the packages that install a compiler. @throws MissingError when the lists know none */
function compilerPackages(commands: Commands): string[] {
  for (const release of CLANGS) {
    const names = [`clang-${release}`, `libclang-rt-${release}-dev`, `lld-${release}`];
    if (names.every((name) => candidate(commands, name) !== undefined)) return names;
  }
  throw new MissingError('the package lists know no clang', updateCommand(commands));
}

export const updateCommand = ({ isRoot }: Commands): string => `${isRoot ? '' : 'sudo '}apt-get update`;

/** Headers of the running release of a kernel: of this architecture, and of all. @throws MissingError */
export function headerPackages(commands: Commands, version: KernelVersion): [arch: string, common: string] {
  for (const meta of metapackages[version]) {
    const arch = dependency(
      commands,
      meta,
      new RegExp(`^linux-headers-${version.replace('.', '\\.')}\\.\\S+-amd64$`),
    );
    if (arch === undefined) continue;
    const common = dependency(commands, arch, /^linux-headers-\S+-common$/);
    if (common !== undefined) return [arch, common];
  }
  throw new MissingError(`the package lists have no headers of Linux ${version}`, updateCommand(commands));
}

function dependency(commands: Commands, name: string, wanted: RegExp): string | undefined {
  const text = tryRun(commands, 'apt-cache', ['depends', name]) ?? '';
  return [...text.matchAll(/Depends: (\S+)/g)]
    .map(([, one]) => one as string)
    .find((one) => wanted.test(one));
}

interface Candidate {
  readonly version: string;
  readonly download: number;
}

/** What would be installed. */
function candidate(commands: Commands, name: string): Candidate | undefined {
  const text = tryRun(commands, 'apt-cache', ['show', '--no-all-versions', name]) ?? '';
  const version = /^Version: (\S+)$/m.exec(text)?.[1];
  const size = /^Size: (\d+)$/m.exec(text)?.[1];
  return version === undefined || size === undefined ? undefined : { version, download: Number(size) };
}

/**
 * Everything that has to be got for a build.
 * @param source the driver's own files as well
 * @param variants what is to be built; `coverage` needs tools of its own
 * @throws MissingError when the lists do not know something
 */
export function neededPackages(
  commands: Commands,
  version: KernelVersion,
  source: boolean,
  variants: readonly Variant[] = [],
): Package[] {
  const compiler = installedCompiler(commands);
  const tools = compiler === undefined ? compilerPackages(commands) : [];
  if (variants.includes('coverage')) {
    const release = compiler?.release ?? Number(tools[0]?.replace('clang-', ''));
    if (coverageTools(commands, release) === undefined) tools.push(`llvm-${release}`);
  }
  if (tryRun(commands, 'objcopy', ['--version']) === undefined) tools.push('binutils');
  // The source package holds an archive that tar gives to xz.
  if (source && tryRun(commands, 'xz', ['--version']) === undefined) tools.push('xz-utils');
  const files = [...(source ? [`linux-source-${version}`] : []), ...headerPackages(commands, version)];
  const describe = (name: string, unpacked: boolean): Package => {
    const found = candidate(commands, name);
    if (found === undefined)
      throw new MissingError(`the package lists have no ${name}`, updateCommand(commands));
    return { name, unpacked, ...found };
  };
  return [...tools.map((name) => describe(name, false)), ...files.map((name) => describe(name, true))];
}

/** Versions that the package lists have sources and headers of, oldest first. */
export function availableVersions(commands: Commands): KernelVersion[] {
  return versions.filter((version) => {
    if (candidate(commands, `linux-source-${version}`) === undefined) return false;
    try {
      return headerPackages(commands, version).length > 0;
    } catch {
      return false;
    }
  });
}

/** Gets the package lists anew. False: that failed, and the lists are what they were. */
export function updateLists(commands: Commands): boolean {
  return tryRun(commands, 'apt-get', ['update', '-q']) !== undefined;
}

/** The command that installs what has to be installed; empty when nothing has. */
export function installCommand({ isRoot }: Commands, packages: readonly Package[]): string {
  const names = packages.filter(({ unpacked }) => !unpacked).map(({ name }) => name);
  if (names.length === 0) return '';
  return `${isRoot ? '' : 'sudo '}apt-get install --no-install-recommends ${names.join(' ')}`;
}
