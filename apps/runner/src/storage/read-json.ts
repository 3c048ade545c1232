import type { z } from 'zod';
import { excerpt } from '../config/excerpt';
import { parseJson } from './parse-json';

/** What a text of JSON holds, or what is wrong with it. */
export type JsonRead<T> = { readonly value: T } | { readonly fault: string };

/** Reads a text of JSON that a schema describes. Whatever the text holds, it does not throw, and the fault is short and one line. */
export function readJson<S extends z.ZodType>(text: string, schema: S): JsonRead<z.output<S>> {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (error) {
    // V8 quotes the text, lines and all.
    return { fault: excerpt(String(error).replaceAll(/\s+/g, ' '), 200) };
  }
  const checked = schema.safeParse(json);
  if (checked.success) return { value: checked.data };
  const [issue] = checked.error.issues;
  const path = issue?.path.join('.') ?? '';
  return { fault: excerpt(`${path}${path === '' ? '' : ': '}${issue?.message}`, 200) };
}
