import type { NodeView, XenstoreNode } from './nodes.ts';

/** One change made inside a transaction; `value` is null for a removal. */
export interface TransactionChange {
  readonly path: string;
  readonly value: string | null;
}

/** A domain's view of the store, with its own changes. It remembers what it looked at. */
export class XenstoreTransaction implements NodeView {
  readonly domid: number;
  readonly changes: TransactionChange[] = [];
  private readonly store: NodeView;
  private readonly own = new Map<string, XenstoreNode | null>();
  /** Generation of each node looked at when it was first looked at; 0 for a missing one. */
  private readonly seen = new Map<string, number>();

  constructor(domid: number, store: NodeView) {
    this.domid = domid;
    this.store = store;
  }

  get(path: string): XenstoreNode | null {
    const changed = this.own.get(path);
    if (changed !== undefined) return changed;
    const node = this.store.get(path);
    if (!this.seen.has(path)) this.seen.set(path, node?.generation ?? 0);
    return node;
  }

  set(path: string, node: XenstoreNode | null): void {
    this.own.set(path, node);
  }

  /** True when a node looked at here was changed, made or removed by somebody else since. */
  conflicts(): boolean {
    for (const [path, generation] of this.seen) {
      if ((this.store.get(path)?.generation ?? 0) !== generation) return true;
    }
    return false;
  }
}
