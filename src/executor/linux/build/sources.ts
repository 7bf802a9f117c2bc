import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { once } from './cache.ts';
import type { Commands } from './commands.ts';
import { cFiles } from './compile.ts';
import type { Headers } from './flags.ts';
import { MissingError, type Package } from './packages.ts';
import type { KernelVersion } from './variants.ts';

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

/**
 * The driver's files of the user's own tree: a whole kernel, or the driver's folder itself.
 * @throws MissingError
 */
export function driverOfTree(tree: string): string {
  const inside = join(tree, 'drivers', 'xen', 'xen-pciback');
  for (const folder of [inside, tree])
    if (existsSync(join(folder, 'pciback.h')) && cFiles(folder).length > 0) return folder;
  throw new MissingError(
    `${tree} has no drivers/xen/xen-pciback with pciback.h`,
    'name the folder of a kernel tree, or that of the driver itself',
  );
}
