/** Throws the error of the file's format. */
export type RefuseJson = (given: string, expected: string) => never;

const deepest = 200;

/**
 * A JSON object. Whoever walks through it by recursion, as TensorFlow.js does, is safe: its depth is bounded, so that it cannot exhaust the
 * stack.
 */
export function parseObject(bytes: Uint8Array, refuse: RefuseJson): Record<string, unknown> {
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    return refuse(`it is not JSON (${String(error)})`, 'UTF-8');
  }
  const depth = depthOf(text);
  if (depth > deepest) return refuse(`a nesting of ${depth}`, `at most ${deepest} levels`);
  try {
    json = JSON.parse(text);
  } catch (error) {
    return refuse(`it is not JSON (${String(error)})`, 'JSON');
  }
  return isObject(json) ? json : refuse('its JSON is no object', 'an object');
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How deep objects and lists are nested, as far as they are not too deep. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  let quoted = false;
  for (let at = 0; at < text.length && most <= deepest; at++) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    else if (quoted && character === '\\') at++;
    else if (!quoted && (character === '{' || character === '[')) most = Math.max(most, ++depth);
    else if (!quoted && (character === '}' || character === ']')) depth--;
  }
  return most;
}
