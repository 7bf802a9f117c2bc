/** Most differences that are listed. */
const MAX_LISTED = 20;

/**
 * Walks two object graphs in lockstep, by reflection: every own property, element, map entry and byte. Nobody lists
 * fields, so nothing is overlooked but what cannot be looked into, and such an object is a difference itself.
 * @param skipped objects of either graph that are not compared, nor what only they reach
 * @returns paths at which the graphs differ, with what they hold there
 */
export function graphDifferences(a: unknown, b: unknown, skipped: readonly object[] = []): string[] {
  return new Walk(new Set(skipped)).differences(a, b);
}

class Walk {
  private readonly found: string[] = [];
  private readonly skipped: ReadonlySet<object>;
  /** Counterpart of each object of the first graph, and of the second: aliases must be the same in both. */
  private readonly toSecond = new Map<object, object>();
  private readonly toFirst = new Map<object, object>();
  private readonly queue: { a: object; b: object; path: string }[] = [];

  constructor(skipped: ReadonlySet<object>) {
    this.skipped = skipped;
  }

  differences(a: unknown, b: unknown): string[] {
    this.compare(a, b, '');
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
      this.contents(next.a, next.b, next.path);
      if (this.found.length >= MAX_LISTED) break;
    }
    return this.found;
  }

  private compare(a: unknown, b: unknown, path: string): void {
    if (typeof a === 'function' && typeof b === 'function') {
      if (a !== b && a.toString() !== b.toString()) this.differ(path, a, b);
    } else if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
      this.compareObjects(a, b, path);
    } else if (!Object.is(a, b)) {
      this.differ(path, a, b);
    }
  }

  private compareObjects(a: object, b: object, path: string): void {
    if (this.skipped.has(a) && this.skipped.has(b)) return;
    if (this.toSecond.has(a) || this.toFirst.has(b)) {
      if (this.toSecond.get(a) !== b) this.found.push(`${path}: another object than in the other graph`);
      return;
    }
    this.toSecond.set(a, b);
    this.toFirst.set(b, a);
    this.queue.push({ a, b, path });
  }

  private contents(a: object, b: object, path: string): void {
    const kind = kindOf(a);
    if (opaque.has(kind)) {
      this.found.push(`${path}: a ${kind}, which hides what it holds`);
      return;
    }
    if (kind !== kindOf(b) || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) {
      this.differ(path, a, b);
      return;
    }
    if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) {
      this.views(a, b, path);
      return;
    }
    if (a instanceof ArrayBuffer && b instanceof ArrayBuffer) this.bytes(a, b, path);
    else if (a instanceof Map && b instanceof Map)
      this.lists([...a].flat(), [...b].flat(), `${path} entries`);
    else if (a instanceof Set && b instanceof Set) this.lists([...a], [...b], `${path} values`);
    this.properties(a as Record<PropertyKey, unknown>, b as Record<PropertyKey, unknown>, path);
  }

  private views(a: ArrayBufferView, b: ArrayBufferView, path: string): void {
    this.compare(a.byteOffset, b.byteOffset, `${path}.byteOffset`);
    this.compare(a.byteLength, b.byteLength, `${path}.byteLength`);
    this.compare(a.buffer, b.buffer, `${path}.buffer`);
  }

  private bytes(a: ArrayBuffer, b: ArrayBuffer, path: string): void {
    this.lists([...new Uint8Array(a)], [...new Uint8Array(b)], path);
  }

  private lists(a: readonly unknown[], b: readonly unknown[], path: string): void {
    this.compare(a.length, b.length, `${path}.length`);
    for (let i = 0; i < Math.min(a.length, b.length); i++) this.compare(a[i], b[i], `${path}[${i}]`);
  }

  private properties(a: Record<PropertyKey, unknown>, b: Record<PropertyKey, unknown>, path: string): void {
    for (const name of new Set([...Reflect.ownKeys(a), ...Reflect.ownKeys(b)])) {
      const at =
        Array.isArray(a) && name !== 'length' ? `${path}[${String(name)}]` : `${path}.${String(name)}`;
      if (!Object.hasOwn(a, name)) this.found.push(`${at}: only in the second graph`);
      else if (!Object.hasOwn(b, name)) this.found.push(`${at}: only in the first graph`);
      else this.compare(a[name], b[name], at);
    }
  }

  private differ(path: string, a: unknown, b: unknown): void {
    this.found.push(`${path}: ${describe(a)}, not ${describe(b)}`);
  }
}

/** Objects whose state reflection does not show. */
const opaque: ReadonlySet<string> = new Set(['WeakMap', 'WeakSet', 'WeakRef', 'Generator', 'Promise']);

const kindOf = (object: object): string => Object.prototype.toString.call(object).slice(8, -1);

function describe(value: unknown): string {
  if (typeof value === 'function') return `function ${value.name}`;
  return typeof value === 'object' && value !== null ? (value.constructor?.name ?? 'object') : String(value);
}
