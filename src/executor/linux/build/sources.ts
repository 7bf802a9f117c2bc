import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keyOf, once } from './cache.ts';
import type { Commands } from './commands.ts';
import type { Headers } from './flags.ts';
import { MissingError, type Package } from './packages.ts';
import { type KernelVersion, versions } from './variants.ts';

/** Where a package's files are unpacked, or will be. */
const folderOf = ({ name, version }: Package): string =>
  `${name}_${version.replace(/[^A-Za-z0-9.+~-]/g, '_')}`;

/** True when a package's files are in the cache. */
export const isUnpacked = (cache: string, one: Package): boolean => existsSync(join(cache, folderOf(one)));

/** Downloads a package and unpacks it into a folder of the cache, without any change of the system. */
function unpack(commands: Commands, cache: string, one: Package, progress: (line: string) => void): string {
  return once(cache, folderOf(one), (folder) => {
    progress(`getting ${one.name} ${one.version} (${Math.ceil(one.download / 1e6)} MB)`);
    const download = mkdtempSync(join(folder, '.deb-'));
    commands.run('apt-get', ['download', '-qq', `${one.name}=${one.version}`], download);
    const file = readdirSync(download).find((name) => name.endsWith('.deb'));
    if (file === undefined) throw new MissingError(`${one.name} could not be downloaded`, 'apt-get update');
    progress(`unpacking ${one.name}`);
    commands.run('dpkg', ['-x', join(download, file), folder]);
    if (one.name.startsWith('linux-source-')) keepDriver(commands, folder, one.name);
    rmSync(download, { recursive: true });
  });
}

/** Of a kernel's sources only the driver is unpacked; the rest, and the archive, go. */
function keepDriver(commands: Commands, folder: string, name: string): void {
  const archive = join(folder, 'usr', 'src', `${name}.tar.xz`);
  commands.run('tar', ['-C', folder, '-xf', archive, '--wildcards', '*/drivers/xen/xen-pciback/*']);
  rmSync(join(folder, 'usr'), { recursive: true });
  renameSync(join(folder, name, 'drivers'), join(folder, 'drivers'));
  rmSync(join(folder, name), { recursive: true, force: true });
}

/** Prepared headers of a kernel, got if need be. */
export function headersOf(
  commands: Commands,
  cache: string,
  packages: readonly Package[],
  progress: (line: string) => void,
): Headers {
  const [arch, common] = packages
    .filter(({ name }) => name.startsWith('linux-headers-'))
    .map((one) => join(unpack(commands, cache, one, progress), 'usr', 'src', one.name));
  if (arch === undefined || common === undefined)
    throw new MissingError('no headers were named', 'report this');
  return { arch, common };
}

/** The driver's own files of a packaged kernel, got if need be. */
export function driverOf(
  commands: Commands,
  cache: string,
  packages: readonly Package[],
  version: KernelVersion,
  progress: (line: string) => void,
): { driver: string; source: string } {
  const one = packages.find(({ name }) => name === `linux-source-${version}`);
  if (one === undefined) throw new MissingError('no source was named', 'report this');
  return {
    driver: join(unpack(commands, cache, one, progress), 'drivers', 'xen', 'xen-pciback'),
    source: `${one.name} ${one.version}`,
  };
}

/** Files without which a folder is not the driver: a patch may add files, not take these away. */
const NEEDED_FILES = [
  'conf_space.c',
  'conf_space.h',
  'conf_space_capability.c',
  'conf_space_header.c',
  'conf_space_quirks.c',
  'conf_space_quirks.h',
  'passthrough.c',
  'pci_stub.c',
  'pciback.h',
  'pciback_ops.c',
  'vpci.c',
  'xenbus.c',
];

/**
 * The driver's files of the user's own tree: a whole kernel, or the driver's folder itself.
 * @throws MissingError
 */
export function driverOfTree(tree: string): string {
  if (!existsSync(tree)) throw new MissingError(`${tree} is not there`, 'name the folder of a kernel tree');
  const inside = join(tree, 'drivers', 'xen', 'xen-pciback');
  const lacks = (folder: string) => NEEDED_FILES.filter((name) => !existsSync(join(folder, name)));
  for (const folder of [inside, tree]) {
    const missing = lacks(folder);
    if (missing.length === 0) return folder;
    if (missing.length <= NEEDED_FILES.length / 2)
      throw new MissingError(
        `${folder} lacks ${missing.join(', ')}`,
        'name a whole kernel tree, or a whole folder of the driver',
      );
  }
  throw new MissingError(
    `${tree} has no drivers/xen/xen-pciback with pciback.h`,
    'name the folder of a kernel tree, or that of the driver itself',
  );
}

/** Name of a build of the user's own driver: the same for the same files. */
export const nameOfTree = (driver: string): string => `tree-${keyOf([driver], []).slice(0, 8)}`;

/** Version of a kernel tree by its Makefile, such as `6.8`; undefined when there is none. */
export function versionOfTree(tree: string): string | undefined {
  const file = join(tree, 'Makefile');
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8').slice(0, 4096);
  const version = /^VERSION *= *(\d+)$/m.exec(text)?.[1];
  const level = /^PATCHLEVEL *= *(\d+)$/m.exec(text)?.[1];
  return version === undefined || level === undefined ? undefined : `${version}.${level}`;
}

/** The version nearest to a kernel's, the older one of two that are as near; without one the oldest. */
export function nearestVersion(wanted: string | undefined): KernelVersion {
  const [oldest] = versions;
  if (wanted === undefined) return oldest;
  const far = (version: string): number => Math.abs(place(version) - place(wanted));
  return versions.reduce((best, one) => (far(one) < far(best) ? one : best), oldest);
}

/** Releases in a row: a series has some twenty. */
function place(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 20 + minor;
}
