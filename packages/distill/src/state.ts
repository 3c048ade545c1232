/**
 * The contract of everything that can be saved midway and continued elsewhere with the same bits: a state is taken between
 * two events, and given to a new object that was made with the same options.
 *
 * A state holds plain values only, and nothing that happens later changes it. It may share arrays that nobody writes to
 * any more, so do not write to it; to copy it, `structuredClone`.
 * To keep it, use what keeps typed arrays: `serialize` of node:v8, or IndexedDB; JSON loses them.
 */
export interface Stateful<S extends PlainParts<S>> {
  /** Await it before the next event is asked for. Changes nothing. */
  state(): S | Promise<S>;
  /** From now on this goes on where `state` was taken. */
  restore(state: S): void;
}

/**
 * Where a long piece of work stands. A generator that can be left midway is given a place: it begins at `from`, if there is
 * one, and sets `now` before its first event. Whoever gives it the generator of random draws restores that too.
 */
export interface Place<S = unknown> {
  from?: S | undefined;
  /** A state of the work, a plain value, to be taken between two of its events. Absent in work that can only be done as a whole. */
  now?: (() => S | Promise<S>) | undefined;
}

/**
 * `T` if it is made of numbers, strings, booleans, null, typed arrays, and arrays and objects of them; else a type that `T`
 * is not assignable to. Parts of unknown type are not checked.
 */
export type PlainValue<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined | TypedArray
    ? T
    : T extends (...parameters: never[]) => unknown
      ? never
      : PlainParts<T>;

/** `T` if all its parts are plain values. */
export type PlainParts<T> = { readonly [K in keyof T]: PlainValue<T[K]> };

type TypedArray = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;
