import { z } from 'zod';
import type { Need } from './need';

/** Declared keys of the YAML: the values that each can have, its description, and its default unless it is optional. */
export type Keys = Readonly<Record<string, z.ZodType>>;

/** The values of keys, as a configuration holds them; an optional key may be absent. */
export type ValuesOf<K extends Keys> = { readonly [key in keyof K]: z.output<K[key]> };

/** What a strategy declares about the keys that it reads. */
export interface StrategyKeys {
  readonly name: string;
  /** The keys that it reads, beside those of the run, the stream and the experts. */
  readonly keys: Keys;
  /** For error messages: keys of other strategies, each with the key of this one that means the same. */
  readonly insteadOf?: Readonly<Record<string, string>>;
  /** Needs that differ from those that the keys themselves declare. */
  readonly needs?: Readonly<Record<string, Need>>;
  /** Keys that the reference's files set for it but that it does not read: reported as ignored, not as an error. */
  readonly ignoredKeys?: readonly string[];
}

/** The default values of keys; optional keys are absent. */
export function defaultsOf<K extends Keys>(keys: K): ValuesOf<K> {
  // An object schema fills in the defaults; its inferred type is the same record, written differently.
  return z.object(keys).parse({}) as ValuesOf<K>;
}

/** Whether a key names a file or folder, so that relative paths are resolved. Declared with `.meta({ isPath: true })`. */
export function isPath(field: z.ZodType): boolean {
  return field.meta()?.isPath === true;
}

/** The same keys, all optional and without defaults: what one strategy or variant changes. */
export function changesOf(keys: Keys): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(keys).map(([key, field]) => [key, givenValue(field).optional()]));
}

/** The schema of a key that is given: without its default, and not optional. */
export function givenValue(field: z.ZodType): z.ZodType {
  return field instanceof z.ZodDefault || field instanceof z.ZodOptional
    ? (field.unwrap() as z.ZodType)
    : field;
}
