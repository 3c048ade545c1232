import type { z } from 'zod';
import { excerpt } from '../config/excerpt';

/** Most levels of lists and objects: what is nested more deeply could not be compared or written again. */
const deepest = 100;

/** What a text of JSON holds, or what is wrong with it. */
export type JsonRead<T> = { readonly value: T } | { readonly fault: string };

/** Reads a text of JSON that a schema describes. Whatever the text holds, it does not throw, and the fault is short. */
export function readJson<S extends z.ZodType>(text: string, schema: S): JsonRead<z.output<S>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { fault: excerpt(String(error), 200) };
  }
  if (isTooDeep(text)) return { fault: `it is nested more than ${deepest} levels deep` };
  const checked = schema.safeParse(json);
  if (checked.success) return { value: checked.data };
  const [issue] = checked.error.issues;
  const path = issue?.path.join('.') ?? '';
  return { fault: excerpt(`${path}${path === '' ? '' : ': '}${issue?.message}`, 200) };
}

/** Whether JSON is nested too deeply, without the recursion that would overflow. */
function isTooDeep(json: string): boolean {
  let depth = 0;
  for (const [part] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (part === '[' || part === '{') depth += 1;
    if (part === ']' || part === '}') depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}
