/** Longest absolute path (`XENSTORE_ABS_PATH_MAX`). */
const ABS_PATH_MAX = 3072;

/**
 * Absolute form of a path as a domain gives it: relative ones start at the domain's own directory.
 * @returns null when the store would refuse the path
 */
export function resolvePath(domid: number, path: string): string | null {
  const absolute = path.startsWith('/') ? path : `/local/domain/${domid}/${path}`;
  if (absolute === '/') return absolute;
  if (absolute.length > ABS_PATH_MAX || absolute.endsWith('/') || absolute.includes('//')) return null;
  return /^[-A-Za-z0-9/_@]+$/.test(absolute) ? absolute : null;
}

/** True when `path` is `ancestor` or below it. */
export function isWithin(path: string, ancestor: string): boolean {
  if (!path.startsWith(ancestor)) return false;
  return path.length === ancestor.length || ancestor === '/' || path.charCodeAt(ancestor.length) === 0x2f;
}
