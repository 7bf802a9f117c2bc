/**
 * An image of every object that can be reached from some roots. Restoring writes back, in place, what each of
 * them held; objects made since become unreachable by that. Nothing can be forgotten, because nobody lists
 * fields; state must only not hide in closures or `#private` fields.
 */

/** Writes to each object what its image holds. */
type Restorer<T extends object = object, I = unknown> = (objects: readonly T[], images: readonly I[]) => void;

/** Objects that are restored the same way: one call, and one hot loop, for all of them. */
interface Group {
  readonly objects: object[];
  readonly images: unknown[];
}

export class Snapshot {
  private readonly groups = new Map<Restorer, Group>();

  /**
   * @param roots objects to start from
   * @param excluded objects that are not state (ports, constants); neither they nor what only they reach is kept
   */
  constructor(roots: readonly object[], excluded: readonly object[] = []) {
    const seen = new Set<object>(excluded);
    const queue: object[] = [];
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null || seen.has(value)) return;
      seen.add(value);
      queue.push(value);
    };
    for (const root of roots) visit(root);
    for (let object = queue.pop(); object !== undefined; object = queue.pop()) this.capture(object, visit);
  }

  /** How many images the snapshot holds. */
  get size(): number {
    let size = 0;
    for (const { objects } of this.groups.values()) size += objects.length;
    return size;
  }

  restore(): void {
    for (const [restorer, { objects, images }] of this.groups) restorer(objects, images);
  }

  private keep<T extends object, I>(object: T, image: I, restorer: Restorer<T, I>): void {
    const key = restorer as unknown as Restorer;
    const group = this.groups.get(key) ?? { objects: [], images: [] };
    this.groups.set(key, group);
    group.objects.push(object);
    group.images.push(image);
  }

  private capture(object: object, visit: (value: unknown) => void): void {
    if (ArrayBuffer.isView(object)) {
      visit(object.buffer);
      return;
    }
    if (object instanceof ArrayBuffer) {
      this.keep(new Uint8Array(object), new Uint8Array(object.slice()), restoreBytes);
      return;
    }
    if (Array.isArray(object)) {
      for (const value of object) visit(value);
      if (!Object.isFrozen(object)) this.keep(object as unknown[], object.slice(), restoreArrays);
      return;
    }
    if (object instanceof Map) {
      const entries = [...object];
      for (const entry of entries) entry.forEach(visit);
      this.keep(object, entries, restoreMaps);
    } else if (object instanceof Set) {
      const values = [...object];
      values.forEach(visit);
      this.keep(object, values, restoreSets);
    }
    this.captureFields(object as Record<string, unknown>, visit);
  }

  private captureFields(object: Record<string, unknown>, visit: (value: unknown) => void): void {
    const names = Object.keys(object);
    const values = names.map((name) => object[name]);
    values.forEach(visit);
    if (names.length > 0 && !Object.isFrozen(object)) this.keep(object, values, fieldRestorer(names));
  }
}

function restoreBytes(views: readonly Uint8Array[], images: readonly Uint8Array[]): void {
  for (let i = 0; i < views.length; i++) (views[i] as Uint8Array).set(images[i] as Uint8Array);
}

function restoreArrays(arrays: readonly unknown[][], images: readonly (readonly unknown[])[]): void {
  for (let i = 0; i < arrays.length; i++)
    restoreArray(arrays[i] as unknown[], images[i] as readonly unknown[]);
}

function restoreArray(array: unknown[], image: readonly unknown[]): void {
  if (array.length !== image.length) array.length = image.length;
  for (let i = 0; i < image.length; i++) if (array[i] !== image[i]) array[i] = image[i];
}

type Entries = readonly (readonly [unknown, unknown])[];

function restoreMaps(maps: readonly Map<unknown, unknown>[], images: readonly Entries[]): void {
  for (let i = 0; i < maps.length; i++) {
    const map = maps[i] as Map<unknown, unknown>;
    const image = images[i] as Entries;
    if (holds(map, image)) continue;
    map.clear();
    for (const [key, value] of image) map.set(key, value);
  }
}

/** The map has just these entries, in this order. */
function holds(map: Map<unknown, unknown>, image: Entries): boolean {
  if (map.size !== image.length) return false;
  if (image.length === 0) return true;
  let i = 0;
  for (const [key, value] of map) {
    const entry = image[i++] as readonly [unknown, unknown];
    if (key !== entry[0] || value !== entry[1]) return false;
  }
  return true;
}

function restoreSets(sets: readonly Set<unknown>[], images: readonly (readonly unknown[])[]): void {
  for (let i = 0; i < sets.length; i++) {
    const set = sets[i] as Set<unknown>;
    const image = images[i] as readonly unknown[];
    if (set.size === image.length && image.every((value) => set.has(value))) continue;
    set.clear();
    for (const value of image) set.add(value);
  }
}

type FieldRestorer = Restorer<Record<string, unknown>, readonly unknown[]>;
const fieldRestorers = new Map<string, FieldRestorer>();

/**
 * The function that assigns fields of these names. It is compiled, once per list of names, because assigning by
 * computed name is about ten times slower and restoring is a large part of every execution. It writes only what
 * differs: to the engine a field that nobody ever assigned to again stays a constant.
 */
function fieldRestorer(names: readonly string[]): FieldRestorer {
  const key = names.join('\0');
  let restorer = fieldRestorers.get(key);
  if (restorer === undefined) {
    const fields = names.map((name, i) => {
      const field = `object[${JSON.stringify(name)}]`;
      return `if (${field} !== values[${i}]) ${field} = values[${i}];`;
    });
    const body = `for (let i = 0; i < objects.length; i++) {
      const object = objects[i];
      const values = images[i];
      ${fields.join('\n')}
    }`;
    restorer = new Function('objects', 'images', body) as FieldRestorer;
    fieldRestorers.set(key, restorer);
  }
  return restorer;
}
