/** Who may use a node. Domain 0 and the owner may do everything; others what the lists say. */
export interface Permissions {
  readonly owner: number;
  readonly readers: readonly number[];
  readonly writers: readonly number[];
}

export function makePermissions(
  owner: number,
  readers: readonly number[],
  writers: readonly number[] = [],
): Permissions {
  return Object.freeze({ owner, readers: Object.freeze([...readers]), writers: Object.freeze([...writers]) });
}

const isPrivileged = (permissions: Permissions, domid: number): boolean =>
  domid === 0 || permissions.owner === domid;

export function mayRead(permissions: Permissions, domid: number): boolean {
  return isPrivileged(permissions, domid) || permissions.readers.includes(domid);
}

export function mayWrite(permissions: Permissions, domid: number): boolean {
  return isPrivileged(permissions, domid) || permissions.writers.includes(domid);
}

/** Permissions of a node that `creator` makes under one with `parent`: inherited, but owned by an unprivileged creator. */
export function inheritPermissions(parent: Permissions, creator: number): Permissions {
  if (creator === 0 || parent.owner === creator) return parent;
  return makePermissions(creator, parent.readers, parent.writers);
}
