import { resolve } from 'node:path';
import { cacheFolder } from '../executor/linux/build/cache.ts';
import type { Commands } from '../executor/linux/build/commands.ts';
import {
  availableVersions,
  MissingError,
  neededPackages,
  type Package,
} from '../executor/linux/build/packages.ts';
import {
  driverOfTree,
  isUnpacked,
  nameOfTree,
  nearestVersion,
  versionOfTree,
} from '../executor/linux/build/sources.ts';
import {
  type KernelVersion,
  usualVariants,
  type Variant,
  variants,
  versions,
} from '../executor/linux/build/variants.ts';
import type { Io } from './io.ts';

/** What `build linux` and whatever builds in passing are told. */
export interface BuildOptions {
  readonly tree?: string;
  readonly version?: string;
  readonly name?: string;
  readonly coverage?: true;
  readonly yes?: true;
  readonly flaw?: readonly string[];
}

/** What is to be done, and with what. */
export interface Plan {
  readonly version: KernelVersion;
  /** What `--version` said. */
  readonly asked: string | undefined;
  /** Past bugs that are put back, as they were asked for. */
  readonly flaws: readonly string[];
  readonly tree: string | undefined;
  readonly name: string | undefined;
  readonly variants: readonly Variant[];
  readonly cache: string;
  readonly packages: readonly Package[];
  /** Those of them that are not in the cache yet. */
  readonly missing: readonly Package[];
}

/** One plan for each version. @throws MissingError */
export function makePlans(options: BuildOptions, io: Io, commands: Commands): Plan[] {
  const cache = cacheFolder(io.env);
  const tree = options.tree === undefined ? undefined : resolve(options.tree);
  const driver = tree === undefined ? undefined : driverOfTree(tree);
  const wanted = options.coverage ? variants : usualVariants;
  return versionsOf(options, tree, commands).map((version) => {
    const packages = neededPackages(commands, version, tree === undefined, wanted);
    const missing = packages.filter((one) => !one.unpacked || !isUnpacked(cache, one));
    const name = driver === undefined ? undefined : (options.name ?? nameOfTree(driver));
    return {
      version,
      asked: options.version,
      flaws: options.flaw ?? [],
      tree,
      name,
      variants: wanted,
      cache,
      packages,
      missing,
    };
  });
}

/** The package lists know everything that is needed, and all versions where none is named. */
export function areListed(options: BuildOptions, io: Io, commands: Commands): boolean {
  try {
    const { length } = makePlans(options, io, commands);
    return options.version !== undefined || options.tree !== undefined || length === versions.length;
  } catch (error) {
    if (error instanceof MissingError) return false;
    throw error;
  }
}

/** The version that was asked for; the nearest to a tree's; else all that can be had. */
function versionsOf(
  { version }: BuildOptions,
  tree: string | undefined,
  commands: Commands,
): readonly KernelVersion[] {
  if (version !== undefined) return [version as KernelVersion];
  if (tree !== undefined) return [nearestVersion(versionOfTree(tree))];
  const found = availableVersions(commands);
  // With none the first is planned for, which says what is missing.
  return found.length > 0 ? found : versions.slice(0, 1);
}

/** The command line that gets everything and builds. */
export function commandOf({ asked, flaws, tree, name, variants: wanted }: Plan): string {
  const options = [
    ...(tree === undefined ? [] : [`--tree ${tree}`]),
    ...(tree === undefined || name?.startsWith('tree-') ? [] : [`--name ${name}`]),
    ...(asked === undefined ? [] : [`--version ${asked}`]),
    ...(wanted.includes('coverage') ? ['--coverage'] : []),
    ...flaws.map((id) => `--flaw ${id}`),
  ];
  return ['pciback-rig build linux', ...options, '--yes'].join(' ');
}
