import { EAGAIN, EINVAL, ENOENT, ENOMEM, ENOSPC, ERANGE } from '../../abi/errno.ts';
import { KernelOops } from '../../platform/oops.ts';
import { PointKind, passPoint } from '../../platform/points.ts';
import { DOM0 } from '../../platform/world.ts';
import type { XenstoreTransaction } from '../../platform/xenstore.ts';
import type { Kernel } from '../kernel.ts';
import { sscanf } from '../sscanf.ts';
import { absolutePath } from './paths.ts';

/**
 * The host kernel's access to xenstore. Directories are absolute or relative to the backend's domain. Errors are
 * negative errno numbers. Every access is a point (`xenstore`) and may sleep.
 */
export class XenbusStore {
  protected readonly kernel: Kernel;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  /** Value of a node up to its first NUL, or -ENOENT. */
  read(dir: string, node: string, tx?: XenstoreTransaction): string | number {
    const path = this.access(dir, node);
    const value = this.kernel.world.xenstore.read(DOM0, path, tx);
    if (value === null) return -ENOENT;
    const end = value.indexOf('\0');
    return end < 0 ? value : value.slice(0, end);
  }

  exists(dir: string, node = ''): boolean {
    return this.kernel.world.xenstore.exists(this.access(dir, node));
  }

  /** Names under a directory; none when it is absent. */
  list(dir: string): string[] {
    return this.kernel.world.xenstore.list(DOM0, this.access(dir, '')) ?? [];
  }

  write(dir: string, node: string, value: string, tx?: XenstoreTransaction): number {
    const path = this.access(dir, node);
    if (typeof tx === 'number')
      throw new KernelOops('null-dereference', 'xenbus_write', 'an error number in place of a transaction');
    if (this.kernel.world.faults.take('xenstoreWrite')) return -ENOSPC;
    return this.kernel.world.xenstore.write(DOM0, path, value, tx);
  }

  /** Starts a transaction; -ENOMEM when it cannot be. */
  begin(): XenstoreTransaction | number {
    this.kernel.mightSleep('xenbus_transaction_start');
    if (this.kernel.world.faults.take('xenstoreBegin')) return -ENOMEM;
    return this.kernel.world.xenstore.begin(DOM0);
  }

  /** Ends a transaction; 0, or -EAGAIN when a commit met a conflict and must be tried again. */
  end(tx: XenstoreTransaction, abort: boolean): number {
    this.kernel.mightSleep('xenbus_transaction_end');
    const conflict = !abort && this.kernel.world.faults.take('xenstoreConflict');
    const err = this.kernel.world.xenstore.end(tx, abort || conflict);
    return conflict ? -EAGAIN : err;
  }

  /**
   * Numbers of a node by a {@link sscanf} format (XB-63).
   * @returns at least one number; -ENOENT when the node is missing, -ERANGE when nothing could be converted
   */
  scan(dir: string, node: string, format: string, tx?: XenstoreTransaction): number[] | number {
    const text = this.read(dir, node, tx);
    if (typeof text === 'number') return text;
    const { values } = sscanf(text, format);
    return values.length === 0 ? -ERANGE : values;
  }

  /** An unsigned decimal, or `fallback` when the node is missing or holds none. */
  readUnsigned(dir: string, node: string, fallback: number): number {
    const values = this.scan(dir, node, '%u');
    return typeof values === 'number' ? fallback : (values[0] as number);
  }

  /**
   * A number that must be there: missing is its own errno, unparsable is -EINVAL (XB-21).
   * @returns the number in a one-element array, or a negative errno
   */
  gather(dir: string, node: string, format: '%d' | '%u'): number[] | number {
    const values = this.scan(dir, node, format);
    return values === -ERANGE ? -EINVAL : values;
  }

  private access(dir: string, node: string): string {
    const { kernel } = this;
    kernel.mightSleep('xs_talkv');
    const path = absolutePath(dir, node);
    const { points } = kernel.world.ports;
    passPoint(points, PointKind.Xenstore, 0);
    return path;
  }
}
