/** Most levels of lists and objects: what is nested more deeply could not be compared or written again. */
const deepest = 100;

/**
 * The value of a text of JSON.
 *
 * @throws SyntaxError It is no JSON, or nested too deeply.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (isDeeper(value, deepest)) throw new SyntaxError(`it is nested more than ${deepest} levels deep`);
  return value;
}

/** Whether lists and objects have more than so many levels; it looks no deeper than that. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const parts: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return parts.some((each) => isDeeper(each, levels - 1));
}
