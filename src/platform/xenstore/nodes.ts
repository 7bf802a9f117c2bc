import { inheritPermissions, type Permissions } from './permissions.ts';

/** One node. Never changed in place: a change puts a new one in its stead. */
export interface XenstoreNode {
  readonly value: string;
  readonly permissions: Permissions;
  /** Number of the change that last touched the node itself: its value, permissions or list of children. */
  readonly generation: number;
  /** Names of the children, oldest first. */
  readonly children: readonly string[];
}

/** Nodes by absolute path: the store itself, or what a transaction sees of it. */
export interface NodeView {
  get(path: string): XenstoreNode | null;
  /** Puts or, with null, takes away the node at `path`; its parent is the caller's business. */
  set(path: string, node: XenstoreNode | null): void;
}

export const noChildren: readonly string[] = Object.freeze([]);

/** Path of the directory that `path` is in. */
function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

const childPath = (path: string, name: string): string => (path === '/' ? `/${name}` : `${path}/${name}`);

/** The node at `path` or, if it does not exist, the deepest one above it that does. */
export function nearestNode(view: NodeView, path: string): XenstoreNode {
  let at = path;
  for (;;) {
    const node = view.get(at);
    if (node !== null) return node;
    at = parentOf(at);
  }
}

/** Sets a node's value; makes it and what is missing above it, empty, on behalf of `creator`. */
export function putValue(
  view: NodeView,
  path: string,
  value: string,
  creator: number,
  generation: number,
): void {
  const node = view.get(path) ?? makeChild(view, path, creator, generation);
  view.set(path, { value, permissions: node.permissions, generation, children: node.children });
}

/** Sets a node's permissions; makes it if it is missing. */
export function putPermissions(
  view: NodeView,
  path: string,
  permissions: Permissions,
  generation: number,
): void {
  const node = view.get(path) ?? makeChild(view, path, 0, generation);
  view.set(path, { value: node.value, permissions, generation, children: node.children });
}

/**
 * Takes away a node, which exists and is not the root, and all below it.
 * @returns the paths taken away, `path` first
 */
export function removeTree(view: NodeView, path: string, generation: number): string[] {
  const parent = view.get(parentOf(path));
  if (parent !== null) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const children = parent.children.filter((child) => child !== name);
    view.set(parentOf(path), { value: parent.value, permissions: parent.permissions, generation, children });
  }
  const removed: string[] = [path];
  for (let i = 0; i < removed.length; i++) {
    const at = removed[i] as string;
    for (const child of view.get(at)?.children ?? noChildren) removed.push(childPath(at, child));
    view.set(at, null);
  }
  return removed;
}

function makeChild(view: NodeView, path: string, creator: number, generation: number): XenstoreNode {
  const at = parentOf(path);
  const parent = view.get(at) ?? makeChild(view, at, creator, generation);
  const children = [...parent.children, path.slice(path.lastIndexOf('/') + 1)];
  view.set(at, { value: parent.value, permissions: parent.permissions, generation, children });
  const permissions = inheritPermissions(parent.permissions, creator);
  const node = { value: '', permissions, generation, children: noChildren };
  view.set(path, node);
  return node;
}
