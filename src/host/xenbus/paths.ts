import { DOM0 } from '../../platform/world.ts';

/** Home of the backend's domain in xenstore; relative paths start here. */
const HOME = `/local/domain/${DOM0}`;

/** Directory whose subdirectories are the backends of this domain, by device type. */
export const BACKEND_ROOT = `${HOME}/backend`;

/** Absolute path of `node` in directory `dir` (relative to the backend's domain unless it begins with `/`). */
export function absolutePath(dir: string, node = ''): string {
  const path = node === '' ? dir : `${dir}/${node}`;
  return path.startsWith('/') ? path : `${HOME}/${path}`;
}

/** A path below the backend's domain as that domain sees it: without its own home in front. */
export function relativePath(path: string): string {
  return path.slice(HOME.length + 1);
}

/** True when `path` is `ancestor` or lies under it. */
export function isAtOrUnder(path: string, ancestor: string): boolean {
  return path === ancestor || path.startsWith(`${ancestor}/`);
}
