import type { NodeView, XenstoreNode } from './nodes.ts';

type Sealed = Readonly<Record<string, XenstoreNode>>;

/** Changes kept apart from the sealed nodes before they are merged. */
const MERGE_AT = 256;

/**
 * All nodes of the store. Most are in a frozen table, which a snapshot needs not look after; changes since it was
 * made are kept apart.
 */
export class NodeTable implements NodeView {
  private sealed: Sealed;
  private readonly recent = new Map<string, XenstoreNode | null>();

  constructor(root: XenstoreNode) {
    this.sealed = freezeTable(new Map([['/', root]]));
  }

  get(path: string): XenstoreNode | null {
    const changed = this.recent.get(path);
    return changed === undefined ? (this.sealed[path] ?? null) : changed;
  }

  set(path: string, node: XenstoreNode | null): void {
    this.recent.set(path, node);
    if (this.recent.size >= MERGE_AT) this.seal();
  }

  /** Merges the changes into the frozen table. */
  seal(): void {
    const nodes = new Map<string, XenstoreNode>(Object.entries(this.sealed));
    for (const [path, node] of this.recent) {
      if (node === null) nodes.delete(path);
      else nodes.set(path, node);
    }
    this.sealed = freezeTable(nodes);
    this.recent.clear();
  }
}

/** A frozen table without prototype, so that any path is only found if it is there. */
function freezeTable(nodes: Map<string, XenstoreNode>): Sealed {
  const table = Object.create(null) as Record<string, XenstoreNode>;
  for (const [path, node] of nodes) table[path] = freezeNode(node);
  return Object.freeze(table);
}

/** A frozen copy: a snapshot may hold the node itself and writes to it when it is restored. */
function freezeNode(node: XenstoreNode): XenstoreNode {
  if (Object.isFrozen(node)) return node;
  return Object.freeze({ ...node, children: Object.freeze(node.children.slice()) });
}
