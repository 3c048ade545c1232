/** Most levels of lists and objects: what is nested more deeply could not be compared or written again. */
const deepest = 100;

/**
 * The value of a text of JSON.
 *
 * @throws SyntaxError It is no JSON, or nested too deeply.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (isTooDeep(text)) throw new SyntaxError(`it is nested more than ${deepest} levels deep`);
  return value;
}

/** Whether JSON is nested too deeply, found without the recursion that would overflow. */
function isTooDeep(json: string): boolean {
  let depth = 0;
  for (const [part] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (part === '[' || part === '{') depth += 1;
    if (part === ']' || part === '}') depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}
