import { EACCES, EAGAIN, EINVAL, ENOENT } from '../abi/errno.ts';
import { Ev } from './recorder.ts';
import type { Ports } from './world.ts';
import { NodeTable } from './xenstore/node-table.ts';
import {
  type NodeView,
  nearestNode,
  noChildren,
  putPermissions,
  putValue,
  removeTree,
  type XenstoreNode,
} from './xenstore/nodes.ts';
import { isWithin, resolvePath } from './xenstore/path.ts';
import { makePermissions, mayRead, mayWrite } from './xenstore/permissions.ts';
import { XenstoreTransaction } from './xenstore/transaction.ts';

export { XenstoreTransaction };

/** Whoever watches a node. */
export interface WatchSink {
  /** @param path the changed node, or the watched path when the watch is new */
  watchFired(path: string, token: string): void;
}

interface Watch {
  readonly path: string;
  readonly token: string;
  readonly sink: WatchSink;
}

/**
 * The store, with permissions, watches and transactions. Relative paths start at the caller's own directory.
 * Watches are called at once, in the order they were registered, and see everything: a domain's right to read
 * is not tested for them. Quotas are not modelled.
 */
export class Xenstore {
  private readonly ports: Ports;
  private readonly nodes = new NodeTable({
    value: '',
    permissions: makePermissions(0, []),
    generation: 1,
    children: noChildren,
  });
  private generation = 1;
  /** Replaced, never changed, so that a watch may come and go while others are called. */
  private watches: readonly Watch[] = Object.freeze([]);

  constructor(ports: Ports) {
    this.ports = ports;
  }

  /** Value of a node; null when it does not exist, may not be read, or the path is malformed. */
  read(domid: number, path: string, tx?: XenstoreTransaction): string | null {
    return this.readable(domid, path, tx)?.value ?? null;
  }

  /** Names of a node's children, oldest first; null as for {@link read}. */
  list(domid: number, path: string, tx?: XenstoreTransaction): string[] | null {
    return this.readable(domid, path, tx)?.children.slice() ?? null;
  }

  exists(path: string): boolean {
    return this.nodes.get(path) !== null;
  }

  /**
   * Sets a node's value, making it and what is missing above it.
   * @returns 0, -EACCES, or -EINVAL for a malformed path
   */
  write(domid: number, path: string, value: string, tx?: XenstoreTransaction): number {
    const absolute = this.resolve(domid, path);
    if (absolute === null) return -EINVAL;
    const view: NodeView = tx ?? this.nodes;
    if (!mayWrite(nearestNode(view, absolute).permissions, domid)) return -EACCES;
    putValue(view, absolute, value, domid, ++this.generation);
    if (tx === undefined) this.changed(domid, absolute, value);
    else tx.changes.push({ path: absolute, value });
    return 0;
  }

  /**
   * Removes a node and all below it.
   * @returns 0, -ENOENT, -EACCES, or -EINVAL for a malformed path or the root
   */
  remove(domid: number, path: string, tx?: XenstoreTransaction): number {
    const absolute = this.resolve(domid, path);
    if (absolute === null || absolute === '/') return -EINVAL;
    const view: NodeView = tx ?? this.nodes;
    const node = view.get(absolute);
    if (node === null) return -ENOENT;
    if (!mayWrite(node.permissions, domid)) return -EACCES;
    const removed = removeTree(view, absolute, ++this.generation);
    if (tx === undefined) this.removed(domid, removed);
    else tx.changes.push({ path: absolute, value: null });
    return 0;
  }

  /** Gives a node, made if it is missing, to `domid`; `readers` and `writers` are further domains. No watch fires. */
  setOwner(path: string, domid: number, readers: number[], writers: number[] = []): void {
    putPermissions(this.nodes, path, makePermissions(domid, readers, writers), ++this.generation);
  }

  /** Registers a watch on a node and everything below it; it is called once at once. */
  watch(path: string, token: string, sink: WatchSink): void {
    this.watches = Object.freeze([...this.watches, Object.freeze({ path, token, sink })]);
    sink.watchFired(path, token);
  }

  unwatch(path: string, token: string, sink: WatchSink): void {
    const { watches } = this;
    const at = watches.findIndex(
      (watch) => watch.path === path && watch.token === token && watch.sink === sink,
    );
    if (at >= 0) this.watches = Object.freeze([...watches.slice(0, at), ...watches.slice(at + 1)]);
  }

  begin(domid: number): XenstoreTransaction {
    return new XenstoreTransaction(domid, this.nodes);
  }

  /**
   * Ends a transaction: drops its changes, or makes them all and then calls the watches.
   * @returns 0, or -EAGAIN when a node it read or wrote was changed meanwhile
   */
  end(tx: XenstoreTransaction, abort: boolean): number {
    if (abort) return 0;
    if (tx.conflicts()) return -EAGAIN;
    const { nodes } = this;
    const removals: string[][] = [];
    for (const { path, value } of tx.changes) {
      this.generation++;
      if (value !== null) putValue(nodes, path, value, tx.domid, this.generation);
      else removals.push(removeTree(nodes, path, this.generation));
    }
    for (const { path, value } of tx.changes) {
      if (value !== null) this.changed(tx.domid, path, value);
      else this.removed(tx.domid, removals.shift() as string[]);
    }
    return 0;
  }

  /** Makes later snapshots of the store cheap; to be called when it has been filled. Changes nothing else. */
  seal(): void {
    this.nodes.seal();
  }

  private resolve(domid: number, path: string): string | null {
    return this.nodes.get(path) === null ? resolvePath(domid, path) : path;
  }

  private readable(domid: number, path: string, tx: XenstoreTransaction | undefined): XenstoreNode | null {
    const absolute = this.resolve(domid, path);
    if (absolute === null) return null;
    const node = (tx ?? this.nodes).get(absolute);
    return node !== null && mayRead(node.permissions, domid) ? node : null;
  }

  private changed(domid: number, path: string, value: string): void {
    const { recorder } = this.ports;
    recorder.emit(Ev.XenstoreWrite, domid, recorder.text(path), recorder.text(value));
    for (const watch of this.watches)
      if (isWithin(path, watch.path)) watch.sink.watchFired(path, watch.token);
  }

  /** A removal is seen by watches on the node, above it, and on every node that went with it. */
  private removed(domid: number, paths: readonly string[]): void {
    const { recorder } = this.ports;
    const path = paths[0] as string;
    recorder.emit(Ev.XenstoreWrite, domid, recorder.text(path), 0);
    for (const watch of this.watches) {
      if (isWithin(path, watch.path)) watch.sink.watchFired(path, watch.token);
      else if (paths.includes(watch.path)) watch.sink.watchFired(watch.path, watch.token);
    }
  }
}
