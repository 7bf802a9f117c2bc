/**
 * Building blocks of action kinds. One table of fields (see `kinds.ts`) gives the TypeScript types, the JSON
 * schema, the binary form, the generators and the mutators, so that these cannot disagree.
 */

/** A whole number. `pool` lists values near the valid/invalid border; generators prefer them. */
export interface IntField {
  readonly kind: 'int';
  readonly min: number;
  readonly max: number;
  readonly pool: readonly number[];
}

/** One of a few words. `pool` lists those that generators draw; the others are for programs that people write. */
export interface EnumField<Value extends string = string> {
  readonly kind: 'enum';
  readonly values: readonly Value[];
  readonly pool: readonly Value[];
}

export interface TextField {
  readonly kind: 'text';
  readonly maxLength: number;
  readonly pool: readonly string[];
}

/** True, or absent. */
export interface FlagField {
  readonly kind: 'flag';
}

/** MSI-X entries as `[table index, vector]` pairs. */
export interface PairsField {
  readonly kind: 'pairs';
  readonly maxLength: number;
}

export type Field = IntField | EnumField | TextField | FlagField | PairsField;

/** A field that may be left out; absent means `fallback` (for pairs: what a well-behaved frontend sends). */
export interface Optional<Inner extends Field = Field> {
  readonly kind: 'optional';
  readonly inner: Inner;
  readonly fallback: number | string | undefined;
}

export type AnyField = Field | Optional;

type ValueOf<F> = F extends IntField
  ? number
  : F extends EnumField<infer Value>
    ? Value
    : F extends TextField
      ? string
      : F extends PairsField
        ? readonly (readonly [number, number])[]
        : true;

type OptionalKeys<T> = { [K in keyof T]: T[K] extends Optional | FlagField ? K : never }[keyof T];

/** The value type of a table of fields. */
export type Fields<T> = { [K in Exclude<keyof T, OptionalKeys<T>>]: ValueOf<T[K]> } & {
  [K in OptionalKeys<T>]?: T[K] extends Optional<infer Inner> ? ValueOf<Inner> : true;
};

export const int = (min: number, max: number, pool: readonly number[] = []): IntField =>
  Object.freeze({ kind: 'int', min, max, pool: Object.freeze([...pool]) });
export const u32 = (pool: readonly number[] = []): IntField => int(0, 0xffffffff, pool);
export const i32 = (pool: readonly number[] = []): IntField => int(-0x80000000, 0x7fffffff, pool);
export const oneOf = <const Value extends string>(...values: Value[]): EnumField<Value> =>
  Object.freeze({ kind: 'enum', values: Object.freeze(values), pool: Object.freeze(values) });
/** `field` with further values at its end, which generators do not draw. */
export const andRarely = <const Value extends string, const Rare extends string>(
  field: EnumField<Value>,
  ...rare: Rare[]
): EnumField<Value | Rare> =>
  Object.freeze({ kind: 'enum', values: Object.freeze([...field.values, ...rare]), pool: field.pool });
export const text = (maxLength: number, pool: readonly string[] = []): TextField =>
  Object.freeze({ kind: 'text', maxLength, pool: Object.freeze([...pool]) });
export const flag: FlagField = Object.freeze({ kind: 'flag' });
export const pairs = (maxLength: number): PairsField => Object.freeze({ kind: 'pairs', maxLength });
export const optional = <F extends Field>(inner: F, fallback?: number | string): Optional<F> =>
  Object.freeze({ kind: 'optional', inner, fallback });
